"""The two worlds: what is walked under, and whether a condition holds where variables are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from preflight.environ.python.values import Reason


class World(NamedTuple):
    """A condition that is walked under: missing, present, unknown, or never, as far as the code tells.

    `causes`: sets of reads, any of which decides it as a whole.
    """

    kind: str
    causes: tuple[Reason, ...] = ()


class Truth(NamedTuple):
    """Whether a condition holds where variables are missing; None if nobody knows. `causes` as in World."""

    holds: bool | None
    causes: tuple[Reason, ...] = ()
