"""The JSON document of `preflight verify`: docs/verify.schema.json."""

from __future__ import annotations

from msgspec import Struct

from preflight.verify.checks import Status  # noqa: TC001 - msgspec reads the types of fields

VERSION = 1


class Checked(Struct):
    """A check and its last word. `seconds`: how long it took; `asked`: how often it was asked.

    `remedy`: one line, as a command to paste where there is one; empty where nothing has to be done.
    """

    id: str
    about: str
    status: Status
    what: str
    remedy: str
    seconds: float
    asked: int
    depends_on: list[str]


class Counts(Struct):
    """How many checks ended in each way."""

    passed: int
    warned: int
    failed: int
    skipped: int
    inconclusive: int


class VerifyDocument(Struct):
    """What `preflight verify --format json` prints. New fields may come without a new version.

    `identity`: `me`, `runtime` or an email; `endpoint`: the local cloud that was asked, empty for Google.
    """

    version: int
    stack: str
    project: str
    identity: str
    endpoint: str
    seconds: float
    counts: Counts
    checks: list[Checked]
