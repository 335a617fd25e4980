"""One resource type: a table of how Google's API serves it, and its steps where they are not the usual ones.

A file under ``resources/`` is a list of these. Property names and types come from ``schemas/``, which are
read from the SDK; the table says only what the SDK does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from localcloud.provider.spec import Rule, Spec, build

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.provider.steps import Steps

PATH_PART = Rule(in_body=False, force_new=True)
"""A property that is part of the resource's name."""
DEFAULTED_PATH_PART = Rule(in_body=False, force_new=True, computed=True)
"""The same, with the provider's project or region where the program is silent."""
LOCAL = Rule(in_body=False)
"""A property that only the provider knows: the cloud never hears of it."""
SHARED: Mapping[str, Rule] = {
    "project": DEFAULTED_PATH_PART,
    "location": DEFAULTED_PATH_PART,
    "region": DEFAULTED_PATH_PART,
    "deletionPolicy": Rule(in_body=False, default="DELETE"),
    "labels": LOCAL,
    "effectiveLabels": LOCAL,
    "pulumiLabels": LOCAL,
    "annotations": LOCAL,
    "effectiveAnnotations": LOCAL,
    "tags": Rule(force_new=True, write_only=True),
}
"""Rules of properties that are the same in every type."""
SCHEMAS = Path(__file__).with_name("schemas")


@dataclass(frozen=True)
class Kind:
    """A resource type.

    Templates have ``{property}`` where a property's value goes and are relative to the API's endpoint.
    """

    type: str
    """``gcp:pubsub/topic:Topic``."""
    api: str
    """Whose endpoint: ``pubsub``."""
    id: str
    """The id, and the path under which it is read, changed and deleted."""
    steps: Steps
    create: tuple[str, str]
    """Method and path."""
    create_query: Mapping[str, str] = field(default_factory=dict[str, str])
    delete_query: Mapping[str, str] = field(default_factory=dict[str, str])
    imports: tuple[str, ...] = ()
    """Further forms in which an import may name it."""
    rules: Mapping[str, Rule] = field(default_factory=dict[str, Rule])
    autoname: str = ""
    """The property that gets a name made from the resource's where the program gives none."""
    operations: frozenset[str] = frozenset()
    """Which of create, update and delete answer with a long-running operation."""
    mask: bool = True
    """Whether an update names what it changes."""
    always_masked: tuple[str, ...] = ()
    """Named in every update mask."""
    envelope: str = ""
    """The member of an update's body that holds the resource."""
    compact: bool = False
    """Requests carry ``prettyPrint=false``, as Google's own Go clients do."""
    awaits_existence: bool = False
    """After a create, reads until the cloud no longer answers 404."""
    keeps_failed: bool = False
    """A create whose operation failed leaves the resource in the state, as partly created."""

    @property
    def title(self) -> str:
        """What error messages call it: ``Topic``."""
        return self.type.rsplit(":", 1)[1]

    @cached_property
    def described(self) -> dict[str, Any]:
        """The SDK's description of the type."""
        module = self.type.split(":")[1].split("/")[0]
        text = (SCHEMAS / f"{module}.json").read_text(encoding="utf-8")
        return cast("dict[str, dict[str, Any]]", json.loads(text))[self.type]

    @cached_property
    def spec(self) -> Spec:
        """The inputs: what a program may set."""
        return build(self.described["inputs"], {**SHARED, **self.rules})

    @cached_property
    def shape(self) -> Spec:
        """Everything the state holds: the inputs, and what only the cloud says."""
        outputs = build({"object": self.described["outputs"]}, {**SHARED, **self.rules})
        return Spec("object", members={**outputs.members, **self.spec.members})
