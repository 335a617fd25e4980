"""What a rule is: a function that says what is wrong with a resource, and the words that go with it.

A rule lives in the file of the Google service that it judges and is found by being there. Its name is the
function's, its reason the docstring's first paragraph, its page docs/rules/<name>.md: nothing is said twice.
Deliberately absent: levels for single environments, exemptions (both are settings), and any knowledge of how
a violation is shown.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict, Unpack

from rules.declared import Declared, Ref
from rules.readings import each
from rules.resource import Resource, Stack, inside, known

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["Declared", "Ref", "Resource", "Rule", "Stack", "each", "found", "inside", "known"]

Level = Literal["mandatory", "advisory"]
Severity = Literal["low", "medium", "high", "critical"]
ResourceFind = Callable[[Resource], Iterable[str]]
StackFind = Callable[[Resource, Stack], Iterable[str]]
"""Both yield what is wrong with one resource; nothing when it is as it should be."""

STACK = "pulumi:pulumi:Stack"
"""The type of the resource that stands for the stack itself, for rules about what is missing from it."""


class Words(TypedDict):
    """All that a rule says besides its name and its reason.

    `needs`: settings without which it judges nothing, and says so; `reads`: settings that change what it
    says; `gathered`: where it is advisory, all that it finds is said once for the stack; `given`: the
    settings under which its examples are judged, `bad_given` those of the bad ones where it is the settings
    that are bad.
    """

    fix: str
    good: tuple[Declared, ...]
    bad: tuple[Declared, ...]
    severity: Severity
    level: NotRequired[Level]
    needs: NotRequired[tuple[str, ...]]
    reads: NotRequired[tuple[str, ...]]
    gathered: NotRequired[bool]
    given: NotRequired[Mapping[str, object]]
    bad_given: NotRequired[Mapping[str, object]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One statement that must hold of every resource whose type `judges` matches in full.

    Of a rule on single resources each of `good` passes and each of `bad` is refused. Of a rule that sees the
    stack (`of_stack`) `good` and `bad` are each one whole stack.
    """

    find: Callable[..., Iterable[str]]
    of_stack: bool
    judges: re.Pattern[str]
    fix: str
    good: tuple[Declared, ...]
    bad: tuple[Declared, ...]
    severity: Severity
    level: Level = "mandatory"
    needs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    gathered: bool = False
    given: Mapping[str, object] = field(default_factory=dict[str, object])
    bad_given: Mapping[str, object] | None = None

    @cached_property
    def name(self) -> str:
        """The statement itself, in kebab case."""
        return self.find.__name__.replace("_", "-")

    @property
    def docstring(self) -> str:
        """Reason and background, as written under the function's name."""
        return inspect.cleandoc(self.find.__doc__ or "")

    @cached_property
    def reason(self) -> str:
        """Why it must hold: the docstring's first paragraph, on one line."""
        return " ".join(self.docstring.partition("\n\n")[0].split())

    @property
    def page(self) -> str:
        """Where the rule is explained, from the project's root."""
        return f"docs/rules/{self.name}.md"


def resource_rule(judges: str, **words: Unpack[Words]) -> Callable[[ResourceFind], Rule]:
    """Make the decorated function a rule about single resources of the types (a regular expression)."""
    return lambda find: Rule(find=find, of_stack=False, judges=re.compile(judges), **words)


def stack_rule(judges: str, **words: Unpack[Words]) -> Callable[[StackFind], Rule]:
    """Make the decorated function a rule about resources of the types that needs to see all others."""
    return lambda find: Rule(find=find, of_stack=True, judges=re.compile(judges), **words)


def found() -> list[Rule]:
    """Every rule of every module in this folder, by name. Two rules of one name are an error."""
    modules = [importlib.import_module(f"{__name__}.{info.name}") for info in pkgutil.iter_modules(__path__)]
    rules = [rule for module in modules for rule in rules_of(module)]
    names = [rule.name for rule in rules]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"policy/rules: duplicate-rule {', '.join(twice)}; give each rule a name of its own")
    return sorted(rules, key=lambda rule: rule.name)


def rules_of(module: ModuleType) -> list[Rule]:
    """Return the rules that a module defines; one that it merely imports belongs to another file."""
    values = [value for value in vars(module).values() if isinstance(value, Rule)]
    return [rule for rule in values if rule.find.__module__ == module.__name__]
