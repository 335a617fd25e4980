"""The reader of the declarations: each problem on its line, and what is sound beside it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from preflight import declared
from preflight.closest import closest, closest_api

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """\
# Comment.

- api: run.googleapis.com
  reason: >-
    Runs
    the services.
- {api: sts.googleapis.com, reason: Tokens., bootstrap: true, for: The old pipeline.}
"""


def test_entries_come_with_their_lines_and_their_words() -> None:
    assert declared.parse(SOUND, "x") == (
        (
            declared.Declared("run.googleapis.com", "Runs the services.", line=3),
            declared.Declared(
                "sts.googleapis.com", "Tokens.", bootstrap=True, outside="The old pipeline.", line=7
            ),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("text", "line", "code", "what"),
    [
        ("a: [", 1, "malformed-declaration", "cannot be read as YAML"),
        ("- a\n-  &x b", 2, "malformed-declaration", "has the anchor &x"),
        ("", 0, "malformed-declaration", "is empty"),
        ("a: 1", 0, "malformed-declaration", "is no list"),
        (SOUND + "- 3", 8, "malformed-declaration", "entry 3 is no block of keys"),
        (SOUND + "- {api: dns, reason: x}", 8, "malformed-declaration", "entry 3 (dns) names no API"),
        (SOUND + "- {api: 3, reason: x}", 8, "malformed-declaration", "entry 3 (3) names no API"),
        (SOUND + "- {api: dns.googleapis.com}", 8, "declaration-without-reason", "has no reason"),
        (
            SOUND + "- {api: dns.googleapis.com, reason: x, for: }",
            8,
            "malformed-declaration",
            "`for` that is no",
        ),
        (
            SOUND + "- {api: dns.googleapis.com, reason: x, for: us}",
            8,
            "malformed-declaration",
            "`for` that is no",
        ),
        (
            SOUND + "- {api: dns.googleapis.com, reason: x, fro: us}",
            8,
            "malformed-declaration",
            "unknown key 'fro'",
        ),
        (SOUND + "- {api: run.googleapis.com, reason: x}", 8, "duplicate-declaration", "is declared 2 times"),
    ],
)
def test_a_problem_stands_on_its_line(text: str, line: int, code: str, what: str) -> None:
    found = [problem for problem in declared.parse(text, "x.yaml").problems if problem.code == code]
    assert [(problem.file, problem.line) for problem in found][:1] == [("x.yaml", line)]
    assert what in found[0].what
    assert found[0].fix


def test_what_is_sound_is_kept_beside_what_is_not() -> None:
    read = declared.parse(SOUND + "- 3\n- {api: dns.googleapis.com}\n", "x")
    assert [entry.api for entry in read.entries] == [
        "run.googleapis.com", "sts.googleapis.com", "dns.googleapis.com",
    ]  # fmt: skip
    assert len(read.problems) == 2


def test_a_duplicate_names_the_first_entry_and_counts_all() -> None:
    again = "- {api: run.googleapis.com, reason: x}\n"
    (problem,) = declared.parse(SOUND + again * 2, "x").problems
    assert problem.what == "run.googleapis.com is declared 3 times"
    assert problem.related == (("x", 3, "declared here too"),)


@pytest.mark.parametrize(("data", "line"), [(b"- api: \xff\n", 1), (b"- api: a\n  b: \xff\n", 2)])
def test_bytes_that_are_no_text_are_told_with_their_line(tmp_path: Path, data: bytes, line: int) -> None:
    file = tmp_path / "apis.yaml"
    file.write_bytes(data)
    (problem,) = declared.load(file, "apis.yaml").problems
    assert (problem.line, problem.what) == (line, "is not UTF-8")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (problem,) = declared.load(tmp_path / "none.yaml", "none.yaml").problems
    assert problem.what == "cannot be opened, No such file or directory"


@pytest.mark.parametrize(
    ("api", "meant"),
    [
        ("pubsubs.googleapis.com", "did you mean pubsub.googleapis.com?"),
        ("pub", "did you mean pubsub.googleapis.com?"),
        ("zzz.googleapis.com", ""),
    ],
)
def test_names_of_apis_are_close_without_their_common_end(api: str, meant: str) -> None:
    assert closest_api(api, ["dns.googleapis.com", "pubsub.googleapis.com", "sts.googleapis.com"]) == meant


def test_a_word_is_close_or_nothing_is() -> None:
    assert closest("reson", ["reason", "api"]) == "did you mean reason?"
    assert closest("xyz", ["reason", "api"]) == ""
