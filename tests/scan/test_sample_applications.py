"""Whole applications of many kinds, each with what it needs written beside it in `needs.yaml`.

`runtime` is exactly what is found; `deploy` is found at least; `either`: undecided between these; `not`:
never found, with the reason. APIs stand there without their `.googleapis.com`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from preflight.scan.needs import Phase
from preflight.scan.run import scan

if TYPE_CHECKING:
    from preflight.scan.needs import Report

APPS = Path(__file__).parents[1] / "apps"
NAMES = sorted(place.parent.name for place in APPS.glob("*/needs.yaml"))


class Expected(msgspec.Struct, forbid_unknown_fields=True):
    """What stands in `needs.yaml`."""

    runtime: set[str] = msgspec.field(default_factory=set[str])
    deploy: set[str] = msgspec.field(default_factory=set[str])
    either: list[list[str]] = msgspec.field(default_factory=list[list[str]])
    never: dict[str, str] = msgspec.field(default_factory=dict[str, str], name="not")


@cache
def told(name: str) -> Report:
    return scan([APPS / name], cache=False, jobs=1)


def expected(name: str) -> Expected:
    return msgspec.yaml.decode((APPS / name / "needs.yaml").read_bytes(), type=Expected)


def found(report: Report, phase: Phase) -> set[str]:
    """Give the APIs of a phase that are decided."""
    return {
        need.api.removesuffix(".googleapis.com")
        for need in report.apis
        if need.phase is phase and not need.alternatives
    }


def test_there_is_an_application_of_every_kind() -> None:
    assert len(NAMES) >= 24
    assert sorted(place.name for place in APPS.iterdir() if place.is_dir()) == NAMES
    assert sum(bool(expected(name).never) for name in NAMES) * 2 > len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_what_runs_is_found_and_nothing_else(name: str) -> None:
    report = told(name)
    undecided = {
        frozenset(one.removesuffix(".googleapis.com") for one in (need.api, *need.alternatives))
        for need in report.apis
        if need.alternatives
    }
    assert found(report, Phase.RUNTIME) == expected(name).runtime
    assert undecided == set(map(frozenset, expected(name).either))


@pytest.mark.parametrize("name", NAMES)
def test_what_deploys_is_found(name: str) -> None:
    assert expected(name).deploy - found(told(name), Phase.DEPLOY) == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_only_looks_like_a_call_is_not_found(name: str) -> None:
    every = {need.api.removesuffix(".googleapis.com") for need in told(name).apis}
    assert every & set(expected(name).never) == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_place_that_is_told_exists_and_every_file_was_read(name: str) -> None:
    report = told(name)
    assert [one for one in report.skipped if one.blind] == []
    assert report.unresolved == []
    for need in (*report.apis, *report.hints):
        for one in need.evidence:
            path = Path.cwd() / one.file
            assert path.is_relative_to(APPS / name)
            assert 1 <= one.line <= len(path.read_text(encoding="utf-8").splitlines())
