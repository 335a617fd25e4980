"""The reader of YAML: what the engine reads, read alike; what it would read in another way, refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from preflight import yaml_files
from preflight.yaml_files import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path


# As `pulumi config --json` of engine 3.259 shows them.
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"), ("on", "on"), ("True", True), ("FALSE", False), ("tRUE", "tRUE"), ("~", None),
        ("Null", None), ("", None), ("12:30:45", "12:30:45"), ("0.1.0", "0.1.0"), ("=", "="), ("+5", 5),
        ("-0", 0), ("1.10", 1.1), ("1e3", 1000.0), (".5", 0.5), ("5.", 5.0), ("'017'", "017"), ("'~'", "~"),
        ("'2026-11-23'", "2026-11-23"), ("sha256:12", "sha256:12"), ("-", [None]), ("[a, 1]", ["a", 1]),
    ],
)  # fmt: skip
def test_values_are_what_the_engine_makes_of_them(text: str, value: object) -> None:
    read: Any = yaml_files.parse(f"a:\n  {text}", "x")
    assert read == {"a": value}
    assert type(read["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "x.yaml: cannot be read as YAML, line 1: "),
        ("a: 1\nb: {\x00}", "x.yaml: cannot be read as YAML, "),
        ('a: "\\UFFFFFFFF"', "x.yaml: cannot be read as YAML"),
        ('a: "\\ud800"', "x.yaml:1: has half of a character"),
        ("a: 1\na: 2", "x.yaml:2: has the key a a second time; keep one"),
        ("1: a", "x.yaml:1: has a key that is no text; put it in quotes"),
        ("true: a", "x.yaml:1: has a key that is no text"),
        ("? [a]\n: b", "x.yaml:1: has a key that is no text"),
        ("a: &b 1", "x.yaml:1: has the anchor &b"),
        ("<<: {a: 1}", "x.yaml:1: merges keys with <<"),
        ("a: !!binary aGk=", "x.yaml:1: has a tag (!...)"),
        ("a: !!set {b}", "x.yaml:1: has a tag (!...)"),
        ("a: !x 1", "x.yaml:1: has a tag (!...)"),
        ("a: 1\n---\nb: 2", "x.yaml:2: starts a second document"),
        ("a: " + "[" * 5000, "x.yaml:1: is nested more than 50 deep"),
        ("a: " + "9" * 5000, "x.yaml:1: has the number 999999999999999999999999999..., which can be read in"),
        *(
            (f"a: {number}", f"x.yaml:1: has the number {number}, which can be read in two ways; put it in")
            for number in ("017", "0o17", "0x1F", "0b11", "1_000", "1e999", ".inf", "-.inf", ".nan", "08")
        ),
        ("a: 2026-11-23", "x.yaml:1: has the date 2026-11-23, a point in time to the engine; put it in"),
        ("a: 2026-02-30T10:00:00Z", "x.yaml:1: has the date 2026-02-30T10:00:00Z"),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        yaml_files.parse(text, "x.yaml")
    (problem,) = caught.value.problems
    assert problem.startswith(sentence)
    assert "; " in problem


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(UnreadableError) as caught:
        yaml_files.parse("a: &b 1\na: *b\nc: 017\nd: [", "x.yaml")
    assert [problem.split(" ")[0] for problem in caught.value.problems] == [
        "x.yaml:1:", "x.yaml:2:", "x.yaml:2:", "x.yaml:3:", "x.yaml:",
    ]  # fmt: skip


def test_a_date_may_stand_where_it_is_asked_for_and_stays_text() -> None:
    assert yaml_files.parse("a: 2026-11-23", "x.yaml", dates=True) == {"a": "2026-11-23"}


def test_an_empty_file_is_nothing() -> None:
    assert yaml_files.parse("# only words", "x.yaml") is None


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes("a: 1\nb: gr\u00fcn\n".encode("latin-1"))
    with pytest.raises(UnreadableError, match=r"^x\.yaml:2: is not UTF-8; save it as UTF-8$"):
        yaml_files.read(path, "x.yaml")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"^x\.yaml: cannot be opened, No such file or directory; "):
        yaml_files.read(tmp_path / "x.yaml", "x.yaml")
