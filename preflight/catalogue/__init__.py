"""Facts about Google Cloud, as data with a loader each: no network, no other part of this project."""

from __future__ import annotations


def validate() -> list[str]:
    """Give every problem of every table, as `file:row: what; fix`; empty if all are sound."""
    from preflight.catalogue import soundness  # noqa: PLC0415 - reads every table, which only this needs

    return soundness.problems()
