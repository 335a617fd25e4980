"""Who is granted which role on what in a stack, whichever of the provider's three shapes says it.

A member, a binding and a policy say the same thing. On what it is granted is told by the inputs that remain:
`topic` of a TopicIAMMember. Deliberately absent: grants that stand outside the stack, access lists of buckets
and datasets, and what Google's own agents have by themselves.

https://cloud.google.com/iam/docs/reference/rest/v1/Policy
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple, cast

from preflight.planned.stack import UNKNOWN, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preflight.planned.stack import Planned, Resource

_GRANT = re.compile(r"gcp:(?P<module>\w+)/(?P<on>\w*?)[iI][aA][mM](?P<shape>Member|Binding|Policy):\w+")
# What the types grant on that do not name it.
_ON = {
    "projects": "gcp:organizations/project:Project",
    "folder": "gcp:organizations/folder:Folder",
    "organizations": "gcp:organizations/organization:Organization",
    "serviceaccount": "gcp:serviceaccount/account:Account",
    "cloudrun": "gcp:cloudrun/service:Service",
    "bigquery": "gcp:bigquery/table:Table",
}
# What names it for the types that grant on a thing without saying which.
_NAMED_BY = {
    "serviceaccount": "serviceAccountId",
    "cloudrun": "service",
    "bigquery": "tableId",
    "folder": "folder",
    "organizations": "orgId",
}
_GIVES = frozenset({"member", "members", "role", "condition", "policyData"})
_PLACES = frozenset({"project", "location", "region", "zone"})
_MEMBER = re.compile("^iamMember:", re.IGNORECASE)
UNKNOWN_TEXT = ""


class Grant(NamedTuple):
    """One member has one role on one resource; a text is empty where only the update will know it.

    `resource_type`: the type token of what it is granted on, `resource` its name or id as the program gives
    it, `within` what it stands in (the instance of a database); `declared_by`: the name of the grant.
    `conditional`: only under a condition. `replaces`: a binding or policy, which takes away all others.
    """

    member: str
    role: str
    resource_type: str
    resource: str
    conditional: bool
    declared_by: str
    project: str = ""
    within: tuple[str, ...] = ()
    replaces: bool = False


def grants(planned: Planned) -> list[Grant]:
    """Give every grant of a stack, in the order of the program."""
    return [grant for one in planned.resources for grant in _of(one)]


def _of(one: Resource) -> Iterator[Grant]:
    found = _GRANT.fullmatch(one.type)
    if found is None:
        return
    name, within = _target(found["module"], found["on"], one.inputs)
    for role, members, conditional in _given(one.inputs, found["shape"]):
        for member in members:
            yield Grant(
                _MEMBER.sub("", member),
                role,
                _ON.get(found["module"], "") if not found["on"] else _token(found["module"], found["on"]),
                name,
                conditional,
                one.name,
                text(one.inputs.get("project")),
                within,
                found["shape"] != "Member",
            )


def _token(module: str, on: str) -> str:
    return f"gcp:{module}/{on}:{on[:1].upper()}{on[1:]}"


def _given(inputs: Mapping[str, object], shape: str) -> Iterator[tuple[str, list[str], bool]]:
    if shape == "Policy":
        yield from _bindings(inputs.get("policyData"))
        return
    given = inputs.get("member") if shape == "Member" else inputs.get("members")
    listed = cast("list[object]", given) if isinstance(given, list) else [given]
    yield text(inputs.get("role")), [text(one) for one in listed], bool(inputs.get("condition"))


def _bindings(data: object) -> Iterator[tuple[str, list[str], bool]]:
    if data is UNKNOWN:
        yield UNKNOWN_TEXT, [UNKNOWN_TEXT], False
        return
    try:
        document = json.loads(text(data))
    except ValueError:
        return
    policy = cast("dict[str, object]", document) if isinstance(document, dict) else {}
    bindings = policy.get("bindings")
    for one in cast("list[object]", bindings) if isinstance(bindings, list) else ():
        if isinstance(one, dict):
            block = cast("dict[str, object]", one)
            members = block.get("members")
            listed = cast("list[object]", members) if isinstance(members, list) else [members]
            yield text(block.get("role")), [text(member) for member in listed], bool(block.get("condition"))


def _target(module: str, on: str, inputs: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    """Give the name of what is granted on, and the names of what it stands in."""
    if module == "projects" and not on:
        return text(inputs.get("project")), ()
    rest = sorted(key for key in inputs if key not in _GIVES | _PLACES)
    word = _without_id(on or _NAMED_BY.get(module, ""))
    named = [key for key in rest if _without_id(key) == word] or [key for key in rest if key == "name"]
    best = (named or rest or [""])[-1]
    return text(inputs.get(best)), tuple(text(inputs[key]) for key in rest if key != best)


def _without_id(key: str) -> str:
    return key.lower().removesuffix("id")
