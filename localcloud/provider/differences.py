"""What an update would change: the plan against the state, property by property.

Deliberately absent: differences of outputs. A new etag or update time is not a change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from localcloud.provider.plan import is_set, paired
from localcloud.provider.spec import Spec
from localcloud.provider.values import UNKNOWN, Properties, Value, is_empty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Kind = Literal["add", "update", "delete"]


@dataclass(frozen=True)
class Difference:
    """One property that the plan and the state disagree on.

    ``path`` is Pulumi's: ``template.containers[0].image``, ``labels["a/b"]``.
    """

    path: str
    kind: Kind
    replaces: bool


def differences(spec: Spec, state: Properties, plan: Properties) -> list[Difference]:
    """Every difference between what a resource is and what it is to be."""
    return list(_members(spec, state, plan, ""))


def _members(spec: Spec, had: Properties, wanted: Properties, path: str) -> Iterator[Difference]:
    for name, member in spec.members.items():
        yield from _compare(member, had.get(name), wanted.get(name), f"{path}.{name}" if path else name)


def _compare(spec: Spec, had: Value, wanted: Value, path: str) -> Iterator[Difference]:
    rule = spec.rule
    if had == wanted or (is_blank(spec, had) and is_blank(spec, wanted)):
        return
    if rule.same and wanted != UNKNOWN and rule.same(had, wanted):
        return
    if had is None or wanted is None or wanted == UNKNOWN:
        kind: Kind = "add" if had is None else "delete" if wanted is None else "update"
        yield Difference(path, kind, rule.force_new)
    elif isinstance(had, dict) and isinstance(wanted, dict):
        yield from (
            _members(spec, had, wanted, path) if spec.kind == "object" else _map(spec, had, wanted, path)
        )
    elif isinstance(had, list) and isinstance(wanted, list):
        yield from _list(spec, had, wanted, path)
    else:
        yield Difference(path, "update", rule.force_new)


def is_blank(spec: Spec, value: Value) -> bool:
    """Whether a value is the same as none at all; an object may count by being there."""
    if spec.kind != "object" or not isinstance(value, dict):
        return is_empty(value)
    return not spec.rule.zero and all(
        is_blank(member, value.get(name)) for name, member in spec.members.items()
    )


def _map(spec: Spec, had: Properties, wanted: Properties, path: str) -> Iterator[Difference]:
    for key in sorted({*had, *wanted}):
        old, new = had.get(key), wanted.get(key)
        if old != new:
            kind: Kind = "add" if old is None else "delete" if new is None else "update"
            yield Difference(_at_key(path, key), kind, spec.rule.force_new)


def _at_key(path: str, key: str) -> str:
    return f"{path}.{key}" if re.fullmatch(r"[A-Za-z_][\w-]*", key) else f'{path}["{key}"]'


def _list(spec: Spec, had: list[Value], wanted: list[Value], path: str) -> Iterator[Difference]:
    item = spec.item or Spec("any", spec.rule)
    pairs = paired(spec, wanted, had)
    for i, (new, old) in enumerate(pairs):
        yield from _compare(item, old, new, f"{path}[{i}]")
    for i, old in enumerate(had):
        gone = not any(old is kept for _, kept in pairs) if is_set(spec) else i >= len(wanted)
        if gone:
            yield Difference(f"{path}[{i}]", "delete", spec.rule.force_new)


def without_ignored(found: Iterable[Difference], ignored: Iterable[str]) -> list[Difference]:
    """The differences that no ``ignore_changes`` path covers; ``*`` stands for any one key or position."""
    patterns = [re.compile(_pattern(path)) for path in ignored]
    return [one for one in found if not any(p.match(one.path) for p in patterns)]


def _pattern(path: str) -> str:
    escaped = re.escape(path).replace(r"\[\*\]", r"(\[\d+\]|\.[^.\[]+)").replace(r"\*", r"[^.\[]+")
    return escaped + r"(?=$|[.\[])"


def changed_names(spec: Spec, state: Properties, plan: Properties) -> list[str]:
    """The resource's own properties that differ: what an update mask is made of."""
    return [
        name
        for name, member in spec.members.items()
        if any(_compare(member, state.get(name), plan.get(name), name))
    ]
