"""What the engine says while it works, read from its event log: one JSON object a line.

The log (`--event-log`) is one of the engine's debugging options and needs PULUMI_DEBUG_COMMANDS. It is used
because the engine's own display, off a terminal, is several hundred lines for a stack of forty resources.

Shapes: https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/sdk/go/common/apitype/events.go
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from tools.terminal import Ticker

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ENABLE = {"PULUMI_DEBUG_COMMANDS": "true"}
UNCHANGED = {"same", "read", "refresh"}
_MARKUP = re.compile(r"<\{%.*?%\}>")


@dataclass(frozen=True)
class Outcome:
    """How a run ended: the exit code, how many resources saw which operation, and what was said."""

    code: int
    changes: Mapping[str, int]
    errors: Sequence[str]
    warnings: Sequence[str]

    @property
    def changed(self) -> dict[str, int]:
        """The operations that are changes."""
        return {operation: count for operation, count in self.changes.items() if operation not in UNCHANGED}


def events(log: Path) -> list[dict[str, Any]]:
    """The events written so far; a last line that is not complete yet is left out."""
    if not log.exists():
        return []
    complete = log.read_text(encoding="utf-8").rpartition("\n")[0]
    return [cast("dict[str, Any]", json.loads(line)) for line in complete.splitlines() if line]


def watched(command: Sequence[str], *, folder: Path, env: Mapping[str, str], log: Path, what: str) -> Outcome:
    """Run the engine with its display written to `log`, and show how far it is."""
    event_log = log.with_suffix(".events")
    event_log.unlink(missing_ok=True)
    ticker = Ticker(what)
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--event-log", str(event_log)],
            cwd=folder,
            env={**env, **ENABLE},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as engine,
    ):
        while engine.poll() is None:
            time.sleep(0.2)
            ticker.tick(f"{ticker.seconds} s: {_progress(events(event_log))}")
    ticker.done()
    return outcome(engine.returncode, events(event_log))


def _progress(seen: Sequence[Mapping[str, Any]]) -> str:
    done = [event["resOutputsEvent"]["metadata"] for event in seen if "resOutputsEvent" in event]
    if not done:
        return "previewing"
    return f"{len(done)} resources, last {done[-1]['urn'].rpartition('::')[2]}"


def outcome(code: int, seen: Sequence[Mapping[str, Any]]) -> Outcome:
    """Sum up the events of a run."""
    summaries = [event["summaryEvent"] for event in seen if "summaryEvent" in event]
    changes: dict[str, int] = (summaries[-1].get("resourceChanges") or {}) if summaries else {}
    violations = [_violation(event["policyEvent"]) for event in seen if _is_violation(event)]
    return Outcome(code, changes, [*violations, *_said(seen, "error")], _said(seen, "warning"))


def _said(seen: Sequence[Mapping[str, Any]], severity: str) -> list[str]:
    found = [event["diagnosticEvent"] for event in seen if "diagnosticEvent" in event]
    texts = [_MARKUP.sub("", said["message"]).strip() for said in found if said["severity"] == severity]
    return list(dict.fromkeys(texts))


def _is_violation(event: Mapping[str, Any]) -> bool:
    return event.get("policyEvent", {}).get("enforcementLevel") == "mandatory"


def _violation(event: Mapping[str, Any]) -> str:
    name = event.get("resourceUrn", "").rpartition("::")[2]
    return f"{name}: {event['policyName']} {_MARKUP.sub('', event['message']).strip()}"
