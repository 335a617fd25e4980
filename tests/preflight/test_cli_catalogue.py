"""`preflight catalogue`: what was found becomes sentences and an exit code."""

from __future__ import annotations

import pytest

from preflight import cli
from preflight.commands import catalogue


@pytest.mark.parametrize(
    ("what", "answers", "found", "code", "shown"),
    [
        ("validate", "_problems", [], 0, "every table is sound\n"),
        (
            "validate",
            "_problems",
            ["tables/go.csv:3: a", "tables/go.csv:4: b"],
            1,
            "tables/go.csv:3: a\ntables/go.csv:4: b\n",
        ),
        ("diff", "_changes", [], 0, "nothing changed\n"),
        ("diff", "_changes", ["dns.googleapis.com is new"], 1, "dns.googleapis.com is new\n"),
    ],
)
def test_findings_are_shown_and_fail_the_command(  # noqa: PLR0917
    what: str,
    answers: str,
    found: list[str],
    code: int,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(catalogue, answers, lambda: found)
    assert cli.main(["catalogue", what]) == code
    assert capsys.readouterr() == (shown, "")


@pytest.mark.parametrize("words", [[], ["renew"]])
def test_what_else_is_asked_is_a_usage_error(words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(["catalogue", *words])
    assert stopped.value.code == 2
