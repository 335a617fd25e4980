"""The engine's events, one JSON object a line. Only what policies said and how the run ended is read.

`--event-log FILE` writes them (it needs PULUMI_DEBUG_COMMANDS=true), and so do `pulumi policy analyze --json`
and, with PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true, `pulumi preview --json`. The last may hold two runs, the
preview and the update. Deliberately absent: what resources are made of, which may be secret.

https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/sdk/go/common/apitype/events.go
"""

from __future__ import annotations

import codecs
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from preflight.ending import StoppedError

_HOW = (
    "write the engine's events: PULUMI_DEBUG_COMMANDS=true pulumi preview --policy-pack DIR --event-log FILE"
)
_DIGEST = {"steps", "changeSummary", "resources", "diagnostics"}


class Diagnostic(Struct):
    """What the engine, a program or a provider said. `severity`: debug, info, info#err, warning or error."""

    message: str = ""
    severity: str = ""


class Policy(Struct, rename="camel"):
    """A violation."""

    message: str
    policy_name: str
    resource_urn: str = ""
    policy_pack_name: str = ""
    policy_pack_version: str = ""
    enforcement_level: str = ""
    severity: str = ""


class Analysis(Struct, rename="camel"):
    """Which rules of a pack judged a resource, or all of them together: then without a URN."""

    policy_pack_name: str = ""
    policy_pack_version: str = ""
    resource_urn: str = ""
    passed: list[str] | None = None
    failed: list[str] | None = None

    @property
    def rules(self) -> list[str]:
        """Give the names of the rules that judged."""
        return [*(self.passed or ()), *(self.failed or ())]


class Summary(Struct):
    """How a run ended. Older engines say no `result`."""

    result: str = ""
    packs: dict[str, str] | None = field(name="PolicyPacks", default=None)


class Event(Struct, rename="camel"):
    """One event; of all others only the number is read."""

    sequence: int
    diagnostic_event: Diagnostic | None = None
    policy_event: Policy | None = None
    policy_load_event: dict[str, Any] | None = None
    policy_analyze_summary_event: Analysis | None = None
    policy_analyze_stack_summary_event: Analysis | None = None
    summary_event: Summary | None = None
    cancel_event: dict[str, Any] | None = None

    @property
    def analysis(self) -> Analysis | None:
        """Give what judged, be it one resource or all."""
        return self.policy_analyze_summary_event or self.policy_analyze_stack_summary_event


class Log(NamedTuple):
    """The events of each run, and how many lines there are; `broken`: the last line is not whole."""

    runs: list[list[Event]]
    lines: int
    broken: bool


def read(data: bytes, name: str) -> Log:
    """Give the events of each run. Raises StoppedError for what are no events, with the line.

    Past the first event, lines that begin no JSON are passed over: the engine's plain words, where both of
    its streams went into one file.
    """
    runs: list[list[Event]] = []
    before = 0
    data = data.removeprefix(codecs.BOM_UTF8)
    lines = data.splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or (runs and not line.lstrip().startswith(b"{")):
            continue
        try:
            event = msgspec.json.decode(line, type=Event)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            if runs and number == len(lines) and not data.endswith(b"\n"):
                return Log(runs, number, broken=True)
            raise StoppedError([f"{name}:{number}: {_wrong(data, error)}; {_HOW}"]) from error
        if not runs or event.sequence <= before:
            runs.append([])
        runs[-1].append(event)
        before = event.sequence
    return Log(runs, len(lines), broken=False)


def _wrong(data: bytes, error: Exception) -> str:
    try:
        whole: Any = msgspec.json.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return f"this is no event of the engine, {error}"
    if isinstance(whole, dict) and _DIGEST & set(whole):  # pyright: ignore[reportUnknownArgumentType]
        return "this is the result of plain `--json`, which leaves out what policies say"
    return f"this is JSON and no event of the engine, {error}"
