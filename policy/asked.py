"""What `--policy-pack-config` asks of single rules, laid over what the environment says.

Kept as it came until the environment's settings are known, because the engine sends it before them when it
only analyzes. What cannot be read, or names what is not there, is a problem of the settings as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec.structs import replace
from settings import overridden

from preflight.closest import closest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from choices import Level, Settings
    from rules import Rule

# What every rule heeds, beside what it needs and reads itself.
_EVERYWHERE = ("exemptions", "today")
# The engine's own word for a level of every rule; it is no rule.
ALL = "all"


@dataclass(frozen=True)
class Asked:
    """A level and settings for one rule."""

    level: Level | None = None
    properties: Mapping[str, object] = field(default_factory=dict[str, object])


def settings_of_rules(
    environment: Settings, asked: Mapping[str, Asked], rules: Sequence[Rule]
) -> tuple[Settings, dict[str, Settings]]:
    """Give the settings of all rules, with every problem, and those of the rules that were asked for more."""
    by_name = {rule.name: rule for rule in rules}
    own = {name: overridden(environment, one.properties) for name, one in asked.items() if one.properties}
    problems = [*environment.problems, *_misnamed(environment, list(by_name))]
    for name, one in asked.items():
        problems += _unheeded(name, one, by_name)
    for settings in own.values():
        problems += settings.problems[len(environment.problems) :]
    whole = replace(environment, problems=tuple(dict.fromkeys(problems)))
    return whole, {name: replace(one, problems=whole.problems) for name, one in own.items()}


def _misnamed(settings: Settings, names: Sequence[str]) -> Iterator[str]:
    named = {f"levels.{name}": name for name in settings.levels}
    named |= {f"exemptions[{number}]": one.rule for number, one in enumerate(settings.exemptions)}
    for key, name in named.items():
        if name not in names:
            yield f"Pulumi.{settings.stack}.yaml: policy:{key} names {name}, {_no_rule(name, names)}"


def _unheeded(name: str, asked: Asked, by_name: Mapping[str, Rule]) -> Iterator[str]:
    place = "--policy-pack-config:"
    if name == ALL:
        if asked.properties:
            given = ", ".join(asked.properties)
            yield f"{place} all takes a level only, not {given}; write it under the rule that reads it"
    elif name not in by_name:
        yield f"{place} names {name}, {_no_rule(name, list(by_name))}"
    else:
        rule = by_name[name]
        heeded = {*rule.needs, *rule.reads, *_EVERYWHERE}
        for key in asked.properties.keys() - heeded:
            yield f"{place} {name} does not read {key}; it reads {', '.join(sorted(heeded))}"


def _no_rule(name: str, names: Sequence[str]) -> str:
    return f"which is no rule; {closest(name, names) or 'the rules are listed in docs/rules/README.md'}"
