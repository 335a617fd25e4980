"""Names in paths, ids and imports: ``projects/{project}/topics/{name}`` with properties filled in, and back.

Source of the import forms: https://www.pulumi.com/registry/packages/gcp/ (each type's "Import" section)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud.provider.values import UNKNOWN, Properties, Value, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class MissingNameError(Exception):
    """A path needs a property that nobody gave."""


def fields(template: str) -> list[str]:
    """The properties that a template names."""
    return re.findall(r"{\+?(\w+)}", template)


def fill(template: str, values: Mapping[str, Value]) -> str:
    """The template with each ``{property}`` replaced.

    Raises:
        MissingNameError: A property is absent; the message says which and how to give it.
    """
    missing = [name for name in fields(template) if not text(values.get(name))]
    if missing:
        fix = "; set it on the resource" + (" or as gcp:project" if "project" in missing else "")
        raise MissingNameError(f"{', '.join(missing)}: required field is not set{fix}")
    return re.sub(r"{\+?(\w+)}", lambda found: text(values[found[1]]), template)


def parse(template: str, name: str) -> Properties | None:
    """The properties in a name that follows the template, or None; ``{+property}`` may hold slashes."""
    pattern = re.sub(r"\\{\\\+(\w+)\\}", r"(?P<\1>.+)", re.escape(template))
    pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", pattern)
    found = re.fullmatch(pattern, name)
    return dict(found.groupdict()) if found else None


def parse_first(templates: Iterable[str], name: str) -> Properties | None:
    """The properties in a name by the first template that it follows."""
    return next((found for template in templates if (found := parse(template, name)) is not None), None)


def last_segment(value: Value) -> str:
    """``demo`` of ``projects/demo``."""
    return text(value).rsplit("/", 1)[-1]


def same_last_segment(one: Value, other: Value) -> bool:
    """Whether two names mean one thing, whether written short or as a path."""
    return last_segment(one) == last_segment(other)


def expanded(value: Value, template: str, values: Mapping[str, Value]) -> str:
    """A short name as the path that the template makes of it; a path, or an unknown, as it is.

    Args:
        value: Short name or path.
        template: Has ``{self}`` where the short name goes.
        values: The other properties of the template.
    """
    name = text(value)
    if "/" in name or name in ("", UNKNOWN):
        return name
    return fill(template, {**values, "self": name})
