"""Reads what the engine wrote of a stack: `pulumi preview --json`, also as events, and `pulumi stack export`.

What is deleted is left out. Nothing is decrypted.

https://www.pulumi.com/docs/iac/cli/commands/pulumi_preview/
https://www.pulumi.com/docs/iac/cli/commands/pulumi_stack_export/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from preflight.ending import StoppedError
from preflight.planned.stack import Planned, Resource, decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_GONE = frozenset({
    "delete", "delete-replaced", "discard", "discard-replaced", "read-discard", "remove-pending-replace",
})  # fmt: skip
_FIX = "give what `pulumi preview --json` or `pulumi stack export` wrote"


def read(data: bytes, name: str) -> Planned:
    """Give the resources of a document. Raises StoppedError for what is none."""
    try:
        text = data.decode("utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
        documents = _parsed(text)
    except (ValueError, RecursionError) as error:
        raise StoppedError([f"{name}: is no JSON, {error}; {_FIX}"]) from error
    found: dict[str, Resource] = {}
    known = False
    for document in documents:
        known = known or _is_one(document)
        for state in _states(document):
            urn = str(state.get("urn", ""))
            resource = _resource(urn, state)
            if resource is not None:
                found[urn] = resource
    if not known:
        raise StoppedError([f"{name}: holds no steps, events or deployment; {_FIX}"])
    stack = next((urn.split("::")[0].rpartition(":")[2] for urn in found), "")
    return Planned(tuple(sorted(found.values(), key=lambda one: one[:2])), stack)


def _parsed(text: str) -> list[dict[str, object]]:
    """Give the objects of a text: one document, or one event a line with other lines between."""
    try:
        whole = json.loads(text)
    except ValueError:
        lines = [line for line in text.splitlines() if line.lstrip().startswith("{")]
        if not lines:
            raise
        whole = [json.loads(line) for line in lines]
    listed = cast("list[object]", whole) if isinstance(whole, list) else [whole]
    return [cast("dict[str, object]", one) for one in listed if isinstance(one, dict)]


def _is_one(document: Mapping[str, object]) -> bool:
    return any(key in document for key in ("steps", "changeSummary", "deployment", "sequence", "resources"))


def _states(document: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    for step in _list(document.get("steps")):
        if step.get("op") not in _GONE:
            state = _block(step.get("newState"))
            yield {"urn": step.get("urn"), **state} if state else {}
    event = _block(_block(document.get("resourcePreEvent")).get("metadata"))
    if event and event.get("op") not in _GONE:
        yield {"urn": event.get("urn"), "type": event.get("type"), **_block(event.get("new"))}
    deployment = _block(document.get("deployment")) or document
    for state in _list(deployment.get("resources")):
        if not state.get("delete"):
            yield state


def _resource(urn: str, state: Mapping[str, object]) -> Resource | None:
    parts = urn.split("::", 3)
    if len(parts) < 4:
        return None
    kind = str(state.get("type") or parts[2].rpartition("$")[2])
    if kind == "pulumi:pulumi:Stack":
        return None
    return Resource(kind, parts[3], cast("Mapping[str, object]", decoded(_block(state.get("inputs")))))


def _block(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def _list(value: object) -> list[dict[str, object]]:
    listed = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("dict[str, object]", one) for one in listed if isinstance(one, dict)]
