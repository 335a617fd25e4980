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

from tools.cloud_lookup.declared import is_unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    made = [
        _made(one, declared[one["urn"]], known, protect=protect) for one in before if one["urn"] in declared
    ]
    rest = [one for one in before if one["urn"] not in declared]
    deployment = {**export["deployment"], "resources": [*rest, *_in_order(made)]}
    return {**export, "deployment": deployment}


def _made(resource: Json, declared: Mapping[str, Any], known: set[str], *, protect: bool) -> Json:
    inputs = cast("Mapping[str, Any]", declared.get("inputs") or {})
    said = {key: value for key, value in inputs.items() if not key.startswith("__") and not is_unknown(value)}
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


def _in_order(made: Iterable[Json]) -> list[Json]:
    """What others depend on comes first: the engine takes a state in no other order."""
    left = {str(one["urn"]): one for one in made}
    ordered: list[Json] = []
    while left:
        free = [urn for urn, one in left.items() if not _needed(one) & (left.keys() - {urn})]
        # A ring cannot be; if it were, the engine says so better than this could.
        ordered += [left.pop(urn) for urn in free or list(left)]
    return ordered


def _needed(resource: Json) -> set[str]:
    return {*resource["dependencies"], str(resource.get("parent") or "")}
