"""The pack: which rules judge a resource under which settings, and what is said of it.

Each rule is guarded. One that raises is named and fails the check, and the others are still heard. One that
meets a value which only the update will know says that it could not judge, so that nobody takes its silence
for a yes; the update, where the value is known, judges it. Deliberately absent: the engine (`analyzer.py`
speaks with it) and reporters (`preflight report` reads the engine's events).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from msgspec import structs
from pulumi_policy.proxy import UnknownValueError
from rules import STACK, Resource, Rule, Stack
from sentences import broken, masked, message, misnamed, unjudged
from settings import Settings, overridden

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Level = Literal["mandatory", "advisory", "disabled"]


def rules_know_what_they_judge(_: Resource) -> Iterator[str]:
    """What only the update will know cannot be judged before it, and silence would look like a yes."""
    yield from ()


WAITING = Rule(
    find=rules_know_what_they_judge,
    of_stack=False,
    judges=re.compile("(?!)"),
    fix="nothing to do: the update judges it",
    good=(),
    bad=(),
    severity="low",
    level="advisory",
)
"""Speaks for the rules that could not judge a resource yet, in one sentence instead of one for each."""


@dataclass(frozen=True)
class Said:
    """What one rule says: a finding at a level, or, with the level `exempt`, why one does not count."""

    rule: Rule
    level: Level | Literal["exempt"]
    urn: str
    text: str


@dataclass
class Pack:
    """Rules under settings. `chosen`: levels, and `own`: settings, that were given for single rules."""

    rules: Sequence[Rule]
    settings: Settings = field(default_factory=Settings)
    chosen: dict[str, Level] = field(default_factory=dict[str, Level])
    own: dict[str, Settings] = field(default_factory=dict[str, Settings])
    _by_type: dict[tuple[str, bool], list[Rule]] = field(default_factory=dict[tuple[str, bool], list[Rule]])

    def level(self, rule: Rule) -> Level:
        """Give the level of a rule: as overridden, as the environment chose, or its own."""
        return self.chosen.get(rule.name) or self.settings.levels.get(rule.name, rule.level)

    def configure(self, settings: Settings) -> None:
        """Take the environment's settings, and look whether the rules that they name are there."""
        wrong = misnamed(settings, [rule.name for rule in self.rules])
        self.settings = structs.replace(settings, problems=(*settings.problems, *wrong))

    def override(self, name: str, level: Level | None, properties: Mapping[str, object]) -> None:
        """Take what `--policy-pack-config` says of one rule."""
        if level:
            self.chosen[name] = level
        if properties:
            self.own[name] = overridden(self.settings, properties)
            self.settings = structs.replace(self.settings, problems=self.own[name].problems)

    def judged(self, one: Resource) -> Iterator[Said]:
        """Judge one resource by itself."""
        yield from self._by_rules(one, ())

    def judged_together(self, stack: Stack) -> Iterator[Said]:
        """Judge a stack as a whole, and say which rules were never told what to judge by."""
        for rule in self.rules:
            if missing := [name for name in rule.needs if getattr(self._settings(rule), name) is None]:
                yield from self._idle(rule, missing, stack)
        for one in stack.resources:
            yield from self._by_rules(one, (stack,))

    def _by_rules(self, one: Resource, beside: tuple[Stack, ...]) -> Iterator[Said]:
        waiting: dict[str, list[str]] = {}
        for rule in self._of(one.type, of_stack=bool(beside)):
            try:
                yield from self._judge(rule, one, beside)
            except UnknownValueError as unknown:
                if self.level(rule) == "mandatory" and not self._exempt(rule, one):
                    waiting.setdefault(".".join(unknown.props), []).append(rule.name)
            except Exception as error:  # noqa: BLE001 - any exception at all means that the rule did not judge
                yield Said(rule, "mandatory", one.urn, broken(rule, error))
        if waiting:
            yield Said(WAITING, "advisory", one.urn, unjudged(waiting))

    def _of(self, kind: str, *, of_stack: bool) -> list[Rule]:
        if (kind, of_stack) not in self._by_type:
            self._by_type[kind, of_stack] = [
                rule for rule in self.rules if rule.of_stack is of_stack and rule.judges.fullmatch(kind)
            ]
        return self._by_type[kind, of_stack]

    def _settings(self, rule: Rule) -> Settings:
        return self.own.get(rule.name, self.settings)

    def _idle(self, rule: Rule, missing: list[str], stack: Stack) -> Iterator[Said]:
        if self.level(rule) != "disabled":
            keys = " and ".join(f"policy:{name}" for name in missing)
            what = f"not configured, so nothing was judged; write {keys} ({rule.page})"
            yield Said(rule, "advisory", next((one.urn for one in stack.of(STACK)), ""), what)

    def _judge(self, rule: Rule, one: Resource, beside: tuple[Stack, ...]) -> Iterator[Said]:
        level, settings = self.level(rule), self._settings(rule)
        if level == "disabled" or any(getattr(settings, name) is None for name in rule.needs):
            return
        seen = one if settings is one.settings else replace(one, settings=settings)
        for what in rule.find(seen, *beside):
            yield self._exempt(rule, one) or Said(rule, level, one.urn, masked(message(rule, what), one))

    def _exempt(self, rule: Rule, one: Resource) -> Said | None:
        for exemption in self.settings.exemptions:
            if exemption.covers(rule.name, one.urn) and self.settings.day <= exemption.end:
                return Said(rule, "exempt", one.urn, f"exempt until {exemption.end}: {exemption.reason}")
        return None
