"""What becomes of the note of something that was begun; and nothing is changed while one is there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tools import recover_engine, recover_notes, recover_state, stack
from tools import recover_taking_in as taking_in
from tools.cloud_lookup.declared import Absent, Answer, Later, There, Undecided
from tools.recover_taking_in import Taken
from tools.stack import Target
from tools.terminal import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOPIC, ID = "gcp:pubsub/topic:Topic", "projects/p/topics/t"
DEV = Target("dev", Path(), {}, Path("pulumi"), local=True)
Json = dict[str, Any]


def topic(urn: str = "topic", **more: object) -> Json:
    return {"urn": urn, "type": TOPIC, "custom": True, "inputs": {"name": urn}, **more}


def note(kind: str = "creating", **more: Any) -> Json:  # noqa: ANN401 - members of a resource
    return {"type": kind, "resource": topic(**more)}


class Held:
    """A state, and what was written in its place."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, resources: Sequence[Json], notes: Sequence[Json]
    ) -> None:
        self.state: Json = {"deployment": {"resources": list(resources), "pending_operations": list(notes)}}
        self.written: Json | None = None
        monkeypatch.setattr(recover_engine, "export", self.export)
        monkeypatch.setattr(recover_engine, "write", self.write)

    def export(self, _target: Target) -> Json:
        return self.state

    def write(self, _target: Target, state: Json) -> None:
        self.written = state


@pytest.mark.parametrize(
    ("begun", "answer", "left", "said"),
    [
        (note(), Absent(), False, "cleared    Topic topic, which is not there"),
        (note(), Undecided("which?", ("a", "b")), True, ""),
        # Its API is off, or its name follows from another's: `up` makes it, and must not be refused.
        (note(), Later("off"), False, ""),
        (note("updating"), None, False, "cleared    Topic topic: updating was cut off"),
        (note("deleting"), None, False, "cleared    Topic topic: deleting was cut off"),
        (note("importing"), None, False, "cleared    Topic topic: importing was cut off"),
        (note(type="pulumi:pulumi:Stack"), None, False, ""),
        (note(custom=False), None, False, ""),
    ],
)
def test_only_what_a_person_must_decide_is_left(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    begun: Json,
    answer: Answer | None,
    said: str,
    *,
    left: bool,
) -> None:
    held = Held(monkeypatch, [], [begun])
    taken = Taken(answers={"topic": answer} if answer else {})
    assert recover_notes.clear(DEV, [begun], taken) == ([begun] if left else [])
    assert held.written is not None
    assert recover_state.pending(held.written) == []
    assert said in capsys.readouterr().err


def test_what_was_taken_in_needs_no_note_and_without_notes_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = Held(monkeypatch, [topic(id=ID)], [])
    assert recover_notes.clear(DEV, [note()], Taken(ids={"topic": ID})) == []
    assert held.written is None


@pytest.mark.parametrize(("found", "left"), [(ID, False), ("projects/p/topics/other", True)])
def test_a_new_one_beside_an_old_one_is_left_to_a_person(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: str, *, left: bool
) -> None:
    def look(_google: object, _one: object) -> There:
        return There(found)

    def google_of(_target: Target) -> None:
        """Nobody is asked."""

    monkeypatch.setattr(recover_notes, "look", look)
    monkeypatch.setattr(taking_in, "google_of", google_of)
    Held(monkeypatch, [topic(id=ID)], [note()])
    assert bool(recover_notes.clear(DEV, [note()], Taken())) is left
    assert ("undecided" if left else "which the state holds") in capsys.readouterr().err


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"topic": Absent()}, ["b"]),
        ({"topic": Later("off")}, ["topic", "b"]),
        ({}, ["topic", "b"]),
        ({"topic": Absent(), "b": Absent()}, []),
    ],
)
def test_only_what_was_deleted_and_is_surely_not_there_is_taken_out(
    monkeypatch: pytest.MonkeyPatch, answers: Mapping[str, Answer], kept: Sequence[str]
) -> None:
    resources = [topic(pendingReplacement=True), topic("b", pendingReplacement=True, dependencies=["topic"])]
    held = Held(monkeypatch, resources, [])
    wanted = {urn: taking_in.wanted(topic(urn)) for urn in ("topic", "b")}
    recover_notes.forget(DEV, Taken(wanted=wanted, answers=dict(answers)), ["topic", "b"])
    after = held.state if held.written is None else held.written
    assert [one["urn"] for one in recover_state.resources(after)] == kept


def test_a_stack_that_is_not_there_yet_may_come_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def export(_target: Target) -> Json:
        raise CommandError("error: no stack named 'dev' found")

    monkeypatch.setattr(recover_engine, "export", export)
    stack.nothing_was_cut_off(DEV)


@pytest.mark.parametrize(
    ("notes", "refused"),
    [
        ([note()], True),
        ([note("updating"), note()], True),
        ([note("updating"), note("deleting"), note("importing")], False),
        ([], False),
    ],
)
def test_nothing_is_changed_while_something_may_have_been_made_that_nobody_knows_of(
    monkeypatch: pytest.MonkeyPatch, notes: Sequence[Json], *, refused: bool
) -> None:
    Held(monkeypatch, [], notes)
    if not refused:
        stack.nothing_was_cut_off(DEV)
        return
    with pytest.raises(
        CommandError, match=r"cut-off an update was while it made topic; `make recover STACK=dev CLOUD=local"
    ):
        stack.nothing_was_cut_off(DEV)
