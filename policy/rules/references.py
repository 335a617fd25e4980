"""Says whether two properties name the same Google resource, whether a preview knows its name or not.

A program names a topic by an output of the resource (unknown in a preview, but the engine says whose output
it is) or by a text (`a-topic`, `projects/a-project/topics/a-topic`). Both become a `Reference`. Deliberately
absent: outputs from which a program makes another resource's name; in a preview they look like the resource.

https://cloud.google.com/pubsub/docs/pubsub-basics
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rules import known
from rules.per_stack import once_per_stack

if TYPE_CHECKING:
    from rules import Resource, Stack


@dataclass(frozen=True)
class Reference:
    """What is named. `name` and `project` are None where unknown; `urns`: whose outputs it was made from."""

    name: str | None
    project: str | None
    urns: frozenset[str]

    def same(self, other: Reference) -> bool:
        """Say whether both name one resource; a known name decides, before whose output it is."""
        if self.name and other.name:
            return self.name == other.name and may_be_one(self.project, other.project)
        return bool(self.urns & other.urns)


def itself(one: Resource) -> Reference:
    """Give the reference to a resource of the stack."""
    name = known(one.props, "name") or known(one.outputs, "name")
    project = known(one.props, "project") or known(one.outputs, "project") or known(one.provider, "project")
    return Reference(last_of(name), _text(project), frozenset({one.urn}))


def reference(stack: Stack, one: Resource, path: str, types: str) -> Reference | None:
    """Give what a property names, None where it is not set.

    Raises if only the update will know, and it was made from no resource of these types.
    """
    read = _read(stack)
    if (one.urn, path, types) not in read:
        read[one.urn, path, types] = _reference(stack, one, path, types)
    return read[one.urn, path, types]


@once_per_stack
def _read(_: Stack) -> dict[tuple[str, str, str], Reference | None]:
    """Keep what was read; several rules ask for the same."""
    return {}


def _reference(stack: Stack, one: Resource, path: str, types: str) -> Reference | None:
    sources = stack.sources(one, path.partition(".")[0])
    made_from = [source for source in sources if re.fullmatch(types, source.type)]
    urns = frozenset(source.urn for source in made_from)
    if text := _text(known(one.props, path)):
        project = re.match(r"(?:.*/)?projects/([^/]+)/", text)
        own = known(one.props, "project") or known(one.provider, "project")
        return Reference(last_of(text), project[1] if project else _text(own), urns)
    if len(made_from) == 1:
        return itself(made_from[0])
    if urns:
        return Reference(None, None, urns)
    one.get(path)
    return None


def last_of(text: object) -> str | None:
    """Give the last part of a name like `projects/a-project/topics/a-topic`."""
    return text.rpartition("/")[2] if isinstance(text, str) and text else None


def may_be_one(project: str | None, other: str | None) -> bool:
    """Say whether two names may stand for one project, as one that nobody knows may.

    A project has a name and a number, and nothing here says which belong together.
    """
    return not project or not other or project == other or project.isdigit() != other.isdigit()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
