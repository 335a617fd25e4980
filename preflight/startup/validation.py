"""Are the APIs that a service needs enabled in its project? Asked in the background, remembered, never fatal.

    ok        enabled; asked again after ten minutes
    failed    not enabled; asked again after a minute
    unknown   could not be asked (Service Usage is off, this identity may not ask it, no network): no failure

Only a service that says `required=True` waits for the first answer, two seconds a request, and gets a
RuntimeError for what is surely not enabled. A later failure never ends a service. What is stale is asked
again when somebody looks (`detail`), in a thread, and only what is stale: reads of Service Usage are limited
to 240 a minute for the whole project. Deliberately absent: a thread that lives on (Cloud Run gives it no
processor between requests), and liveness: a restart enables nothing.

https://cloud.google.com/service-usage/docs/quotas
https://cloud.google.com/run/docs/configuring/healthchecks
"""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from preflight.startup import asking, capabilities
from preflight.startup.failures import Kind, explain
from preflight.startup.sentences import Sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from google.auth.credentials import Credentials

    from preflight.startup.capabilities import Capability

_LOGGER = logging.getLogger(__name__)


class State(StrEnum):
    """How a capability stands."""

    OK = "ok"
    FAILED = "failed"
    UNKNOWN = "unknown"


_LASTS = {State.OK: 600.0, State.FAILED: 60.0, State.UNKNOWN: 60.0}
_WORST = (State.FAILED, State.UNKNOWN, State.OK)


# A fork may come while a thread holds the lock; in the child that thread is gone and would hold it for ever.
_EVERY: weakref.WeakSet[Validation] = weakref.WeakSet()


def _forked() -> None:
    for one in list(_EVERY):
        one.renew()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forked)


class _Known(NamedTuple):
    state: State
    reason: str
    until: float


