"""What is said once for a stack instead of once for each resource: a tired reader reads one sentence.

Two things are kept while resources are judged one by one. Which rules wait for which value: equal ones become
one sentence with all resources. What is left out of it is a value whose origin already answers, the address
of a service of Cloud Run as an endpoint, or an account of this stack as a member; the update judges it all
the same. And findings of advisory rules that find the same in nearly everything.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sentences import listed, message, unjudged
from speakers import WAITING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Rule, Stack

_ACCOUNTS = {"gcp:serviceaccount/account:Account", "gcp:projects/serviceIdentity:ServiceIdentity"}
_ADDRESSES = {"gcp:cloudrunv2/service:Service", "gcp:cloudfunctionsv2/function:Function"}
# Property -> types of which an output can only be what every rule about the property lets pass. Beside its
# endpoint, a push names the account that it comes as.
_ANSWERED = {"member": _ACCOUNTS, "members": _ACCOUNTS, "pushConfig": _ADDRESSES | _ACCOUNTS}


@dataclass
class Later:
    """What is kept of one run of the engine."""

    _waiting: dict[str, dict[str, list[Rule]]] = field(default_factory=dict[str, dict[str, "list[Rule]"]])
    _names: dict[str, str] = field(default_factory=dict[str, str])
    _gathered: dict[str, tuple[Rule, list[str]]] = field(
        default_factory=dict[str, tuple["Rule", "list[str]"]]
    )

    def wait(self, rule: Rule, one: Resource, path: str) -> None:
        """Keep that a rule could not judge a resource until the value at `path` is known."""
        self._names[one.urn] = one.name
        self._waiting.setdefault(one.urn, {}).setdefault(path, []).append(rule)

    def gather(self, rule: Rule, one: Resource, what: str) -> None:
        """Keep what an advisory rule found."""
        self._gathered.setdefault(rule.name, (rule, []))[1].append(f"{one.name} ({what})")

    def said(self, stack: Stack) -> Iterator[tuple[Rule, str]]:
        """Give one sentence for each group of rules that wait for the same, and for each advisory rule."""
        groups: dict[tuple[tuple[str, ...], str, bool], list[str]] = defaultdict(list)
        for urn, paths in sorted(self._waiting.items()):
            for path, rules in paths.items():
                if not _answered(urn, path, stack):
                    of_stack = any(rule.of_stack for rule in rules)
                    groups[tuple(rule.name for rule in rules), path, of_stack].append(self._names[urn])
        for (rules, path, of_stack), names in groups.items():
            yield WAITING, f"{unjudged(rules, path, names, of_stack=of_stack)} ({WAITING.page})"
        for rule, found in self._gathered.values():
            yield rule, message(rule, listed(sorted(found)))
        self._waiting.clear()
        self._gathered.clear()


def _answered(urn: str, path: str, stack: Stack) -> bool:
    key = path.partition(".")[0]
    one = stack.by_urn.get(urn)
    sources = stack.sources(one, key) if one else []
    return bool(sources) and {source.type for source in sources} <= _ANSWERED.get(key, set())
