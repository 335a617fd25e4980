"""Which Google project a resource belongs to, and whose APIs it is made with.

`types_without_project.txt` lists the types that take no project: theirs is their parent's, which they name,
and never the provider's. A test reads them from the SDK again. What belongs to a folder, an organisation or a
billing account has no project at all, and is made with the APIs of whoever calls.

https://cloud.google.com/apis/docs/system-parameters
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from rules.readings import peek
from rules.resource import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.resource import Resource, Stack

PROJECT = "gcp:organizations/project:Project"
WITHOUT = frozenset(Path(__file__).with_name("types_without_project.txt").read_text(encoding="utf-8").split())
_CALLERS = re.compile(
    r"gcp:(folder|organizations|billing|accesscontextmanager)/.+"
    # Those of other services; a folder in a bucket or in Dataform is another thing, and so is Apigee's.
    r"|gcp:(?!(storage|dataform|apigee|projects)/)\w+/(folder|organization|billingAccount|v2Folder|v2Organ)\w*:.+"
)
# What a resource names besides the one that it is part of.
_OTHERS = {"member", "members", "topic", "kmsKeyName", "condition", "policyData"}
_NAMED = re.compile(r"(?:(?:https?:)?//[^/]+/(?:\w+/v\d\w*/)?)?projects/([^/]+)/.+")


def is_made_with_the_callers(one: Resource) -> bool:
    """Say whether a resource needs the APIs of the caller's project, and not those of one of its own."""
    return bool(_CALLERS.fullmatch(one.type))


def project_of(one: Resource, stack: Stack) -> str | None:
    """Give the project of a resource, None where it is unknown, nobody says, or there is none."""
    if is_made_with_the_callers(one):
        return None
    return _project_of(one, stack, frozenset({one.urn}))


def _project_of(one: Resource, stack: Stack, asked: frozenset[str]) -> str | None:
    if "project" in set(one.props):
        return _text(known(one.props, "project"))
    if one.type not in WITHOUT:
        return _text(known(one.provider, "project"))
    found = {*_named(one), *_of_sources(one, stack, asked)}
    return found.pop() if len(found) == 1 else None


def _named(one: Resource) -> Iterator[str]:
    for key in set(one.props) - _OTHERS:
        value = peek(one.props, key)
        if isinstance(value, str) and (match := _NAMED.fullmatch(value)):
            yield match[1]


def _of_sources(one: Resource, stack: Stack, asked: frozenset[str]) -> Iterator[str]:
    for key in set(one.from_others) - _OTHERS:
        for source in stack.sources(one, key):
            if source.urn not in asked and (project := _project_of(source, stack, asked | {source.urn})):
                yield project


def is_of_a_new_project(one: Resource, stack: Stack) -> bool:
    """Say whether a resource belongs to a project that the stack makes, so that nobody calls from it yet."""
    if any(source.type == PROJECT for source in stack.sources(one, "project")):
        return True
    project = _text(known(one.props, "project"))
    return bool(project) and any(known(new.props, "projectId") == project for new in stack.of(PROJECT))


def _text(project: object) -> str | None:
    return str(project).removeprefix("projects/") if project else None
