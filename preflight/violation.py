"""A violation of a policy: which resource, which rule, how bad, why, what to write instead.

It stands wherever a finding stands, with the same fields first, so that every reporter takes both. `file` is
the settings file of the resource's environment: the engine does not tell which line made a resource, and
code scanning shows nothing that has no file.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from preflight.finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Sequence


class Violation(NamedTuple):
    """`code` is the rule's name, `severity` and `page` are empty where the pack gives none.

    `enforcement` is the engine's word: mandatory, advisory, remediate. What a pack of others says is in
    `what` as it was written, and `fix` is empty.
    """

    file: str
    line: int
    code: str
    what: str
    fix: str
    level: Level
    related: tuple[tuple[str, int, str], ...]
    urn: str
    why: str
    page: str
    severity: str
    enforcement: str
    pack: str

    @property
    def name(self) -> str:
        """Give the resource's name in the program, which may hold anything; without a resource, nothing."""
        return self._parts[3]

    @property
    def kind(self) -> str:
        """Give the resource's type as the engine shows it: gcp:pubsub:Topic for gcp:pubsub/topic:Topic."""
        package, _, rest = self._parts[2].rpartition("$")[2].partition(":")
        module, _, name = rest.rpartition(":")
        return ":".join(filter(None, (package, module.partition("/")[0], name)))

    @property
    def stack(self) -> str:
        """Give the stack of the resource, which is the environment."""
        return stack_of(self.urn)

    @property
    def grade(self) -> str:
        """Give the level and the severity in words."""
        return ", ".join(filter(None, (self.enforcement, self.severity)))

    @property
    def about(self) -> list[str]:
        """Give how bad it is, why, and which resource it is exactly."""
        return list(filter(None, (self.grade, self.why, self.urn)))

    @property
    def _parts(self) -> list[str]:
        # urn:pulumi:STACK::PROJECT::PARENT'S TYPE$TYPE::NAME
        return [*self.urn.split("::", 3), "", "", ""][:4]

    def __str__(self) -> str:
        return f"{place(self)}: {self.code} {sentence(self)}"


Found = Finding | Violation


def stack_of(urn: str) -> str:
    """Give the stack that a URN is of, or nothing if it is none."""
    return urn.split(":", 3)[2].partition("::")[0] if urn.startswith("urn:pulumi:") else ""


def place(found: Found) -> str:
    """Give where it is: `file:line`, or the resource with its type."""
    if isinstance(found, Violation):
        return f"{found.name} ({found.kind})" if found.name else found.urn or "the stack"
    return f"{found.file}:{found.line}" if found.line else found.file


def sentence(found: Found) -> str:
    """Give what is wrong, what to do, and where more is said."""
    words = "; ".join(filter(None, (found.what, found.fix)))
    return f"{words} ({found.page})" if isinstance(found, Violation) and found.page else words


def counted(findings: Sequence[Found]) -> str:
    """Count violations by level, and those of a level by severity."""
    grades = [(one.enforcement or "unknown", one.severity) for one in findings if isinstance(one, Violation)]
    told: list[str] = []
    for level, count in Counter(level for level, _ in grades).items():
        severities = Counter(severity for of, severity in grades if of == level and severity)
        inside = ", ".join(f"{number} {severity}" for severity, number in severities.items())
        told.append(f"{count} {level}{f' ({inside})' if inside else ''}")
    return ", ".join(told) or "no violation"
