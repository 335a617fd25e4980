"""What could not be settled is asked for again, until it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.places import Places
from tools.recover_memory import remember, with_remembered
from tools.stack import Target


def note(urn: str, name: str = "it") -> dict[str, Any]:
    return {"type": "creating", "resource": {"urn": urn, "inputs": {"name": name}}}


def of(environment: str, *, local: bool) -> Target:
    return Target(environment, Path(), {}, Path("pulumi"), local=local)


DEV = of("dev", local=True)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ([], [], []),
        ([note("a")], [], [note("a")]),
        ([], [note("a")], [note("a")]),
        ([note("a"), note("b")], [note("c")], [note("c"), note("a"), note("b")]),
        ([note("a", "old-1234567")], [note("a", "new-1234567")], [note("a", "new-1234567")]),
    ],
)
def test_what_was_not_settled_is_asked_for_again(
    tmp_path: Path, before: list[dict[str, Any]], now: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> None:
    places = Places(tmp_path)
    remember(places, DEV, before)
    assert with_remembered(places, DEV, now) == expected


@pytest.mark.parametrize("other", [of("dev", local=False), of("prod", local=True)])
def test_another_stacks_is_not_this_ones(tmp_path: Path, other: Target) -> None:
    remember(Places(tmp_path), DEV, [note("a")])
    assert with_remembered(Places(tmp_path), other, []) == []


def test_once_it_is_settled_nothing_is_left_and_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    places = Places(tmp_path)
    remember(places, DEV, [note("a")])
    remember(places, DEV, [])
    assert list((tmp_path / ".local" / "recover").iterdir()) == []
    remember(places, DEV, [note("a")])
    next((tmp_path / ".local" / "recover").iterdir()).write_text("{")
    assert with_remembered(places, DEV, []) == []
