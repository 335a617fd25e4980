"""One concern a module, found by being here: `checks(asked) -> list[Check]` gives what there is to ask.

A probe asks through `preflight.verify.google` and through nothing else. It knows what Google answers when
something is wrong, and what a person can do about it; when and how often it is asked is not its matter.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from preflight.planned.stack import text
from preflight.verify.checks import Answer, Check, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from preflight.models.registry import Registry
    from preflight.planned.stack import Planned, Resource
    from preflight.verify.google import Google


class Asked(NamedTuple):
    """What is asked about: a project, what its stack declares, and how Google is reached.

    `as_account(email)`: Google as that service account sees it; None where nobody is impersonated. `apis`:
    the declared ones. `models`: gives the registry. `root`: where the engine would run.
    """

    stack: str
    project: str
    planned: Planned
    apis: tuple[str, ...]
    models: Callable[[], Registry]
    google: Google
    as_account: Callable[[str], Google] | None = None
    root: Path = Path()

    def of(self, resource: Resource) -> Asked:
        """Give the same as it is asked for a resource, which may lie in a project of its own."""
        project = text(resource.inputs.get("project"))
        if not project or project.startswith("<") or project == self.google.project:
            return self
        return self._replace(google=self.google.at(project))

    def called(self, name: str) -> str:
        """Give a name as an id says it: with its project, where that is another than the stack's."""
        return name if self.google.project == self.project else f"{self.google.project}/{name}"

    @property
    def up(self) -> str:
        """Give the command that makes what is declared and not there."""
        return f"make up STACK={self.stack}{' CLOUD=local' if self.google.endpoint else ''}"


class Probe(Protocol):
    """What a module here offers."""

    def checks(self, asked: Asked) -> Sequence[Check]:
        """Give the checks; may ask nothing yet."""
        ...


def chosen(resource: Resource) -> str:
    """Give the name that the program chose; empty where the engine will choose one."""
    name = text(resource.inputs.get("name"))
    return "" if name.startswith("<") else name.rpartition("/")[2]


def short(email: str, others: Iterable[str]) -> str:
    """Give an account as an id says it: what stands before the `@`, if that is one account's only."""
    name = email.partition("@")[0]
    return email if any(one != email and one.partition("@")[0] == name for one in others) else name


def nameless(id_: str, what: str) -> Check:
    """Give the check of something whose name is not known."""

    def ask(_seconds: float) -> Answer:
        return unknown(what)

    return Check(id_, f"{what} is there", ask)


def unknown(what: str) -> Answer:
    """Give what can be said of something whose name is not known."""
    told = f"the engine chose the name of {what}, and only the state knows it"
    remedy = "pulumi stack export --file stack.json && preflight verify --plan stack.json"
    return Answer(Status.INCONCLUSIVE, told, remedy)


def names() -> list[str]:
    """Give the names of all probes."""
    return sorted(file.stem for file in Path(__file__).parent.glob("[a-z]*.py"))


def probe(name: str) -> Probe:
    """Import one that `names` gave."""
    return cast("Probe", importlib.import_module(f"{__name__}.{name}"))
