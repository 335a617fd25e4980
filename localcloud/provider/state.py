"""A resource's outputs from the cloud's answer, and the inputs that would make it so.

What the cloud does not say (a secret's value, ``deletionProtection``) is carried over from the plan or the
state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.differences import changed_names, is_blank
from localcloud.provider.labels import pairs, read_labels
from localcloud.provider.plan import in_order_of
from localcloud.provider.rest import read_properties
from localcloud.provider.values import UNKNOWN, Properties, Value, as_dict

if TYPE_CHECKING:
    from localcloud.provider.kind import Kind
    from localcloud.provider.spec import Spec


def state_of(kind: Kind, answer: Properties, before: Properties) -> Properties:
    """The outputs.

    Args:
        kind: The resource type.
        answer: The cloud's.
        before: The plan after a create or update, the old state in a refresh, what the id says in an import.
    """
    state = read_properties(kind.shape, answer)
    for name, member in kind.shape.members.items():
        if not member.rule.in_body or member.rule.write_only:
            carried = before.get(name)
            state[name] = member.rule.default if carried is None else carried
    state |= read_labels(kind.shape, answer, before)
    state |= kind.steps.outputs(answer, state)
    return stored(kind, as_dict(in_order_of(kind.shape, state, before)))


def stored(kind: Kind, outputs: Properties) -> Properties:
    """The outputs without what is absent, and without what is never kept."""
    return _kept(kind.shape, outputs)


def _kept(spec: Spec, value: Properties) -> Properties:
    """What of an object is kept, of the objects in it as well."""
    kept: Properties = {}
    for name, one in value.items():
        member = spec.members.get(name)
        if member is None or one is None or (member.rule.write_only and not member.rule.in_body):
            continue
        kept[name] = _kept(member, one) if member.members and isinstance(one, dict) else one
    return kept


def previewed(kind: Kind, plan: Properties, state: Properties) -> Properties:
    """The outputs that a create or update is expected to have; unknown where only the cloud can tell."""
    outputs = dict(plan)
    for name, member in kind.shape.members.items():
        tells = name not in kind.spec.members or member.rule.computed
        if name not in outputs and tells:
            outputs[name] = state.get(name) if state else UNKNOWN
    return stored(kind, outputs)


def unasked(kind: Kind, plan: Properties, state: Properties) -> Properties:
    """The outputs after an update that asked nothing of the cloud, in whose spelling the rest stays."""
    changed = changed_names(kind.spec, state, plan)
    told = {
        name: value if name in changed or name not in kind.spec.members else state.get(name)
        for name, value in plan.items()
    }
    return previewed(kind, told, state)


def inputs_of(kind: Kind, state: Properties, inputs: Properties, before: Properties) -> Properties:
    """The inputs after a refresh: the program's, with the values that the cloud has now.

    What the program left out and somebody set behind its back appears; what Google filled in does not.

    Args:
        kind: The resource type.
        state: The outputs just read.
        inputs: The inputs so far.
        before: The outputs so far.
    """
    known = {own for own, _ in pairs(kind.shape)}
    read: Properties = {}
    for name, member in kind.spec.members.items():
        now = state.get(name)
        if name in inputs:
            value = inputs[name] if before.get(name) == now else _projected(member, inputs[name], now)
            if value is not None:
                read[name] = value
        elif now != before.get(name) and not _is_silent(member, now) and name not in known:
            read[name] = now
    return read


def imported_inputs(kind: Kind, state: Properties) -> Properties:
    """The inputs of a resource that the program did not make."""
    return {
        name: state[name]
        for name, member in kind.spec.members.items()
        if name in state and not _is_silent(member, state[name])
    }


def _is_silent(spec: Spec, value: Value) -> bool:
    """Whether a program would leave the property out: it is Google's or the default's."""
    if spec.rule.computed and spec.rule.in_body:
        return True
    return value == spec.rule.default or is_blank(spec, value)


def _projected(spec: Spec, wanted: Value, now: Value) -> Value:
    """The new value in the places that the program speaks of."""
    if spec.kind == "object" and isinstance(wanted, dict) and isinstance(now, dict):
        return {
            name: _projected(member, wanted.get(name), now.get(name))
            for name, member in spec.members.items()
            if now.get(name) is not None and (name in wanted or not _is_silent(member, now.get(name)))
        }
    if isinstance(wanted, list) and isinstance(now, list) and spec.item and len(wanted) == len(now):
        return [_projected(spec.item, old, new) for old, new in zip(wanted, now, strict=True)]
    return now
