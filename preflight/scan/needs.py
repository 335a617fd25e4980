"""What a scan answers: each API with its evidence, what could not be resolved, what could not be looked at.

The order is that of the JSON document (docs/scan.schema.json), whose `version` changes when a field changes
its meaning or goes away; new fields may come without a new version.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

VERSION = 1


class Phase(StrEnum):
    """When an API is called: while the program runs, or to build, deploy and set it up."""

    RUNTIME = "runtime"
    DEPLOY = "deploy"


class Confidence(StrEnum):
    """How sure a sighting is: a client made or a command run; a use that needs one; a name alone."""

    CERTAIN = "certain"
    LIKELY = "likely"
    WEAK = "weak"


class Sighting(Struct, frozen=True):
    """What a detector saw at one place: the API that is called there.

    `alternatives`: APIs that may be called instead, when the environment decides. A sighting that is WEAK
    becomes a hint and never a need.
    """

    api: str
    file: str
    line: int
    detail: str
    confidence: Confidence = Confidence.CERTAIN
    phase: Phase = Phase.RUNTIME
    alternatives: tuple[str, ...] = ()


class Unresolved(Struct, frozen=True):
    """A call of some Google API whose name the code does not tell: `build(name, version)`."""

    file: str
    line: int
    detail: str


class Skipped(Struct, frozen=True):
    """A file or folder that was not looked at. `blind`: it might hold a call: the answer is partial."""

    file: str
    reason: str
    blind: bool = True
    line: int = 0


class Evidence(Struct, frozen=True):
    """Where a need was seen, and how."""

    file: str
    line: int
    detail: str
    confidence: Confidence = Confidence.CERTAIN


class Need(Struct, frozen=True):
    """An API that is called in a phase, with all places; `confidence` is that of the best of them."""

    api: str
    phase: Phase
    confidence: Confidence
    alternatives: tuple[str, ...]
    evidence: tuple[Evidence, ...]


class ServiceNeeds(Struct, frozen=True):
    """What one service needs by itself: `path` is its folder, `found_by` the file that makes it a service."""

    path: str
    found_by: str
    languages: tuple[str, ...]
    apis: tuple[Need, ...]


class Report(Struct):
    """What a scan found: `apis` over everything, `services` one by one, `hints` for names without a call."""

    apis: list[Need] = field(default_factory=list[Need])
    unresolved: list[Unresolved] = field(default_factory=list[Unresolved])
    skipped: list[Skipped] = field(default_factory=list[Skipped])
    services: list[ServiceNeeds] = field(default_factory=list[ServiceNeeds])
    hints: list[Need] = field(default_factory=list[Need])
    # How many files were found below the paths, and how many of them could matter and were read in full.
    files: int = 0
    read: int = 0
    version: int = VERSION
