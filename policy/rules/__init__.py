"""What a rule is: a function that says what is wrong with a resource, and the words that go with it.

A rule lives in the file of the Google service that it judges and is found by being there. Its name is the
function's, its reason the docstring's first paragraph, its page docs/rules/<name>.md: nothing is said twice.
Deliberately absent: levels for single environments, exemptions and any knowledge of how a violation is shown.
How the engine hands resources to rules: https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypedDict, Unpack

from pulumi_policy import ResourceValidationArgs, StackValidationArgs
from pulumi_policy.proxy import UnknownValueError

if TYPE_CHECKING:
    from types import ModuleType

ResourceFind = Callable[[ResourceValidationArgs], Iterable[str]]
"""Yields what is wrong with one resource; nothing when it is as it should be."""

StackFind = Callable[[StackValidationArgs], Iterable[tuple[str, str]]]
"""Yields what is wrong and the URN of the resource at fault, for rules that must see the stack as a whole."""


@dataclass(frozen=True)
class Declared:
    """A resource as an example declares it: its type token and its inputs, named as the engine names them."""

    type: str
    inputs: Mapping[str, object]


class Words(TypedDict):
    """All that a rule says besides its name and its reason."""

    fix: str
    good: tuple[Declared, ...]
    bad: tuple[Declared, ...]
    severity: Literal["low", "medium", "high", "critical"]
    level: NotRequired[Literal["mandatory", "advisory"]]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One statement that must hold. `good` passes, each resource of `bad` is refused: tests see to it."""

    find: ResourceFind | StackFind
    fix: str
    good: tuple[Declared, ...]
    bad: tuple[Declared, ...]
    severity: Literal["low", "medium", "high", "critical"]
    level: Literal["mandatory", "advisory"] = "mandatory"

    @property
    def name(self) -> str:
        """The statement itself, in kebab case."""
        return self.find.__name__.replace("_", "-")

    @property
    def docstring(self) -> str:
        """Reason and background, as written under the function's name."""
        return inspect.cleandoc(self.find.__doc__ or "")

    @property
    def reason(self) -> str:
        """Why it must hold: the docstring's first paragraph, on one line."""
        return " ".join(self.docstring.partition("\n\n")[0].split())

    @property
    def page(self) -> str:
        """Where the rule is explained, from the project's root."""
        return f"docs/rules/{self.name}.md"


@dataclass(frozen=True, kw_only=True)
class ResourceRule(Rule):
    """A rule that can be judged on one resource alone, of the types that `judges` matches in full."""

    find: ResourceFind
    judges: re.Pattern[str]


@dataclass(frozen=True, kw_only=True)
class StackRule(Rule):
    """A rule that needs the whole stack, for instance because something must *not* be missing from it."""

    find: StackFind


def resource_rule(judges: str, **words: Unpack[Words]) -> Callable[[ResourceFind], ResourceRule]:
    """Make the decorated function a rule about the types (a regular expression) named by `judges`."""
    return lambda find: ResourceRule(find=find, judges=re.compile(judges), **words)


def stack_rule(**words: Unpack[Words]) -> Callable[[StackFind], StackRule]:
    """Make the decorated function a rule about the stack as a whole."""
    return lambda find: StackRule(find=find, **words)


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


def each_known(values: Sequence[Any]) -> Iterator[Any]:
    """Yield what a preview already knows of a list, then stop as the engine expects if something was unknown.

    Reading an unknown ends the judging of the rule, so what is known must be looked at first.
    """
    unknown: UnknownValueError | None = None
    for place in range(len(values)):
        try:
            yield values[place]
        except UnknownValueError as error:
            unknown = error
    if unknown:
        raise unknown
