"""The lint finds every model that is spelled in the corpus, and nothing that only looks like one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from preflight.finding import Level
from preflight.lint import run
from preflight.models import registry
from tests.lint.corpus_told import BESIDE, CORPUS, wanted

if TYPE_CHECKING:
    from preflight.finding import Finding

TODAY = date(2026, 11, 25)
LANGUAGES = {
    ".py", ".ipynb", ".ts", ".tsx", ".jsx", ".go", ".java", ".kt", ".cs", ".rb", ".php", ".rs", ".swift",
    ".dart", ".scala", ".vue", ".sh", "Dockerfile", "Makefile", ".env", ".yaml", ".yml", ".json", ".toml",
    ".ini", ".md", ".properties", ".tf", ".tfvars", ".sql",
}  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, int], list[Finding]]:
    told: dict[tuple[str, int], list[Finding]] = {}
    result = run.lint([CORPUS], registry.load(), TODAY)
    prefix = f"{run.shown(CORPUS)}/"
    for one in [*(judged.finding for judged in result.judged), *result.others]:
        name = one.file.removeprefix(prefix)
        if name != BESIDE.name:
            told.setdefault((name, one.line), []).append(one)
    return told


def test_every_model_that_is_called_is_found(found: dict[tuple[str, int], list[Finding]]) -> None:
    missing = [
        place
        for place, what in wanted().items()
        if what == "error"
        and not any(one.code == "MDL001" and one.level is Level.ERROR for one in found.get(place, ()))
    ]
    assert missing == []


def test_every_name_that_run_time_completes_is_unresolved(
    found: dict[tuple[str, int], list[Finding]],
) -> None:
    wrong = [
        (place, found.get(place))
        for place, what in wanted().items()
        if what == "unresolved"
        and [(one.code, one.level) for one in found.get(place, ())] != [("MDL004", Level.WARNING)]
    ]
    assert wrong == []


def test_what_is_only_talked_about_is_a_note(found: dict[tuple[str, int], list[Finding]]) -> None:
    wrong = [
        place
        for place, what in wanted().items()
        if what == "note" and {one.level for one in found.get(place, ())} != {Level.NOTE}
    ]
    assert wrong == []


def test_nothing_else_is_found(found: dict[tuple[str, int], list[Finding]]) -> None:
    places = wanted()
    assert {place: list(map(str, ones)) for place, ones in found.items() if place not in places} == {}


def test_the_corpus_has_every_language_and_is_large_enough() -> None:
    names = [path.name for path in CORPUS.rglob("*") if path.is_file()]
    missing = {one for one in LANGUAGES if not any(name.endswith(one) for name in names)}
    assert missing == set()
    assert len(wanted()) >= 60