class Validation:
    """What is known of the APIs of a service. Many threads may use it; only `wait` and `close` wait."""

    def __init__(  # noqa: PLR0913 - what can be told
        self,
        named: dict[str, tuple[str, ...]],
        where: asking.Where,
        *,
        seconds: float = 2.0,
        declared_in: str = "infra/apis.yaml",
        clock: Callable[[], float] = time.monotonic,
        ask: Callable[[asking.Where, list[str], float], asking.Told] = asking.states,
    ) -> None:
        self._named, self._where, self._seconds = named, where, seconds
        self._clock, self._ask = clock, ask
        self._say = Sentences(where.project, declared_in, named)
        self._apis = list(dict.fromkeys(api for apis in named.values() for api in apis))
        self._known: dict[str, _Known] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self.number = ""
        _EVERY.add(self)

    def renew(self) -> None:
        """Begin anew in a process that was forked, with what is known."""
        self._lock, self._thread = threading.Lock(), None

    def refresh(self) -> None:
        """Ask in the background for what is not known or no longer; at most one thread asks at a time."""
        with self._lock:
            stale = [
                api for api in self._apis if api not in self._known or self._known[api].until <= self._clock()
            ]
            if self._closed or not stale or (self._thread is not None and self._thread.is_alive()):
                return
            self._thread = threading.Thread(
                target=self._look, args=(stale,), name="validate_required_apis", daemon=True
            )
            try:
                self._thread.start()
            except RuntimeError as error:  # no more threads, or the process is ending
                self._thread = None
                _LOGGER.warning("%s: could not be asked (%s); it is asked again", asking.HOST, error)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for a running question, and say whether it has ended; by default as long as it may take."""
        thread = self._thread
        if thread is None:
            return True
        batches = -(-len(self._apis) // asking.AT_ONCE)
        thread.join(self._seconds * batches if seconds is None else seconds)
        return not thread.is_alive()

    def status(self, name: str) -> State:
        """Give how a capability, or an API, stands: as its worst API does. Raises KeyError for another."""
        apis = self._named.get(name) or ((name,) if name in self._apis else ())
        if not apis:
            raise KeyError(name)
        return min((self._state(api) for api in apis), key=_WORST.index)

    def detail(self) -> dict[str, dict[str, str]]:
        """Give the state and the reason of each capability, as it is known; what is stale is asked again."""
        self.refresh()
        return {
            name: {"state": str(self.status(name)), "reason": "; ".join(self._reasons(apis))}
            for name, apis in self._named.items()
        }

    def problems(self) -> list[str]:
        """Give a sentence for each API that is surely not enabled."""
        return [self._known[api].reason for api in self._apis if self._state(api) is State.FAILED]

    def close(self) -> None:
        """Ask no more, and wait for what is running, as long as it may take."""
        with self._lock:
            self._closed = True
        self.wait()

    def _state(self, api: str) -> State:
        known = self._known.get(api)
        return known.state if known else State.UNKNOWN

    def _reasons(self, apis: Iterable[str]) -> list[str]:
        known = (self._known.get(api) for api in apis)
        return list(
            dict.fromkeys(one.reason if one else "not asked yet" for one in known if not one or one.reason)
        )

    def _look(self, apis: list[str]) -> None:
        try:
            told = self._ask(self._where, apis, self._seconds)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong with the question is unknown, never fatal
            self._keep(self._unknown(apis, error))
            return
        self.number = told.number or self.number
        seen = [api for api in apis if api in told.states or not told.error]
        self._keep({api: self._of_state(api, told.states.get(api, "")) for api in seen})
        if told.error:
            self._keep(self._unknown([api for api in apis if api not in told.states], told.error))

    def _of_state(self, api: str, state: str) -> tuple[State, str]:
        if state == "ENABLED":
            return State.OK, ""
        if state == "DISABLED":
            return State.FAILED, self._say.off(api)
        return State.UNKNOWN, f"{api}: Service Usage tells no state of it; see whether such an API exists"

    def _unknown(self, apis: list[str], error: Exception) -> dict[str, tuple[State, str]]:
        refused = error.answer if isinstance(error, asking.RefusedError) else error
        failure = explain(refused, project=self._where.project, number=self.number)
        reason = self._say.unasked(failure, error)
        found: dict[str, tuple[State, str]] = dict.fromkeys(apis, (State.UNKNOWN, reason))
        if failure.kind is Kind.SERVICE_DISABLED and asking.HOST in found:
            found[asking.HOST] = State.FAILED, self._say.off(asking.HOST)
        return found

    def _keep(self, found: dict[str, tuple[State, str]]) -> None:
        now = self._clock()
        new = {
            reason: state
            for api, (state, reason) in found.items()
            if reason and (api not in self._known or self._known[api].reason != reason)
        }
        with self._lock:
            for api, (state, reason) in found.items():
                self._known[api] = _Known(state, reason, now + _LASTS[state])
        if self._closed:
            return
        for reason, state in new.items():
            _LOGGER.log(logging.ERROR if state is State.FAILED else logging.WARNING, "%s", reason)


def validate_required_apis(  # noqa: PLR0913 - what can be told
    apis: Iterable[Capability | str],
    project: str,
    *,
    required: bool = False,
    endpoint: str | None = None,
    credentials: Credentials | None = None,
    seconds: float = 2.0,
    declared_in: str = "infra/apis.yaml",
) -> Validation:
    """Begin to ask whether the APIs of some capabilities are enabled, and give what is known at any time.

    Without `endpoint`, CLOUD_ENDPOINT of the environment, or Google itself; without `credentials`, the
    identity that this runs as. With `required` it waits for the answer. Raises ValueError for a name that is
    neither a capability nor an API, and with `required` RuntimeError if an API is surely not enabled: a
    sentence for each, with API, project, link and fix. What could not be asked about is no failure.
    """
    if not project:
        raise ValueError("project: is not named; it is GOOGLE_CLOUD_PROJECT of the service")
    named = capabilities.apis_by_name(apis)
    where = asking.Where(project, asking.place(endpoint), credentials)
    validation = Validation(named, where, seconds=seconds, declared_in=declared_in)
    validation.refresh()
    if required:
        validation.wait()
        if problems := validation.problems():
            validation.close()
            raise RuntimeError("\n".join(problems))
    return validation
