"""The words in which a service file speaks: `Api`, `Kind`, `Call`.

A service is an `Api`; what it keeps are `Kind`s, whose create, get, list, patch, delete and IAM methods come
from `kinds.py`; what is special is a function under `@API.on("projects.topics.publish")`. Methods are named
as in the discovery document, without the API's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from localcloud import clock
from localcloud.casing import Json, snake
from localcloud.errors import aborted, unimplemented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localcloud.discovery import Document, Method
    from localcloud.dispatch import Asked
    from localcloud.errors import GoogleError
    from localcloud.faults import Faults
    from localcloud.gate import Gate
    from localcloud.projects import Project, Projects
    from localcloud.store import Store

_PROJECT = re.compile(r"^projects/([^/]+)")


@dataclass(slots=True)
class Cloud:
    """Everything that lasts: what calls are answered from."""

    store: Store
    projects: Projects
    faults: Faults
    gate: Gate


@dataclass(slots=True)
class Answer:
    """An answer that is not plain JSON with status 200."""

    status: int = 200
    json: Json | None = None
    content: bytes = b""
    media: str = "application/json; charset=UTF-8"
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(slots=True)
class Call:
    """One call, checked: path variables with project ids, query by camelCase name, a clean body."""

    cloud: Cloud
    service: str
    version: str
    document: Document
    method: Method
    path: dict[str, str]
    query: Json
    body: Json
    headers: Mapping[str, str]
    raw: bytes = b""
    named: Project | None = None
    operations: list[tuple[str, Json]] = field(default_factory=list[tuple[str, Json]])
    asked: Asked | None = None
    #: Whether a fault ends its operation, so that what was done is undone.
    failing: bool = False

    @property
    def store(self) -> Store:
        """What is remembered."""
        return self.cloud.store

    @property
    def project(self) -> Project:
        """The project that the path names; what lies in folders and organisations is not kept here."""
        if self.named is None:
            raise unimplemented(f"The local cloud answers {self.method.id} for projects only.")
        return self.named

    @property
    def resource(self) -> str:
        """The one resource that the path names."""
        return next(iter(self.path.values()))

    def resolve(self, name: str) -> str:
        """Gives a resource name with the project's id where it may hold the number."""
        found = _PROJECT.match(name)
        if found is None or found[1] in ("-", "_"):
            return name
        return f"projects/{self.cloud.projects.named(found[1]).id}{name[found.end() :]}"

    def numbered(self, name: str) -> str:
        """Gives a resource name with the project's number, as some services answer it."""
        found = _PROJECT.match(name)
        if found is None:
            return name
        return f"projects/{self.cloud.projects.named(found[1]).number}{name[found.end() :]}"


def as_sent(_call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """The plainest filling: what was sent, and the name."""
    return {**body, "name": name}


def nothing(_call: Call, _name: str, _body: Json, _old: Json | None) -> None:
    """Checks nothing."""


def no_objection(_call: Call, _name: str, _body: Json) -> None:
    """Has nothing against a deletion."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of resource, served by the generic methods.

    `at` is its place in the discovery document ("projects.topics"), `schema` its message. `fill` gives what
    is stored: defaults and computed fields added. `check` refuses what only this service knows. Words for
    refusals may hold {name}, {id} and {parent}.
    """

    at: str
    schema: str
    id_param: str = ""
    ids: re.Pattern[str] = field(default=re.compile(r"[a-z]([a-z0-9-]{0,61}[a-z0-9])?"))
    bad_id: str = "Invalid resource name '{name}': '{id}' is not allowed."
    missing: str = "Resource '{name}' was not found"
    exists: str = "Resource '{name}' already exists"
    fill: Callable[[Call, str, Json, Json | None], Json] = as_sent
    check: Callable[[Call, str, Json, Json | None], None] = nothing
    on_delete: Callable[[Call, str, Json], None] = no_objection
    operation: Callable[[Call, str, str, Json], Json] | None = None
    operation_verbs: frozenset[str] = frozenset({"create", "patch", "delete"})
    immutable: frozenset[str] = frozenset()
    whole_update: bool = False
    #: Whether refusals name the project by its number.
    numbered: bool = False
    default_page: int = 100
    largest_page: int = 1000
    stale: Callable[[str], GoogleError] = aborted
    etag_words: str = "The etag does not match the current version of '{name}'; read it again and repeat."

    @property
    def body_field(self) -> str:
        """The field of a request in which this resource travels: `GoogleCloudRunV2Service` in `service`."""
        return snake(re.sub(r"^GoogleCloud\w*?V\d+", "", self.schema))

    @property
    def segment(self) -> str:
        """The collection's name in paths."""
        return self.at.rpartition(".")[2]

    def said(self, call: Call, template: str, name: str) -> str:
        """Fills a refusal's words with the name as clients know it."""
        return self.words(template, call.numbered(name) if self.numbered else name)

    def words(self, template: str, name: str) -> str:
        """Fills a refusal's words."""
        above, _, leaf = name.rpartition("/")
        return template.format(name=name, id=leaf, parent=above.rpartition("/")[0])


class Api:
    """One Google service. `legacy` answers errors with the older surfaces' `errors` list as well.

    `versions` are those in which its kinds have the same shape; none stands for all.
    """

    def __init__(self, service: str, *, legacy: bool = False, versions: tuple[str, ...] = ()) -> None:
        self.service, self.legacy, self.versions = service, legacy, versions
        self.handlers: dict[str, Callable[[Call], Json | Answer]] = {}
        self.kinds: dict[str, Kind] = {}
        self.routes: dict[tuple[str, str], Callable[[Cloud], Json]] = {}
        self.project_of: Callable[[Cloud, str, Json], Project | None] = lambda _cloud, _path, _query: None

    def kind(self, kind: Kind) -> Kind:
        """Serves a kind of resource with the generic methods."""
        self.kinds[kind.at] = kind
        return kind

    def on(self, *methods: str) -> Callable[[Any], Any]:
        """Serves methods with the decorated function."""

        def register(handler: Callable[[Call], Json | Answer]) -> Callable[[Call], Json | Answer]:
            self.handlers.update(dict.fromkeys(methods, handler))
            return handler

        return register


def now() -> str:
    """The moment, as resources carry it."""
    return clock.timestamp()
