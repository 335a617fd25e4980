"""What a run of the engine comes to, read from its event log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tools import engine_events

if TYPE_CHECKING:
    from pathlib import Path

VIOLATION = {
    "policyEvent": {
        "resourceUrn": "urn:pulumi:local::vividly::gcp:storage/bucket:Bucket::content",
        "message": "<{%reset%}>it is public\n",
        "policyName": "bucket-is-private",
        "enforcementLevel": "mandatory",
    }
}
ADVICE = {"policyEvent": {**VIOLATION["policyEvent"], "enforcementLevel": "advisory"}}


def said(severity: str, message: str) -> dict[str, Any]:
    return {"diagnosticEvent": {"severity": severity, "message": message}}


def test_what_is_the_same_is_no_change() -> None:
    ended = {"summaryEvent": {"resourceChanges": {"same": 39, "create": 2}}}
    outcome = engine_events.outcome(0, [ended])
    assert outcome.changed == {"create": 2}
    assert engine_events.outcome(0, [{"summaryEvent": {"resourceChanges": {"same": 41}}}]).changed == {}


def test_the_update_counts_not_the_preview_before_it() -> None:
    seen = [{"summaryEvent": {"resourceChanges": changes}} for changes in ({"create": 39}, {"create": 3})]
    assert engine_events.outcome(1, seen).changes == {"create": 3}


def test_each_error_is_told_once_and_without_colours() -> None:
    seen = [
        said("error", "<{%reset%}>no<{%reset%}>\n"),
        said("error", "no\n"),
        said("info", "hm"),
        said("warning", "so"),
    ]
    outcome = engine_events.outcome(1, seen)
    assert (outcome.errors, outcome.warnings) == (["no"], ["so"])


def test_only_mandatory_violations_are_errors() -> None:
    assert engine_events.outcome(1, [VIOLATION, ADVICE]).errors == ["content: bucket-is-private it is public"]


def test_a_line_that_is_still_being_written_is_left_for_later(tmp_path: Path) -> None:
    log = tmp_path / "events"
    assert engine_events.events(log) == []
    log.write_text(json.dumps({"sequence": 0}) + '\n{"sequ')
    assert engine_events.events(log) == [{"sequence": 0}]
