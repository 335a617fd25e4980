"""Which resource types are served: what the files under ``resources/`` declare.

A file is named after the module in the type's token (``gcp:pubsub/topic:Topic`` is in
``resources/pubsub.py``) and has a list ``KINDS``; it is imported when its first type is met.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from localcloud.provider.kind import Kind

RESOURCES = Path(__file__).with_name("resources")


def modules() -> list[str]:
    """The names of the files under ``resources/``."""
    return sorted(path.stem for path in RESOURCES.glob("[a-z]*.py"))


@cache
def tokens(module: str) -> dict[str, Kind]:
    """The types that one file declares, by token."""
    if module not in modules():
        return {}
    kinds = cast("list[Kind]", importlib.import_module(f"localcloud.provider.resources.{module}").KINDS)
    return {kind.type: kind for kind in kinds}


def kind_of(token: str) -> Kind | None:
    """A type's table; None where the stand-in does not serve it."""
    parts = token.split(":")
    return tokens(parts[1].split("/")[0].lower()).get(token) if len(parts) == 3 else None
