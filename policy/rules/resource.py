"""A resource and a stack, as rules see them.

Properties stand behind the SDK's proxies: they look like dicts and lists and are none, and reading a value
that only the update will know raises UnknownValueError. That is meant: whoever judges must not mistake an
unknown value for a good one. In a stack, too, properties are a resource's inputs, where the engine showed
them; its outputs stand beside them.

https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeGuard

from pulumi_policy.proxy import UnknownValueError

if TYPE_CHECKING:
    from settings import Settings

Properties = Mapping[str, Any]
NOTHING: Properties = {}


@dataclass(frozen=True, kw_only=True)
class Resource:
    """One resource. `provider`: its provider's configuration; `waits_for`: URNs of what is made before it.

    `from_others`: property -> URNs of the resources whose outputs it was made from.
    """

    type: str
    name: str
    urn: str
    props: Properties
    settings: Settings
    outputs: Properties = field(default_factory=lambda: NOTHING)
    provider: Properties = field(default_factory=lambda: NOTHING)
    protected: bool = False
    waits_for: tuple[str, ...] = ()
    from_others: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    secrets: frozenset[str] = frozenset()

    def get(self, path: str) -> Any:  # noqa: ANN401 - whatever stands there
        """Give the value at a dotted path such as `template.serviceAccount`, None where nothing stands."""
        return inside(self.props, path)

    @property
    def project(self) -> str | None:
        """The Google project that it belongs to, None where neither it nor its provider says."""
        return self.get("project") or inside(self.provider, "project")


@dataclass(frozen=True)
class Stack:
    """All resources of a stack."""

    resources: Sequence[Resource]

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """Every resource by its URN."""
        return {one.urn: one for one in self.resources}

    def of(self, types: str) -> list[Resource]:
        """Give the resources whose type matches a regular expression in full."""
        if types not in self._of:
            kinds = [kind for kind in self._by_type if re.fullmatch(types, kind)]
            self._of[types] = [one for kind in kinds for one in self._by_type[kind]]
        return self._of[types]

    def sources(self, one: Resource, key: str) -> list[Resource]:
        """Give the resources whose outputs went into a property (by its first name, `pushConfig`)."""
        return [self.by_urn[urn] for urn in one.from_others.get(key, ()) if urn in self.by_urn]

    @cached_property
    def _by_type(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for one in self.resources:
            found.setdefault(one.type, []).append(one)
        return found

    @cached_property
    def _of(self) -> dict[str, list[Resource]]:
        return {}


def inside(value: Any, path: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Give what stands at a dotted path in properties, None where nothing does.

    A list on the way with exactly one element is that element: providers wrap blocks so.
    """
    for name in path.split("."):
        if is_list(value) and len(value) == 1:
            value = value[0]
        if not is_block(value) or name not in set(value):
            return None
        value = value[name]
    return value


def is_block(value: object) -> TypeGuard[Properties]:
    """Say whether a value is a block of named values; a proxy is one and no dict."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Say whether a value is a list; a proxy is one and no list, and a text is a sequence and no list."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def known(value: Any, path: str) -> Any:  # noqa: ANN401 - whatever stands there
    """Like `inside`, but None for what only the update will know: for values that merely help."""
    try:
        return inside(value, path)
    except UnknownValueError:
        return None
