"""A policy with one member more or less: pure functions over Google's JSON.

Other members, roles and bindings with conditions stay as they are. Policies are written as version 3.

Source: https://cloud.google.com/iam/docs/policies#versions
"""

from __future__ import annotations

from localcloud.provider.values import Properties, Value, as_dict, as_list, text

VERSION = 3
CASELESS = ("user:", "group:", "domain:", "serviceAccount:")


def same_member(one: Value, other: Value) -> bool:
    """Whether two spellings are one member: addresses are the same in upper and lower case."""
    return spelled(one) == spelled(other)


def spelled(member: Value) -> str:
    """A member in the spelling that ids have."""
    kind, _, name = text(member).partition(":")
    return f"{kind}:{name.lower()}" if f"{kind}:" in CASELESS else text(member)


def binding_of(properties: Properties) -> Properties:
    """The binding that one member's resource stands for."""
    condition: Properties = {k: v for k, v in as_dict(properties.get("condition")).items() if v}
    found: Properties = {"role": properties.get("role"), "members": [properties.get("member")]}
    if condition:
        found["condition"] = condition
    return found


def _is_same_binding(one: Properties, other: Properties) -> bool:
    """Conditions without an expression, as an import names them, are told by their title."""
    mine, theirs = as_dict(one.get("condition")), as_dict(other.get("condition"))
    told_by = ("title",) if mine and "expression" not in theirs else ("title", "expression", "description")
    same = all(text(mine.get(name)) == text(theirs.get(name)) for name in told_by)
    return one.get("role") == other.get("role") and bool(mine) == bool(theirs) and same


def binding_in(policy: Properties, wanted: Properties) -> Properties | None:
    """The policy's binding that has the wanted one's member in its role, under the same condition."""
    member = as_list(wanted.get("members"))[0]
    for binding in map(as_dict, as_list(policy.get("bindings"))):
        if _is_same_binding(binding, wanted) and any(
            same_member(one, member) for one in as_list(binding.get("members"))
        ):
            return binding
    return None


def changed(policy: Properties, wanted: Properties, *, present: bool) -> Properties:
    """The policy with the member in its role, or out of it; other bindings untouched, empty ones dropped."""
    member = as_list(wanted.get("members"))[0]
    bindings: list[Properties] = []
    for binding in map(as_dict, as_list(policy.get("bindings"))):
        members = as_list(binding.get("members"))
        if _is_same_binding(binding, wanted):
            members = [m for m in members if not same_member(m, member)] + ([member] if present else [])
        bindings.append({**binding, "members": sorted(members, key=text)})
    if present and not any(_is_same_binding(binding, wanted) for binding in bindings):
        bindings.append(wanted)
    kept: list[Value] = [b for b in sorted(bindings, key=_order) if b["members"]]
    audit = {"auditConfigs": policy["auditConfigs"]} if policy.get("auditConfigs") else {}
    etag = {"etag": policy["etag"]} if policy.get("etag") else {}
    return {**({"bindings": kept} if kept else {}), **audit, **etag, "version": VERSION}


def _order(binding: Properties) -> tuple[str, str]:
    return text(binding.get("role")), text(as_dict(binding.get("condition")).get("title"))
