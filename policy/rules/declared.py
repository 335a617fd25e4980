"""A resource as an example declares it. Examples are what tests judge and what the pages show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Ref:
    """An output of another resource of the example, which a preview does not know yet."""

    name: str
    output: str


@dataclass(frozen=True)
class Declared:
    """One resource: its type token, its inputs named as the engine names them, and what it waits for."""

    type: str
    inputs: Mapping[str, object] = field(default_factory=dict[str, object])
    name: str = "example"
    depends_on: tuple[str, ...] = ()
