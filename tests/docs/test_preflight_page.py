"""docs/preflight.md names every finding, format, command and field that there is, and no other."""

from __future__ import annotations

import json
import re

from commands import ROOT

from preflight import cli, ending, report
from preflight.codes import CODES

PAGE = (ROOT / "docs/preflight.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `?([\w-]+)`? \| ([^|]+?) \|", PAGE, re.MULTILINE)


def test_every_finding_is_in_its_table_with_the_words_of_the_report() -> None:
    told = {code: words for code, words in ROWS if code in CODES or ("-" in code and code.strip("-"))}
    assert told == {code: words.holds for code, words in CODES.items()}


def test_every_format_is_in_its_table_or_is_the_one_for_people() -> None:
    named = {name for name, _ in ROWS} & {*report.formats(), "text"}
    assert {*named, report.FIRST} == set(report.formats())


def test_every_command_is_listed() -> None:
    assert sorted(set(re.findall(r"^    \.venv/bin/preflight (\w+)", PAGE, re.MULTILINE))) == cli.names()


def test_every_exit_code_is_explained() -> None:
    codes = {int(name) for name, _ in ROWS if name.isdigit()}
    assert codes == {
        ending.CLEAN, ending.FINDINGS, ending.USAGE, ending.COULD_NOT_LOOK, ending.INTERRUPTED,
    }  # fmt: skip


def test_the_core_of_the_document_has_the_fields_of_the_schema() -> None:
    (block,) = re.findall(r"^    (\{\"version\".*?\n)\n", PAGE, re.MULTILINE | re.DOTALL)
    shown = json.loads(block)
    schema = json.loads((ROOT / "docs/scan.schema.json").read_text(encoding="utf-8"))
    parts = schema["$defs"]
    assert set(shown) == set(schema["required"])
    assert set(shown["apis"][0]) == set(parts["Need"]["required"])
    assert set(shown["apis"][0]["evidence"][0]) == set(parts["Evidence"]["required"])
    assert set(shown["unresolved"][0]) == set(parts["Unresolved"]["required"])
    assert set(shown["skipped"][0]) == set(parts["Skipped"]["required"])
    assert set(shown["services"][0]) == set(parts["ServiceNeeds"]["required"])
