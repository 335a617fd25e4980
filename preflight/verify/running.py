"""Runs checks side by side, each after those that it depends on, under one deadline.

Every check gets a result, whatever happens: one that raises, hangs, or waits for one that hangs is
INCONCLUSIVE. A thread that hangs cannot be stopped in Python; it is a daemon and is left behind, so that
neither the deadline nor the end of the command waits for it. Deliberately absent: the clock of the machine
(only a monotonic one), and what a check asks.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from typing import TYPE_CHECKING, NamedTuple

from preflight.verify.checks import Answer, Check, Result, RetryError, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Seconds before the second, third, ... time of asking; jitter takes up to half of it away.
WAITS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class Limits(NamedTuple):
    """`deadline`: seconds for everything; `workers`: checks at once; `patience`: for retries of one.

    `grace`: for retries of one that waits for a change to spread.
    """

    deadline: float = 120.0
    workers: int = 8
    patience: float = 60.0
    grace: float = 0.0


class OrderError(ValueError):
    """Checks that wait for each other in a circle, or two with the same id: a mistake in a probe."""


def run(
    checks: Sequence[Check],
    limits: Limits | None = None,
    progress: Callable[[Result, int, int], None] | None = None,
) -> list[Result]:
    """Give a result for each check, in their order. Raises OrderError. `progress`: (result, done, of)."""
    ordered(checks)
    return _Run(checks, limits or Limits(), progress or (lambda _result, _done, _of: None)).results()


def ordered(checks: Sequence[Check]) -> None:
    """Refuse ids that stand twice and circles."""
    waiting = {check.id: set(check.depends_on) for check in checks}
    if len(waiting) < len(checks):
        twice = sorted({one.id for one in checks if sum(one.id == other.id for other in checks) > 1})
        raise OrderError(f"{', '.join(twice)} stands twice; give each check an id of its own")
    while waiting:
        free = [name for name, others in waiting.items() if not others & waiting.keys()]
        if not free:
            raise OrderError(f"{', '.join(sorted(waiting))} wait for each other; cut the circle")
        for name in free:
            del waiting[name]


class _Run:
    """One run; everything but `_work` happens in the caller's thread."""

    def __init__(
        self, checks: Sequence[Check], limits: Limits, progress: Callable[[Result, int, int], None]
    ) -> None:
        self._checks, self._limits, self._progress = checks, limits, progress
        self._until = time.monotonic() + limits.deadline
        self._came: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self._started: dict[str, float] = {}
        self._done: dict[str, Result] = {}

    def results(self) -> list[Result]:
        known = {check.id for check in self._checks}
        while len(self._done) < len(known):
            self._settle(known)
            if len(self._done) == len(known):
                break
            self._start(known)
            self._hear()
        return [self._done[check.id] for check in self._checks]

    def _settle(self, known: set[str]) -> None:
        """Skip what depends on something that failed, again and again until nothing follows any more."""
        changed = True
        while changed:
            changed = False
            for check in self._waiting():
                answer = _follows(
                    [self._done[one] for one in check.depends_on if one in known & self._done.keys()]
                )
                if answer:
                    self._finish(Result(check, answer, 0.0, 0))
                    changed = True

    def _waiting(self) -> list[Check]:
        return [one for one in self._checks if one.id not in self._done and one.id not in self._started]

    def _start(self, known: set[str]) -> None:
        for check in self._waiting():
            if len(self._started) >= self._limits.workers:
                return
            if all(one in self._done for one in check.depends_on if one in known):
                self._started[check.id] = time.monotonic()
                threading.Thread(target=self._work, args=(check,), daemon=True, name=check.id).start()

    def _hear(self) -> None:
        """Wait for the next result, or for the time when something has taken too long."""
        try:
            result = self._came.get(timeout=max(0.0, min(self._nearest_end() - time.monotonic(), 60.0)))
        except queue.Empty:
            self._give_up()
            return
        if result.check.id not in self._done:  # else it came after it had been given up
            self._started.pop(result.check.id, None)
            self._finish(result)

    def _nearest_end(self) -> float:
        by_id = {check.id: check for check in self._checks}
        ends = [began + self._most(by_id[name]) for name, began in self._started.items()]
        return min([*ends, self._until])

    def _most(self, check: Check) -> float:
        """Seconds for a check with all its retries, and a moment for the thread to say so itself."""
        patience = max(self._limits.patience, self._limits.grace) if check.retryable else 0.0
        return check.timeout + patience + 1.0

    def _give_up(self) -> None:
        now = time.monotonic()
        over = now >= self._until
        for check in self._checks:
            began = self._started.get(check.id)
            late = began is not None and now >= began + self._most(check)
            if check.id not in self._done and (over or late):
                self._started.pop(check.id, None)
                words = (
                    f"the deadline of {self._limits.deadline:g} s has passed" if over else "no answer came"
                )
                answer = Answer(Status.INCONCLUSIVE, words, "run it again with a longer --deadline")
                self._finish(Result(check, answer, now - began if began else 0.0, int(began is not None)))

    def _finish(self, result: Result) -> None:
        self._done[result.check.id] = result
        self._progress(result, len(self._done), len(self._checks))

    def _work(self, check: Check) -> None:
        began = time.monotonic()
        asked = 0
        while True:
            asked += 1
            left = max(0.1, min(check.timeout, self._until - time.monotonic()))
            answer, pause, spreads = _asked(check, left, asked)
            patience = self._limits.grace if spreads else check.timeout + self._limits.patience
            if pause is None or time.monotonic() + pause >= min(began + patience, self._until):
                break
            time.sleep(pause)
        self._came.put(Result(check, answer, time.monotonic() - began, asked))


def _asked(check: Check, seconds: float, asked: int) -> tuple[Answer, float | None, bool]:
    """Give the answer, how long to wait before asking again (or None), and whether a change spreads."""
    try:
        return check.ask(seconds), None, False
    except RetryError as refused:
        if not check.retryable or (asked > len(WAITS) and not refused.spreads):
            return refused.answer, None, refused.spreads
        # Not for secrecy: so that many checks do not come back at the same moment.
        pause = WAITS[min(asked, len(WAITS)) - 1] * (0.5 + random.random() / 2)  # noqa: S311
        return refused.answer, max(refused.after, pause), refused.spreads
    except Exception as error:  # noqa: BLE001 - one check that breaks must not hide what the others found
        what = f"the check itself broke: {type(error).__name__}: {error}"
        return Answer(Status.INCONCLUSIVE, what, "this is a mistake in preflight; report it"), None, False


def _follows(results: Sequence[Result]) -> Answer | None:
    """Give what follows from the answers that a check depends on; None if it can be asked.

    What could not be asked may be in order, so what depends on it is asked: it may know better.
    """
    for status, words in ((Status.FAIL, "failed"), (Status.SKIP, "was skipped")):
        for result in results:
            if result.answer.status is status:
                return Answer(Status.SKIP, f"{result.check.id} {words}", "settle that first")
    return None
