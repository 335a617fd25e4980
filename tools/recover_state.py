"""What the engine's state says was begun and never finished, and a resource that was imported made whole.

`pulumi import` reads a resource as a stranger would: it knows neither what depends on what, nor what only the
program says (labels that are ours, `deletionProtection`, `forceDestroy`), and the next preview would list all
of that as changes. So what was imported gets the program's word, and a refresh then puts the cloud's in its
place wherever the cloud has one. Pure: states in, states out.

https://www.pulumi.com/docs/iac/adopting-pulumi/import/
https://www.pulumi.com/docs/support/troubleshooting/common-issues/interrupted-updates/
"""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any, cast

from tools.cloud_lookup.declared import is_masked, is_unknown, same_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

Json = dict[str, Any]
PENDING = "pending_operations"
CREATING = "creating"


def resources(export: Mapping[str, Any]) -> list[Json]:
    """Everything that the state holds."""
    return cast("list[Json]", export["deployment"].get("resources") or [])


def pending(export: Mapping[str, Any]) -> list[Json]:
    """What was begun and not finished: `type` and `resource` of each."""
    return cast("list[Json]", export["deployment"].get(PENDING) or [])


def with_pending(export: Mapping[str, Any], kept: Sequence[Mapping[str, Any]]) -> Json:
    """The state with these as what is unfinished."""
    deployment = {**export["deployment"], PENDING: list(kept)}
    return {**export, "deployment": deployment}


def half_replaced(export: Mapping[str, Any]) -> dict[str, str]:
    """What was deleted to be made anew and may not have been: its id, by urn."""
    return {one["urn"]: str(one.get("id", "")) for one in resources(export) if one.get("pendingReplacement")}


def with_replaced(export: Mapping[str, Any], ids: Mapping[str, str]) -> Json:
    """The state in which the new one of each of `ids` stands in the place of the one that was deleted."""
    made = [
        _in_its_place(one, ids[one["urn"]]) if one["urn"] in ids and one.get("pendingReplacement") else one
        for one in resources(export)
    ]
    return {**export, "deployment": {**export["deployment"], "resources": made}}


def _in_its_place(deleted: Json, imported: str) -> Json:
    identity = deleted["id"] if same_id(imported, str(deleted["id"])) else imported
    return {**{key: value for key, value in deleted.items() if key != "pendingReplacement"}, "id": identity}


def without(export: Mapping[str, Any], urns: Collection[str]) -> Json:
    """The state that holds none of these, and in which nothing depends on them."""
    kept = [deepcopy(one) for one in resources(export) if one["urn"] not in urns]
    for one in kept:
        one["dependencies"] = _others(one.get("dependencies"), urns)
        given = cast("dict[str, list[str] | None]", one.get("propertyDependencies") or {})
        one["propertyDependencies"] = {key: _others(found, urns) for key, found in given.items()}
    return {**export, "deployment": {**export["deployment"], "resources": kept}}


def _others(found: Sequence[str] | None, urns: Collection[str]) -> list[str]:
    return [urn for urn in found or [] if urn not in urns]


def with_declared(
    export: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]], *, protect: bool
) -> Json:
    """The state in which each resource of `declared` (by urn) is as the program declares it.

    Args:
        export: What `pulumi stack export` gives.
        declared: Entries of a preview, or of an operation that was begun.
        protect: Whether they are protected even where the program does not ask for it.
    """
    before = resources(export)
    known = {str(resource["urn"]) for resource in before}
    # What waits to be deleted under the same urn is another resource.
    made = [
        _made(one, declared[one["urn"]], known, protect=protect)
        if one["urn"] in declared and not one.get("delete")
        else one
        for one in before
    ]
    return {**export, "deployment": {**export["deployment"], "resources": _in_order(made)}}


def _made(resource: Json, declared: Mapping[str, Any], known: set[str], *, protect: bool) -> Json:
    inputs = cast("Mapping[str, Any]", declared.get("inputs") or {})
    said = {key: value for key, value in inputs.items() if not key.startswith("__") and _is_told(value)}
    wants = cast("Mapping[str, Sequence[str]]", declared.get("propertyDependencies") or {})
    made = deepcopy(resource)
    made["inputs"] = {**made.get("inputs", {}), **said}
    made["outputs"] = {**made.get("outputs", {}), **said}
    made["dependencies"] = [
        one for one in cast("list[str]", declared.get("dependencies") or []) if one in known
    ]
    made["propertyDependencies"] = {
        key: [one for one in urns or [] if one in known] for key, urns in wants.items()
    }
    made["protect"] = protect or bool(declared.get("protect"))
    if declared.get("customTimeouts"):
        made["customTimeouts"] = declared["customTimeouts"]
    return made


def _is_told(value: object) -> bool:
    """Whether a value stands there itself, and no word of the engine's for it."""
    return not (is_unknown(value) or is_masked(value))


def _in_order(found: Sequence[Json]) -> list[Json]:
    """As they stood, but what others depend on comes first: the engine takes a state in no other order."""
    by_urn = {str(one["urn"]): one for one in found if not one.get("delete")}
    ordered: list[Json] = []
    placed: set[int] = set()

    def place(one: Json) -> None:
        if id(one) not in placed:
            placed.add(id(one))
            for urn in _needed(one) & by_urn.keys():
                place(by_urn[urn])
            ordered.append(one)

    for one in found:
        place(one)
    return ordered


def _needed(resource: Json) -> set[str]:
    provider = str(resource.get("provider") or "").rpartition("::")[0]
    return {
        *cast("list[str]", resource.get("dependencies") or []),
        str(resource.get("parent") or ""),
        provider,
    }
