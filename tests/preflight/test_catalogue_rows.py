"""What is wrong with a row is told with its place, and a table is read once, when it is asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from preflight import catalogue
from preflight.catalogue import discovery, gcloud, libraries, soundness, tables
from preflight.catalogue.tables import CatalogueError

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("name", "apis", "source")
PUBSUB = "pubsub.googleapis.com"


def test_every_table_is_judged_and_none_is_a_stub() -> None:
    assert {file.stem for file in tables.FOLDER.glob("*.csv")} == set(soundness.COLUMNS)
    assert all(len(tables.read(name, columns)) > 40 for name, columns in soundness.COLUMNS.items())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "t.csv:1: the header is not name,apis,source; correct it"),
        ("name,apis\n", "t.csv:1: the header is not name,apis,source; correct it"),
        ("name,apis,source\na,b\n", "t.csv:2: has 2 columns and not 3; quote what holds a comma"),
        ("name,apis,source\na,b,c,d\n", "t.csv:2: has 4 columns and not 3; quote what holds a comma"),
        (
            "name,apis,source\na,,s\na,,s\n",
            "t.csv:3: 'a' stands twice or after a larger key; sort the rows by name",
        ),
        (
            "name,apis,source\nb,,s\na,,s\n",
            "t.csv:3: 'a' stands twice or after a larger key; sort the rows by name",
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_told_with_its_row(text: str, sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        tables.parse(text, "t.csv", COLUMNS)
    assert caught.value.problems == (sentence,)


def test_all_problems_of_a_table_are_told_at_once() -> None:
    with pytest.raises(CatalogueError) as caught:
        tables.parse("name,apis,source\na\nb\n", "t.csv", COLUMNS)
    assert len(caught.value.problems) == 2


def test_a_quoted_comma_is_no_column() -> None:
    assert tables.parse('name,apis,source\na,,"x, y"\n', "t.csv", COLUMNS) == (["a", "", "x, y"],)


def test_a_table_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=re.escape("t.csv: cannot be opened")):
        tables.text_of(tmp_path / "t.csv", "t.csv")
    (tmp_path / "t.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match=re.escape("t.csv: is not UTF-8")):
        tables.text_of(tmp_path / "t.csv", "t.csv")


@pytest.mark.parametrize(
    ("name", "row", "sentence"),
    [
        ("python", ["a", PUBSUB, "generated", "", "", ""], "a has no source"),
        ("python", ["a", "pubsub", "generated", "s", "", ""], "'pubsub' is no API"),
        ("python", ["a", "nonsense.googleapis.com", "generated", "s", "", ""], "has no row in apis.csv"),
        ("python", ["a", f"{PUBSUB}|{PUBSUB}", "generated", "s", "", ""], "one stands twice"),
        ("python", ["a", PUBSUB, "sometimes", "s", "", ""], "'sometimes' is no kind"),
        ("python", ["a", PUBSUB, "types", "s", "", ""], "a calls nothing and names an API"),
        ("python", ["a", PUBSUB, "none", "s", "", ""], "a calls nothing and names an API"),
        ("python", ["a", "", "generated", "s", "", ""], "a calls something and names no API"),
        ("python", ["a", PUBSUB, "generated", " s", "", ""], "begins or ends with a space"),
        ("gcloud", ["gcloud a", PUBSUB, "runtime", "s", ""], "'runtime' is no phase"),
        ("gcloud", ["gcloud a", "", "deploy", "s", ""], "gcloud a deploys and calls nothing"),
    ],
)
def test_a_row_that_claims_what_cannot_be_is_told_once(name: str, row: list[str], sentence: str) -> None:
    told = list(soundness.of_table(name, (row,)))
    assert len(told) == 1
    assert told[0].startswith(f"tables/{name}.csv:2: ")
    assert sentence in told[0]


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("python", ["a", PUBSUB, "generated", "s", "", ""]),
        ("python", ["a", "", "decided", "s", "", ""]),
        ("python", ["a", "", "none", "s", "", ""]),
        ("node", ["@googleapis/<name>", "", "handwritten", "s", "", ""]),
        ("gcloud", ["gcloud a", "", "any", "s", ""]),
    ],
)
def test_a_row_that_claims_what_can_be_is_not_told(name: str, row: list[str]) -> None:
    assert list(soundness.of_table(name, (row,))) == []


def test_a_broken_table_does_not_hide_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(soundness.COLUMNS, "hosts", ("nothing",))
    monkeypatch.setitem(soundness.COLUMNS, "absent", ("nothing",))
    told = catalogue.validate()
    assert [problem.partition(":")[0] for problem in told] == ["tables/absent.csv", "tables/hosts.csv"]


WATCHED = """
import sys
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from preflight.catalogue import {module}
before = [name for name in opened if name.endswith(".csv")]
{module}.{call}
{module}.{call}
print(before, [name.rpartition("/")[2] for name in opened if name.endswith(".csv")])
"""


@pytest.mark.parametrize(
    ("module", "call", "read"),
    [
        ("terraform", "apis_of('google_pubsub_topic')", ["terraform.csv"]),
        ("gcloud", "command(['gcloud', 'run', 'deploy'])", ["gcloud.csv"]),
        ("libraries", "library('python', 'google.cloud.storage')", ["python.csv"]),
        ("discovery", "api_of('calendar')", ["discovery.csv"]),
        ("resource_types", "apis_of('gcp:pubsub/topic:Topic')", ["resource_types.csv"]),
    ],
)
def test_a_table_is_read_once_and_only_when_it_is_asked_for(module: str, call: str, read: list[str]) -> None:
    program = WATCHED.format(module=module, call=call)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout == f"[] {read}\n"


def test_names_of_discovery_differ_in_more_than_the_case_of_letters() -> None:
    names = [row.name.lower() for row in discovery.rows()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", libraries.TABLES)
def test_paths_of_a_language_differ_in_more_than_their_separators(language: str) -> None:
    keys = [row[0].replace("/", ".") for row in tables.read(language, libraries.COLUMNS)]
    assert len(keys) == len(set(keys))


def test_every_command_is_found_by_its_own_words() -> None:
    for row in gcloud.rows():
        found = gcloud.command(row.command.replace("*", "x").split(" "))
        assert found is not None
        assert set(found.apis) == set(row.apis), row.command
