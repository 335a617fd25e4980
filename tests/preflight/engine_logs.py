"""Logs of the engine made by hand, in the shapes that engine 3.259 writes."""

from __future__ import annotations

import json
from typing import Any

Event = dict[str, Any]

TOPIC = "urn:pulumi:dev::vividly::gcp:pubsub/topic:Topic::requests"
MEMBER = "urn:pulumi:dev::vividly::vividly:x:Service$gcp:cloudrunv2/serviceIamMember:ServiceIamMember::public"
STACK = "urn:pulumi:dev::vividly::pulumi:pulumi:Stack::vividly-dev"
PUBLIC = (
    "Whatever is granted to allUsers is granted to anybody.\n"
    "member is allUsers; name the callers (docs/rules/grants-are-not-public.md)"
)
PACK = {"policyPackName": "vividly", "policyPackVersion": "0.1.0", "policyPackVersionTag": "0.1.0"}


def said(urn: str = MEMBER, text: str = PUBLIC, rule: str = "grants-are-not-public", **more: str) -> Event:
    """Give the event of a violation, mandatory and critical if nothing else is said."""
    levels = {"enforcementLevel": "mandatory", "severity": "critical"}
    about = {"resourceUrn": urn, "message": f"{text}\n", "color": "never", "policyName": rule}
    return {"policyEvent": {**about, **PACK, **levels, **more}}


def judged(urn: str, *passed: str, failed: tuple[str, ...] = ()) -> Event:
    """Give the event that says which rules judged a resource; without a URN, the stack as a whole."""
    rules = {"passed": list(passed), "failed": list(failed)}
    kept = {key: value for key, value in rules.items() if value}
    if urn:
        return {"policyAnalyzeSummaryEvent": {"resourceUrn": urn, **PACK, **kept}}
    return {"policyAnalyzeStackSummaryEvent": {**PACK, **kept}}


def told(severity: str, message: str) -> Event:
    return {"diagnosticEvent": {"message": f"{message}\n", "color": "never", "severity": severity}}


LOADING: Event = {"policyLoadEvent": {}}
CANCELED: Event = {"cancelEvent": {}}
PUT: Event = {"resourcePreEvent": {"metadata": {"op": "create", "urn": TOPIC, "new": {"inputs": {"a": 1}}}}}


def end(result: str = "succeeded", *, packs: bool = True, preview: bool = True) -> tuple[Event, Event]:
    """Give the last two events of a run."""
    ran = {"vividly|local|/somewhere/policy": "0.1.0"} if packs else None
    summary = {
        "maybeCorrupt": False,
        "resourceChanges": {"create": 1},
        "PolicyPacks": ran,
        "isPreview": preview,
    }
    return {"summaryEvent": {**summary, **({"result": result} if result else {})}}, CANCELED


def log(*runs: tuple[Event, ...]) -> bytes:
    """Give the log of one run after the other; each begins to count anew."""
    lines = [
        json.dumps({"sequence": number, "timestamp": 1, **event})
        for run in runs
        for number, event in enumerate(run)
    ]
    return "".join(f"{line}\n" for line in lines).encode()
