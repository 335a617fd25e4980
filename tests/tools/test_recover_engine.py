"""Why the engine failed is told from its display, and whether it is worth trying again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import pulumi, recover_engine, recover_taking_in
from tools.cloud_lookup.declared import There, Undecided, Wanted
from tools.stack import Target
from tools.terminal import COULD_NOT_LOOK, USAGE, CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

DISPLAY = """Importing (dev):
 =  gcp:pubsub:Topic one imported (0.1s)
 =  gcp:logging:Metric errors **importing failed** error: 1 error occurred:
Diagnostics:
  pulumi:pulumi:Stack (vividly-dev):
    error: update failed
  gcp:logging:Metric (errors):
    error: 1 error occurred:
    \t* project: required field is not set

Resources:
    = 1 imported
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (DISPLAY, "project: required field is not set"),
        (
            "Diagnostics:\n    error: update failed\n    error: no stack named 'x'\n",
            "error: no stack named 'x'",
        ),
        ("the passphrase is wrong", "the passphrase is wrong"),
    ],
)
def test_the_display_of_a_run_is_no_reason(said: str, expected: str) -> None:
    assert recover_engine.reasons(said) == expected


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target("dev", tmp_path, {"PULUMI_BACKEND_URL": "file:///nowhere"}, tmp_path / "pulumi", local=True)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("* dial tcp 127.0.0.1:1: connect: connection refused", COULD_NOT_LOOK),
        ("* googleapi: Error 503: try again", COULD_NOT_LOOK),
        ("* googleapi: Error 409: there are 5030 of it", USAGE),
        ("error: incorrect passphrase", USAGE),
    ],
)
def test_a_cloud_that_does_not_answer_is_no_mistake_of_the_person(
    target: Target, monkeypatch: pytest.MonkeyPatch, said: str, code: int
) -> None:
    def quietly(_line: Sequence[str], _folder: Path, _env: Mapping[str, str]) -> str:
        raise CommandError(said)

    monkeypatch.setattr(pulumi, "quietly", quietly)
    with pytest.raises(CommandError) as raised:
        recover_engine.refresh(target, ["a"])
    assert raised.value.code == code


TOPIC, ALERT = "gcp:pubsub/topic:Topic", "gcp:monitoring/alertPolicy:AlertPolicy"


def of(kind: str, name: str) -> Wanted:
    urn = f"urn:pulumi:dev::vividly::{kind}::{name}"
    return Wanted(
        urn, kind, {"name": name}, {"urn": urn, "type": kind, "custom": True, "inputs": {"name": name}}
    )


class FakeEngine:
    """Holds a state; imports all but what it is told to refuse, and then nothing that comes after that."""

    def __init__(
        self, monkeypatch: pytest.MonkeyPatch, declared: Sequence[Wanted], refused: Sequence[str]
    ) -> None:
        self.held, self.declared, self.refused = dict[str, str](), declared, refused
        for name in ("export", "write", "preview", "refresh"):
            monkeypatch.setattr(recover_taking_in, name, getattr(self, name))
        monkeypatch.setattr(recover_engine, "take", self.take)
        monkeypatch.setattr(recover_taking_in, "google_of", self.google_of)

    def export(self, _target: Target) -> dict[str, object]:
        held: list[dict[str, object]] = [
            {"urn": urn, "id": identity, "inputs": {}} for urn, identity in self.held.items()
        ]
        return {"deployment": {"resources": held}}

    def write(self, _target: Target, _state: Mapping[str, object]) -> None:
        """As it is."""

    def refresh(self, _target: Target, urns: Sequence[str]) -> None:
        assert set(urns) <= self.held.keys()

    def preview(self, _target: Target) -> list[dict[str, object]]:
        left = [one for one in self.declared if one.urn not in self.held]
        return [{"op": "create", "urn": one.urn, "newState": one.state} for one in left]

    def take(self, _target: Target, found: Sequence[tuple[Wanted, str]], *, protect: bool) -> None:
        assert protect
        for one, identity in found:
            if one.name in self.refused:
                raise CommandError(f"{one.name} cannot be read")
            self.held[one.urn] = identity

    def google_of(self, _target: Target) -> None:
        """Nobody is asked."""


@pytest.mark.parametrize(
    ("refused", "taken"),
    [((), "abc"), (("a",), "bc"), (("b",), "ac"), (("a", "c"), "b"), (("a", "b", "c"), "")],
)
def test_one_that_cannot_be_imported_stops_none_of_the_others(
    target: Target, monkeypatch: pytest.MonkeyPatch, refused: Sequence[str], taken: str
) -> None:
    declared = [of(TOPIC, name) for name in "abc"]
    engine = FakeEngine(monkeypatch, declared, refused)

    def look(_google: None, one: Wanted, _held: set[str], *, exact: bool) -> There:
        assert not exact
        return There(f"id-of-{one.name}")

    monkeypatch.setattr(recover_taking_in, "look", look)
    done = recover_taking_in.take_in(target, {}, protect=True)
    assert sorted(done.ids.values()) == [f"id-of-{name}" for name in taken] == sorted(engine.held.values())
    undecided = {one.name: answer for one, answer in done.of(Undecided)}
    assert undecided == {
        name: Undecided(f"it is there, and cannot be imported: {name} cannot be read", (f"id-of-{name}",))
        for name in refused
    }


@pytest.mark.parametrize(("kind", "taken"), [(ALERT, 0), (TOPIC, 2)])
def test_two_that_would_be_the_same_one_by_their_display_name_are_not_told_apart(
    target: Target, monkeypatch: pytest.MonkeyPatch, kind: str, taken: int
) -> None:
    FakeEngine(monkeypatch, [of(kind, name) for name in "ab"], ())

    def look(_google: None, _one: Wanted, _held: set[str], *, exact: bool) -> There:
        assert not exact
        return There("the-one")

    monkeypatch.setattr(recover_taking_in, "look", look)
    done = recover_taking_in.take_in(target, {}, protect=True)
    assert len(done.ids) == taken
    assert [answer.candidates for _, answer in done.of(Undecided) if isinstance(answer, Undecided)] == [
        ("the-one",)
    ] * (2 - taken)
