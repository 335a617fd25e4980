"""What a resource is to be: the program's inputs, defaults where it is silent, what the cloud had filled in.

The official provider compares this plan with the state and sends it in updates; a property that is
``computed`` and absent from the program keeps the state's value, any other absent property is gone from the
plan.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.values import UNKNOWN, Properties, Value, as_dict, as_list

if TYPE_CHECKING:
    from localcloud.provider.spec import Spec


def planned(spec: Spec, inputs: Properties, state: Properties) -> Properties:
    """The whole plan of a resource.

    Args:
        spec: The resource.
        inputs: Checked inputs; unknown values stay unknown.
        state: Its outputs so far; empty before it is created.
    """
    return _object(spec, inputs, state)


def _object(spec: Spec, wanted: Properties, had: Properties) -> Properties:
    result: Properties = {}
    for name, member in spec.members.items():
        value = _value(member, wanted.get(name), had.get(name))
        if value is not None:
            result[name] = value
    return result


def _value(spec: Spec, wanted: Value, had: Value) -> Value:
    if wanted is None:
        return had if had is not None and _stands(spec, had) else spec.rule.default
    if wanted == UNKNOWN:
        return wanted
    if spec.kind == "object" and isinstance(wanted, dict):
        return _object(spec, wanted, as_dict(had))
    if spec.kind == "list" and spec.item and isinstance(wanted, list):
        pairs = paired(spec, wanted, as_list(had))
        return [_element(spec.item, new, old) for new, old in pairs]
    return wanted


def _stands(spec: Spec, had: Value) -> bool:
    """Whether what the state has is kept where the program is silent."""
    return spec.rule.computed or (spec.rule.same is not None and spec.rule.same(had, None))


def _element(spec: Spec, wanted: Value, had: Value) -> Value:
    return _object(spec, wanted, as_dict(had)) if isinstance(wanted, dict) and spec.members else wanted


def paired(spec: Spec, wanted: list[Value], had: list[Value]) -> list[tuple[Value, Value]]:
    """Each wanted element with the one that it was: by a member in a set, by position in a list."""
    key = spec.rule.keyed or spec.rule.unordered
    if not key:
        return [(new, had[i] if i < len(had) else None) for i, new in enumerate(wanted)]
    before = {_key(element, key): element for element in had}
    return [(new, before.get(_key(new, key))) for new in wanted]


def is_set(spec: Spec) -> bool:
    """Whether the list's elements are told apart by a member of theirs, not by position."""
    return bool(spec.rule.keyed or spec.rule.unordered)


def _key(element: Value, key: str) -> str:
    return str(element.get(key)) if isinstance(element, dict) else str(element)


def in_order_of(spec: Spec, value: Value, before: Value) -> Value:
    """The value with its sets in the order in which ``before`` has them: positions stay comparable."""
    if isinstance(value, dict) and isinstance(before, dict):
        members = spec.members
        return {k: in_order_of(members[k], v, before.get(k)) if k in members else v for k, v in value.items()}
    if not (isinstance(value, list) and isinstance(before, list)):
        return value
    key = spec.rule.keyed or spec.rule.unordered
    if key:
        rank = {_key(element, key): i for i, element in enumerate(before)}
        value = sorted(value, key=lambda element: rank.get(_key(element, key), len(rank)))
    item = spec.item
    return [in_order_of(item, new, old) for new, old in paired(spec, value, before)] if item else value
