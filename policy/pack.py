"""The pack: which rules judge a resource under which settings, and what is said of it.

Each rule is guarded. One that raises is named and fails the check, and the others are still heard. One that
meets a value which only the update will know says that it could not judge, so that nobody takes its silence
for a yes; the update, where the value is known, judges it. Deliberately absent: the engine (`analyzer.py`
speaks with it) and reporters (`preflight report` reads the engine's events).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from asked import Asked, settings_of_rules
from choices import Level, Settings
from later import Later
from pulumi_policy.proxy import UnknownValueError
from rules import STACK, Resource, Rule, Stack
from sentences import broken, masked, message
from speakers import CHOOSING, UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True)
class Verdict:
    """What one rule says: a finding at a level, or, with the level `exempt`, why one does not count."""

    rule: Rule
    level: Level | Literal["exempt"]
    urn: str
    text: str


@dataclass
class Pack:
    """Rules under the settings of an environment, and under what `--policy-pack-config` asks of some."""

    rules: Sequence[Rule]
    settings: Settings = field(default_factory=Settings)
    _environment: Settings = field(default_factory=Settings)
    _asked: dict[str, Asked] = field(default_factory=dict[str, Asked])
    _of_rule: dict[str, Settings] = field(default_factory=dict[str, Settings])
    later: Later = field(default_factory=Later)
    _by_type: dict[tuple[str, bool], list[Rule]] = field(default_factory=dict[tuple[str, bool], list[Rule]])

    def configure(self, environment: Settings) -> None:
        """Take the settings of the environment."""
        self._environment = environment
        self._settle()

    def override(self, asked: dict[str, Asked]) -> None:
        """Take what `--policy-pack-config` asks, by rule; before or after the environment's settings."""
        self._asked = asked
        self._settle()

    def _settle(self) -> None:
        self.settings, self._of_rule = settings_of_rules(self._environment, self._asked, self.rules)

    def level(self, rule: Rule) -> Level:
        """Give the level of a rule: as asked, as the environment chose, or its own."""
        asked = self._asked.get(rule.name)
        return (asked and asked.level) or self.settings.levels.get(rule.name, rule.level)

    def judged(self, one: Resource) -> Iterator[Verdict]:
        """Judge one resource by itself. What is only worth one sentence a stack is kept until it is whole."""
        yield from self._by_rules(one, ())

    def judged_together(self, stack: Stack) -> Iterator[Verdict]:
        """Judge a stack as a whole; say what was kept, and which rules were never told what to judge by."""
        for one in stack.resources:
            yield from self._by_rules(one, (stack,))
        urn = next((one.urn for one in stack.of(STACK)), "")
        idle = [rule for rule in self.rules if self._missing(rule) and self.level(rule) != "disabled"]
        if idle:
            parts = [f"{rule.name} ({', '.join(map('policy:{}'.format, rule.needs))})" for rule in idle]
            what = f"not configured, so nothing was judged: {', '.join(parts)}"
            yield Verdict(CHOOSING, "advisory", urn, message(CHOOSING, what))
        for rule, text in self.later.said(stack):
            yield Verdict(rule, "advisory", urn, text)

    def unreadable(self, urn: str, error: Exception) -> Verdict:
        """Say of a resource that could not be read that it was not judged."""
        return Verdict(UNREADABLE, "mandatory", urn, broken("what reads resources", error))

    def _by_rules(self, one: Resource, beside: tuple[Stack, ...]) -> Iterator[Verdict]:
        for rule in self._of(one.type, of_stack=bool(beside)):
            try:
                yield from self._judge(rule, one, beside)
            except UnknownValueError as unknown:
                if self.level(rule) == "mandatory" and not self._exempt(rule, one):
                    self.later.wait(rule, one, ".".join(unknown.props))
            except Exception as error:  # noqa: BLE001 - any exception at all means that the rule did not judge
                yield Verdict(rule, "mandatory", one.urn, broken(f"the rule {rule.name}", error))

    def _of(self, kind: str, *, of_stack: bool) -> list[Rule]:
        if (kind, of_stack) not in self._by_type:
            self._by_type[kind, of_stack] = [
                rule for rule in self.rules if rule.of_stack is of_stack and rule.judges.fullmatch(kind)
            ]
        return self._by_type[kind, of_stack]

    def _settings(self, rule: Rule) -> Settings:
        return self._of_rule.get(rule.name, self.settings)

    def _missing(self, rule: Rule) -> bool:
        return any(getattr(self._settings(rule), name) is None for name in rule.needs)

    def _judge(self, rule: Rule, one: Resource, beside: tuple[Stack, ...]) -> Iterator[Verdict]:
        level, settings = self.level(rule), self._settings(rule)
        if level == "disabled" or self._missing(rule):
            return
        seen = one if settings is one.settings else replace(one, settings=settings)
        for what in rule.find(seen, *beside):
            said = masked(what, one.secrets)
            exempt = self._exempt(rule, one)
            if exempt is None and rule.gathered and level == "advisory":
                self.later.gather(rule, one, said)
            else:
                yield exempt or Verdict(rule, level, one.urn, message(rule, said))

    def _exempt(self, rule: Rule, one: Resource) -> Verdict | None:
        settings = self._settings(rule)
        for exemption in settings.exemptions:
            if exemption.covers(rule.name, one.urn) and settings.day <= exemption.end:
                text = f"exempt until {exemption.end}: {exemption.reason}"
                return Verdict(rule, "exempt", one.urn, text)
        return None
