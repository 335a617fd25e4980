"""What is known of one property: its type from the SDK, and the rule that says how Google's API treats it.

Most properties have no rule: optional, changed in place, the same name in the API. A rule says in what a
property differs. Rules are written by dotted path without list positions: ``template.containers.envs``.

Source of the rules: https://github.com/GoogleCloudPlatform/magic-modules/tree/main/mmv1/products
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localcloud.provider.values import Properties, Value


@dataclass(frozen=True)
class Rule:
    """In what one property differs from an optional one with the same name in the API, changed in place."""

    rest: str = ""
    """The name in the API, where it is not the property's own."""
    in_body: bool = True
    """False: part of the path, or known to the provider alone."""
    force_new: bool = False
    """A change replaces the resource; goes down to everything below."""
    computed: bool = False
    """Where the program is silent, what the cloud says stands and makes no difference."""
    default: Value = None
    """Sent and kept where the program is silent."""
    null: bool = False
    """Sent as an explicit null where it is absent."""
    zero: bool = False
    """Sent even when false, zero or empty."""
    wrapped: bool = False
    """One object for Pulumi, a list of one in the API."""
    keyed: str = ""
    """A list for Pulumi, in the API a map by this member."""
    unordered: str = ""
    """A set: its elements are paired by this member, their order means nothing."""
    write_only: bool = False
    """Never read back: the value that the program gave stands."""
    in_update: bool = False
    """Goes into update bodies although a change of it forces a replacement."""
    masks: tuple[str, ...] = ()
    """What an update mask names for it, where that is not its name in the API."""
    same: Callable[[Value, Value], bool] | None = None
    """Tells two different spellings of one value."""
    encode: Callable[[Value, Properties], Value] | None = None
    """Value and the resource's planned properties to the API's value."""
    decode: Callable[[Value], Value] | None = None
    """The API's value to the property's."""


@dataclass(frozen=True)
class Spec:
    """One property, or a whole resource (an object), with everything below it."""

    kind: str
    rule: Rule = field(default_factory=Rule)
    item: Spec | None = None
    members: Mapping[str, Spec] = field(default_factory=dict[str, "Spec"])
    required: frozenset[str] = frozenset()

    def rest_name(self, name: str) -> str:
        """What the API calls the member ``name``."""
        return self.members[name].rule.rest or name


def build(node: Any, rules: Mapping[str, Rule], path: str = "", *, force_new: bool = False) -> Spec:  # noqa: ANN401 - JSON
    """A property's spec from the SDK's description of it and the rules of its resource type.

    Args:
        node: As ``read_sdk.node`` wrote it.
        rules: Every rule of the resource type by dotted path.
        path: Where in the resource the node stands.
        force_new: Whether something above it forces a replacement.
    """
    rule = rules.get(path, Rule())
    force_new = force_new or rule.force_new
    rule = replace(rule, force_new=force_new)
    if isinstance(node, str):
        return Spec(node, rule)
    if "list" in node:
        item = build(node["list"], {**rules, path: Rule()}, path, force_new=force_new)
        return Spec("list", rule, item=item)
    if "map" in node:
        return Spec("map", rule, item=build(node["map"], {}, force_new=force_new))
    below = f"{path}." if path else ""
    members = {
        name: build(member, rules, below + name, force_new=force_new)
        for name, member in node["object"].items()
    }
    return Spec("object", rule, members=members, required=frozenset(node.get("required", ())))
