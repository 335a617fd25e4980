"""Durations as protobuf writes them in JSON, `1.5s`, in seconds. Absent: checks, which are in `validate.py`.

https://protobuf.dev/reference/protobuf/google.protobuf/#duration
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.casing import Json


def seconds(duration: object) -> float:
    """Gives the seconds of a duration that has been found to be one."""
    return float(str(duration).removesuffix("s"))


def of(body: Json, name: str, usual: str = "0s") -> float:
    """Gives the seconds of a field, or of what stands for one that is not given."""
    return seconds(body.get(name) or usual)
