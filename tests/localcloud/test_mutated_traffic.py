"""Whatever a client sends where the official provider sends something, the answer is Google's, never a crash.

Each recorded body is sent with one place changed, and an answer that took it is read back and written over by
the recorded body. Seeded; what a mutant did is undone, so that each meets the state of the recording.
"""

from __future__ import annotations

import copy
import random
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from recorded import ROWS, Replay
from test_recorded_traffic import BETWEEN, prepare

from localcloud.errors import RPC_CODES

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    import httpx
    from in_process import Json, Local

    from localcloud.store import Store

MUTANTS_OF_A_BODY = 10
LONG = "x" * 3000
DEEP: dict[str, object] = {"a": {"b": [{"c": {"d": [1]}}]}}
VALUES: list[object] = [
    *(None, "", [], {}, 0, -1, 1.5, 2**70, True, LONG, DEEP),
    *("\x00\ud7ff", "a b\n", "%2F", "//", "*", "projects/-/topics/x", "x:y", "é"),
    *(["x", "x"], [None], [{}], {"é": ""}, {"a": {}}),
    *("0s", "315576000001s", "9999-12-31T23:59:59Z", "1900-01-01T00:00:00+01:00"),
]
_VERB = re.compile(r":\w+$|/iam$")


def _places(value: object) -> Iterator[tuple[str | int, ...]]:
    """Every place in a body, each by the keys and numbers that lead to it."""
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    elif isinstance(value, list):
        pairs = enumerate(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    for key, inside in pairs:
        yield (key,)
        yield from ((key, *below) for below in _places(inside))


def mutant(body: Json, chance: random.Random) -> object:
    """A body with one place dropped, given another value, or followed by a field that is not there."""
    *above, last = chance.choice(list(_places(body)))
    changed: Any = copy.deepcopy(body)
    place = changed
    for key in above:
        place = place[key]
    how = chance.randrange(8)
    if how == 0:
        del place[last]
    elif how == 1 and isinstance(place, dict):
        place["noSuchField"] = chance.choice(VALUES)
    elif how == 2:
        return chance.choice([*VALUES, {}, {"noSuchField": 1}])
    else:
        place[last] = chance.choice(VALUES)
    return changed


@contextmanager
def undone(store: Store, patch: pytest.MonkeyPatch) -> Generator[None]:
    """What is written inside is gone afterwards; what is refused inside is gone at once."""

    @contextmanager
    def nested() -> Generator[None]:
        store.db.execute("SAVEPOINT call")
        try:
            yield
        except BaseException:
            store.db.execute("ROLLBACK TO call")
            raise
        finally:
            store.db.execute("RELEASE call")

    store.db.execute("BEGIN IMMEDIATE")
    try:
        with patch.context() as within:
            within.setattr(store, "transaction", nested)
            yield
    finally:
        store.db.execute("ROLLBACK")


def wrong(answer: httpx.Response) -> str:
    """What is not Google's about an answer; "" for nothing."""
    if answer.is_success:
        return ""
    error = answer.json()["error"]
    known = error["status"] in RPC_CODES and error["message"] and error["code"] == answer.status_code
    crashed = answer.status_code >= 500 or "failed on this call" in error["message"]
    return "" if known and not crashed else f"{answer.status_code} {answer.text}"


def _writes(row: Json) -> bool:
    return row["method"] != "GET" and bool(row["body"])


def _sent(replay: Replay, row: Json) -> tuple[str, Any]:
    place = _VERB.sub("", row["path"])
    host, _, rest = replay.filled(row["path"], place).removeprefix("/").partition(".googleapis.com")
    return f"{host}{rest}?{row['query']}", replay.filled(row["body"], place)


def _trials(local: Local, replay: Replay, row: Json, chance: random.Random) -> Iterator[str]:
    """What came out wrong for some mutants of a row."""
    path, body = _sent(replay, row)
    for _ in range(MUTANTS_OF_A_BODY):
        changed = mutant(body, chance)
        with undone(local.store, pytest.MonkeyPatch()):
            answers = [local.send(row["method"], path, changed)]
            if answers[0].is_success:
                answers.append(local.send("GET", _VERB.sub("", path.partition("?")[0])))
                answers.append(local.send(row["method"], path, body))
        yield from (f"{row['method']} {path} {changed}: {words}" for a in answers if (words := wrong(a)))


@pytest.mark.parametrize("program", sorted({row["program"] for row in ROWS if _writes(row)}))
def test_a_recorded_body_with_one_place_changed_is_answered_as_google_answers(
    empty: Local, capfd: pytest.CaptureFixture[str], program: str
) -> None:
    replay, chance = Replay(empty), random.Random(program)  # noqa: S311 - the same mutants each time
    prepare(replay, program)
    for row in (row for row in ROWS if row["program"] == program):
        label = f"{row['phase']} {row['seq']}"
        for owner, path, when, step in BETWEEN:
            if owner == program and when == label and path in row["path"]:
                step(replay)
        if _writes(row):
            assert list(_trials(empty, replay, row, chance)) == []
        replay.differences(row)
    assert "Traceback" not in capfd.readouterr().err
