"""One call of the engine at work: the resource, what is known of it, and a way to ask the cloud."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localcloud.provider.google_errors import GoogleError
from localcloud.provider.names import fill
from localcloud.provider.transport import Request, Transport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from localcloud.provider.configuration import Configuration
    from localcloud.provider.kind import Kind
    from localcloud.provider.values import Properties, Value


@dataclass(frozen=True)
class Cloud:
    """A configured provider's side of the wire.

    One lock a policy: what is read, changed and written must not be changed by another call in between.
    """

    configuration: Configuration
    transport: Transport
    _locks: defaultdict[str, threading.Lock] = field(default_factory=lambda: defaultdict(threading.Lock))
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def lock(self, name: str) -> threading.Lock:
        """The one lock of that name."""
        with self._guard:
            return self._locks[name]


@dataclass(frozen=True)
class Job:
    """One create, read, update or delete.

    ``plan`` is what the resource is to be, ``state`` what it was; ``names`` fill the templates of its paths.
    ``patience`` is in seconds. ``inputs`` are the program's own words.
    """

    kind: Kind
    cloud: Cloud
    plan: Properties
    state: Properties
    patience: float
    id: str = ""
    inputs: Properties = field(default_factory=dict[str, "Value"])
    made: list[str] = field(default_factory=list[str])
    """The id, as soon as the cloud has what is to be created: what fails then leaves it in the state."""

    @property
    def names(self) -> Properties:
        """Every property by which a path may be filled; the plan's before the state's."""
        given = self.cloud.configuration.places
        known = {**self.state, **self.plan}
        return {**given, **{name: value for name, value in known.items() if value not in (None, "")}}

    def path(self, template: str) -> str:
        """A template with this resource's names in it."""
        return fill(template, self.names)

    def send(  # noqa: PLR0913 - the parts of a request
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Value = None,
        api: str = "",
        compact: bool | None = None,
    ) -> Properties:
        """Ask an API, the type's own unless another is named.

        Args:
            method: HTTP method.
            path: Relative to the API's endpoint; an absolute address stands as it is.
            query: Parameters beside those that every request has.
            body: JSON, or None for no body at all.
            api: Another API's name.
            compact: Whether to say ``prettyPrint=false``; the type's habit where not given.
        """
        base = "" if path.startswith("http") else self.cloud.configuration.address(api or self.kind.api)
        wants_compact = self.kind.compact if compact is None else compact
        pretty = {"prettyPrint": "false"} if wants_compact else {}
        request = Request(method, base + path, {**pretty, **(query or {})}, body)
        return self.cloud.transport.send(request, self.patience)

    def find(self, path: str, **options: object) -> Properties | None:
        """GET something that may be gone: None where the cloud answers 404."""
        try:
            return self.send("GET", path, **options)  # pyright: ignore[reportArgumentType] - same names as send's
        except GoogleError as error:
            if error.code == 404:
                return None
            raise
