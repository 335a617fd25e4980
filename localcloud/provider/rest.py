"""Pulumi's properties to the API's JSON and back.

What is empty is left out of a request, as the official provider does, except where a rule says otherwise.
What an answer holds and the SDK does not know is dropped.
"""

from __future__ import annotations

from localcloud.provider.spec import Spec
from localcloud.provider.values import Properties, Value, as_dict, as_list, text


def to_rest(spec: Spec, planned: Properties, *, updating: bool = False) -> Properties:
    """A request's body from a resource's planned properties.

    Args:
        spec: The resource.
        planned: What the resource is to be, defaults and what the cloud filled in included.
        updating: Leave out what cannot be changed in place.
    """
    body: Properties = {}
    for name, member in spec.members.items():
        rule = member.rule
        if not rule.in_body or (updating and rule.force_new and not rule.in_update):
            continue
        _put(body, spec.rest_name(name), member, planned.get(name), planned)
    return body


def at(body: Properties, path: str) -> Value:
    """What stands at a dotted path; None where nothing does."""
    *above, last = path.split(".")
    for name in above:
        body = as_dict(body.get(name))
    return body.get(last)


def set_at(body: Properties, path: str, value: Value) -> None:
    """Put a value at a dotted path, the objects above it made where they are missing."""
    *above, last = path.split(".")
    for name in above:
        below = body.setdefault(name, {})
        body = below if isinstance(below, dict) else {}
    body[last] = value


def _put(body: Properties, name: str, spec: Spec, value: Value, planned: Properties) -> None:
    rule = spec.rule
    if value is None:
        if rule.null:
            set_at(body, name, None)
        return
    encoded = _encode(spec, value, planned)
    if encoded is not None and (rule.zero or encoded not in (0, "", [], {})):
        set_at(body, name, encoded)


def _encode(spec: Spec, value: Value, planned: Properties) -> Value:
    rule = spec.rule
    if rule.encode:
        return rule.encode(value, planned)
    if spec.kind == "object":
        shaped = _object(spec, as_dict(value), planned)
        return [shaped] if rule.wrapped else shaped
    if spec.kind == "list" and spec.item:
        item = spec.item
        items = [_encode(item, element, planned) for element in as_list(value)]
        return _by_key(items, rule.keyed) if rule.keyed else items
    return value


def _object(spec: Spec, value: Properties, planned: Properties) -> Properties:
    body: Properties = {}
    for name, member in spec.members.items():
        if member.rule.in_body:
            _put(body, spec.rest_name(name), member, value.get(name), planned)
    return body


def _by_key(items: list[Value], key: str) -> Properties:
    """A list of objects as a map by one of their members."""
    return {text(entry[key]): {k: v for k, v in entry.items() if k != key} for entry in map(as_dict, items)}


def from_rest(spec: Spec, value: Value) -> Value:
    """One value of an answer in Pulumi's shape; None where the answer says nothing."""
    rule = spec.rule
    if value is None:
        return None
    if rule.decode:
        return rule.decode(value)
    if rule.keyed and isinstance(value, dict):
        value = [{rule.keyed: key, **as_dict(entry)} for key, entry in sorted(value.items())]
    if spec.kind == "object":
        return _read_object(spec, value)
    if spec.kind == "list":
        return _read_list(spec, value)
    return _scalar(spec.kind, value)


def _read_list(spec: Spec, value: Value) -> Value:
    elements = value if isinstance(value, list) else [value]
    item = spec.item or Spec("any")
    return [from_rest(item, element) for element in elements]


def _read_object(spec: Spec, value: Value) -> Value:
    body = as_dict(value[0]) if isinstance(value, list) and value else as_dict(value)
    if not body and not spec.rule.zero:
        return None
    read = {
        name: from_rest(member, at(body, spec.rest_name(name)))
        for name, member in spec.members.items()
        if member.rule.in_body
    }
    return {name: item for name, item in read.items() if item is not None}


def _scalar(kind: str, value: Value) -> Value:
    """Google writes 64-bit numbers as strings; the SDK says which it wants."""
    if kind == "integer" and isinstance(value, str):
        return int(value)
    if kind == "string" and isinstance(value, int | float):
        return text(value)
    return value


def read_properties(spec: Spec, answer: Properties) -> Properties:
    """Every property of a resource that an answer holds."""
    read: Properties = {}
    for name, member in spec.members.items():
        if member.rule.in_body and not member.rule.write_only:
            value = from_rest(member, at(answer, spec.rest_name(name)))
            if value is not None:
                read[name] = value
    return read
