"""Finds the file that serves a Google service by host name: `apis/pubsub.py` for pubsub.googleapis.com."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from localcloud import discovery

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.api import Answer, Api, Cloud
    from localcloud.dispatch import Asked

_REGIONAL = re.compile(r"^(?:[a-z]+-[a-z]+\d+|us|eu)-(?=[a-z])")
_REGIONAL_ENDPOINT = re.compile(r"^([a-z0-9-]+)\.[a-z0-9-]+\.rep\.googleapis\.com$")
_VERSION = re.compile(r"v\d+\w*|alpha|beta")
#: Hosts that are no API: what stands behind the end of their names answers all of their paths.
_ADDRESSES = {
    ".run.app": "localcloud.apis.run.addresses",
    "-docker.pkg.dev": "localcloud.apis.artifactregistry.images",
}


def global_host(host: str) -> str:
    """Gives `run.googleapis.com` for `us-central1-run.…` and for `run.us-central1.rep.…`."""
    if host.endswith(tuple(_ADDRESSES)):
        return host
    return _REGIONAL.sub("", _REGIONAL_ENDPOINT.sub(r"\1.googleapis.com", host))


@lru_cache(maxsize=512)
def find(host: str) -> Api | None:
    """Gives what serves a host, read when it is first called; None when there is no file for it."""
    label = host.partition(".")[0].replace("-", "_")
    name = f"localcloud.apis.{label}"
    if not label.isidentifier() or find_spec(name) is None:
        return None
    return import_module(name).API


def address(host: str) -> Callable[[Cloud, Asked], Answer] | None:
    """Gives what answers for a host that is no API, such as the address of a service; None for others."""
    for end, module in _ADDRESSES.items():
        if host.endswith(end):
            return import_module(module).answer
    return None


def document(host: str, path: str) -> discovery.Document | None:
    """Gives the discovery document for the version in a path: `v1`, `storage/v1`, `apis/a.knative.dev/v1`."""
    depth = 3 if path.startswith("apis/") else 2
    version = next((part for part in path.split("/", depth)[:depth] if _VERSION.fullmatch(part)), "")
    found = discovery.load(host.partition(".")[0], version) if version else None
    if found is None and version and (listed := discovery.index().get(host)):
        found = discovery.load(listed.name, version)
    return found
