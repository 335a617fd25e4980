"""A stand-in for the official Pulumi gcp provider plugin, for machines that cannot download it.

It serves the unmodified ``pulumi_gcp`` SDK, takes the official provider's configuration keys, sends the
requests that the official provider sends (``tests/provider`` compares them with a recording), and speaks to
endpoints on this machine only. The official plugin replaces it wherever it can be had.

``pulumi-resource-gcp`` on PATH runs ``python -m localcloud.provider``. Each Google service is one file
under ``resources/``, found by being there.

Source: https://www.pulumi.com/registry/packages/gcp/
"""
