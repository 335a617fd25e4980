"""Checks run side by side in the order of what they depend on, and every one gets a result."""

from __future__ import annotations

import threading

import pytest

from preflight.verify import running
from preflight.verify.checks import Answer, Check, RetryError, Status
from preflight.verify.running import Limits, OrderError, run

FINE = Answer(Status.PASS, "it is there")
WRONG = Answer(Status.FAIL, "it is not there", "make it")
BUSY = Answer(Status.INCONCLUSIVE, "429", "try again")


def check(name: str, answer: Answer = FINE, *after: str, retryable: bool = True) -> Check:
    def ask(_seconds: float) -> Answer:
        return answer

    return Check(name, name, ask, after, retryable=retryable)


def statuses(checks: list[Check], limits: Limits | None = None) -> dict[str, Status]:
    return {result.check.id: result.answer.status for result in run(checks, limits)}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Status.PASS, Status.PASS),
        (Status.WARN, Status.PASS),
        (Status.FAIL, Status.SKIP),
        (Status.SKIP, Status.SKIP),
        (Status.INCONCLUSIVE, Status.PASS),
    ],
)
def test_what_follows_from_an_answer(first: Status, second: Status) -> None:
    assert statuses([check("b", FINE, "a"), check("a", Answer(first, "said"))])["b"] is second


def test_a_failure_skips_everything_behind_it_and_nothing_beside_it() -> None:
    found = statuses([check("a", WRONG), check("b", FINE, "a"), check("c", FINE, "b"), check("d")])
    assert found == {"a": Status.FAIL, "b": Status.SKIP, "c": Status.SKIP, "d": Status.PASS}


def test_results_come_in_the_order_of_the_checks_and_progress_counts_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    checks = [check("b", FINE, "a"), check("a"), check("c", FINE, "b")]
    results = run(checks, progress=lambda _result, done, of: told.append((done, of)))
    assert [result.check.id for result in results] == ["b", "a", "c"]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_is_not_run_is_not_waited_for() -> None:
    assert statuses([check("b", FINE, "left-out")]) == {"b": Status.PASS}


def test_nothing_to_check_is_no_result() -> None:
    assert run([]) == []


@pytest.mark.parametrize(
    ("checks", "said"),
    [
        ([check("a", FINE, "b"), check("b", FINE, "a")], "a, b wait for each other"),
        ([check("a", FINE, "a")], "a wait for each other"),
        ([check("a"), check("a")], "a stands twice"),
    ],
)
def test_a_mistake_of_a_probe_is_refused(checks: list[Check], said: str) -> None:
    with pytest.raises(OrderError, match=said):
        run(checks)


def test_no_more_checks_run_at_once_than_there_are_workers() -> None:
    lock, now, most = threading.Lock(), 0, 0
    full = threading.Barrier(2)

    def ask(_seconds: float) -> Answer:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        full.wait(20)
        with lock:
            now -= 1
        return FINE

    checks = [Check(str(number), "", ask) for number in range(6)]
    assert set(statuses(checks, Limits(workers=2)).values()) == {Status.PASS}
    assert most == 2


def test_a_refusal_for_the_moment_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "WAITS", (0.0, 0.0, 0.0))
    left = [RetryError(BUSY), RetryError(BUSY)]

    def ask(_seconds: float) -> Answer:
        if left:
            raise left.pop()
        return FINE

    (result,) = run([Check("a", "", ask)])
    assert (result.answer, result.asked) == (FINE, 3)


@pytest.mark.parametrize(("retryable", "asked"), [(True, 4), (False, 1)])
def test_who_is_refused_to_the_end_says_so(
    monkeypatch: pytest.MonkeyPatch,
    retryable: bool,  # noqa: FBT001 - of a table
    asked: int,
) -> None:
    monkeypatch.setattr(running, "WAITS", (0.0, 0.0, 0.0))

    def ask(_seconds: float) -> Answer:
        raise RetryError(BUSY)

    (result,) = run([Check("a", "", ask, retryable=retryable)])
    assert (result.answer, result.asked) == (BUSY, asked)


@pytest.mark.parametrize(("spreads", "asked"), [(False, 4), (True, 9)])
def test_a_change_that_spreads_is_given_its_grace(
    monkeypatch: pytest.MonkeyPatch,
    spreads: bool,  # noqa: FBT001 - of a table
    asked: int,
) -> None:
    monkeypatch.setattr(running, "WAITS", (0.0, 0.0, 0.0))
    left = 8
    late = Answer(Status.WARN, "not yet")

    def ask(_seconds: float) -> Answer:
        nonlocal left
        if left:
            left -= 1
            raise RetryError(late, spreads=spreads)
        return FINE

    (result,) = run([Check("a", "", ask)], Limits(grace=60))
    assert (result.answer, result.asked) == (FINE if spreads else late, asked)


def test_without_a_grace_a_change_that_spreads_is_told_at_once() -> None:
    def ask(_seconds: float) -> Answer:
        raise RetryError(Answer(Status.WARN, "not yet"), spreads=True)

    (result,) = run([Check("a", "", ask)])
    assert (result.answer.status, result.asked) == (Status.WARN, 1)


def test_a_wait_beyond_the_patience_is_not_waited_for() -> None:
    def ask(_seconds: float) -> Answer:
        raise RetryError(BUSY, after=3600.0)

    (result,) = run([Check("a", "", ask)])
    assert (result.answer, result.asked) == (BUSY, 1)


def test_a_check_that_breaks_is_inconclusive_and_hides_nothing() -> None:
    def ask(_seconds: float) -> Answer:
        raise ZeroDivisionError("oh")

    broken, fine = run([Check("a", "", ask), check("b")])
    assert broken.answer.status is Status.INCONCLUSIVE
    assert "ZeroDivisionError: oh" in broken.answer.what
    assert fine.answer is FINE


def test_a_check_that_hangs_neither_holds_the_deadline_up_nor_hides_the_others() -> None:
    never = threading.Event()

    def ask(_seconds: float) -> Answer:
        never.wait(30)
        return FINE

    hanging = Check("a", "", ask)
    results = run([hanging, check("b"), check("c", FINE, "a")], Limits(deadline=0.3))
    never.set()
    assert [one.answer.status for one in results] == [Status.INCONCLUSIVE, Status.PASS, Status.INCONCLUSIVE]
    assert "the deadline of 0.3 s has passed" in results[0].answer.what


def test_a_check_is_told_how_long_it_may_take() -> None:
    told: list[float] = []

    def ask(seconds: float) -> Answer:
        told.append(seconds)
        return FINE

    run([Check("a", "", ask, timeout=7.0)], Limits(deadline=3600))
    run([Check("a", "", ask, timeout=7000.0)], Limits(deadline=5))
    assert told[0] == 7.0
    assert told[1] <= 5
