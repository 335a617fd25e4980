"""Google's pages of models, in the shapes that they have had, and what of them goes into the registry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import requests
import yaml

from preflight.models import pages, registry, rewriting
from preflight.models.pages import PageError
from preflight.models.registry import Channel, Precision, Stability
from preflight.refresh import models as refresh

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 25)
VERTEX = """\
# Model versions and lifecycle

| Other table | of no models |
|---|---|
| gemini | words |

### Models available for at least 12 months after release
### Gemini models

| Model ID | Release date | Retirement date | Replacement model |
|---|---|---|---|
| `gemini-5-nova` | October 1, 2026 | October 1, 2027 or later |   |
| [gemini-4-nova](/x/4-nova) | May 2, 2026 | January 20, 2027 | [gemini-5-nova](/x/5) or [Gemma 4](/y) |
| gemini-4-nova-lite | May 2026 | No sooner than May 2, 2027 | Gemini 5 Nova |
| gemini-embedding-9 | April 22, 2026 |  |  |

### Models available for shorter availability periods

| Model ID | Release date | Retirement date | Replacement model ID |
| --- | :-- | --- | --- |
| gemini-4.5-nova | July 21, 2026 | No retirement date announced | gemini-5-nova |

### Retired models

| Model ID | Release date | Retirement date | Recommended upgrade |
|---|---|---|---|
| textembedding-old@003\\* | December 12, 2023 | May 24, 2025<sup>1</sup> | gemini-embedding-9 |
"""
GEMINI = """\
> **Note:** The **shutdown dates listed in the table indicate the *earliest possible
> dates* on which a model might be retired**.

## Gemini 5 models

| **Model** | **Release date** | **Shutdown date** | **Recommended replacement** |
|---|---|---|---|
| `gemini-5-nova` | October 1, 2026 | October 1, 2027 |   |
| `gemini-4-nova` | May 2, 2026 | No shutdown date announced |   |
| Preview models ||||
| `gemini-5-nova-preview` | August 2026 | October 5, 2026 | `gemini-5-nova` |
| `lyria-nova-exp` | | Earliest March 2027 | veo-9-preview or the GA models on the [Platform](https://x/y) |
"""


def listed(text: str) -> dict[str, pages.Listed]:
    return {model.id: model for model in pages.parse(text, TODAY).models}


@pytest.mark.parametrize(
    ("name", "released", "retires", "precision", "stability"),
    [
        ("gemini-5-nova", date(2026, 10, 1), date(2027, 10, 1), "earliest", "stable"),
        ("gemini-4-nova", date(2026, 5, 2), date(2027, 1, 20), "exact", "stable"),
        ("gemini-4-nova-lite", None, date(2027, 5, 2), "earliest", "stable"),
        ("gemini-embedding-9", date(2026, 4, 22), None, "none", "stable"),
        ("gemini-4.5-nova", date(2026, 7, 21), None, "none", "short_term"),
        ("textembedding-old@003", date(2023, 12, 12), date(2025, 5, 24), "exact", "stable"),
    ],
)
def test_vertex_page_tells_dates_with_their_precision_and_class(
    name: str, released: date | None, retires: date | None, precision: str, stability: str
) -> None:
    model = listed(VERTEX)[name]
    assert (model.released, model.retires) == (released, retires)
    assert (model.precision, model.stability) == (Precision(precision), Stability(stability))


@pytest.mark.parametrize(
    ("name", "retires", "precision", "stability"),
    [
        ("gemini-5-nova", date(2027, 10, 1), "earliest", "stable"),
        ("gemini-4-nova", None, "none", "stable"),
        ("gemini-5-nova-preview", date(2026, 10, 5), "exact", "preview"),
        ("lyria-nova-exp", date(2027, 3, 1), "earliest", "preview"),
    ],
)
def test_the_gemini_apis_page_calls_its_days_to_come_the_earliest_ones(
    name: str, retires: date | None, precision: str, stability: str
) -> None:
    model = listed(GEMINI)[name]
    assert (model.retires, model.precision.value, model.stability.value) == (retires, precision, stability)


def test_without_that_note_a_day_is_that_day() -> None:
    assert listed(GEMINI.replace("earliest possible", "announced"))["gemini-5-nova"].precision == "exact"


@pytest.mark.parametrize(
    ("text", "channel", "name", "after"),
    [
        (VERTEX, Channel.VERTEX, "gemini-4-nova", ["gemini-5-nova"]),
        (VERTEX, Channel.VERTEX, "gemini-4-nova-lite", ["gemini-5-nova"]),
        (VERTEX, Channel.VERTEX, "gemini-5-nova", []),
        (GEMINI, Channel.GEMINI_API, "gemini-5-nova-preview", ["gemini-5-nova"]),
        (GEMINI, Channel.GEMINI_API, "lyria-nova-exp", ["veo-9-preview"]),
    ],
)
def test_successors_are_ids_or_names_of_what_the_page_lists(
    text: str, channel: Channel, name: str, after: list[str]
) -> None:
    page = pages.parse(text, TODAY)
    assert page.channel is channel
    assert page.successors(listed(text)[name]) == after


ODD = {
    "nothing": ("", "it holds no table of models"),
    "words": ("# Model versions\n\nThe page has moved.", "it holds no table of models"),
    "another table": ("| Alias | Target |\n|---|---|\n| a | b |", "it holds no table of models"),
    "rows that are broken over lines": (
        "| Model ID | Release date | Retirement date |\n|---|---|---|\ngemini-5\n|\nMay 1, 2026 | - |",
        "its tables hold no model",
    ),
    "a column that is gone": ("| Model ID | Release date |\n|---|---|\n| a | May 2026 |", "line 1: a table"),
    "columns of other names": ("| Model | Launched | Retires |\n|---|---|---|\n| a | b | c |", "line 1: a"),
    "a date that is none": (VERTEX.replace("January 20, 2027", "soon"), "'soon' is no date"),
    "a date that never was": (VERTEX.replace("January 20, 2027", "February 30, 2027"), "is no date"),
    "a release that is none": (VERTEX.replace("May 2, 2026", "Q2"), "'Q2' is no date"),
    "a name that is no id": (VERTEX.replace("gemini-4-nova-lite", "Gemini 4 Nova Lite"), "is no id of"),
    "one model twice": (
        VERTEX + "| gemini-5-nova | October 1, 2026 | October 2, 2027 | |\n",
        "gemini-5-nova stands there twice",
    ),
    "a row that ends in its middle": (VERTEX + "| gemini-4-no", "the row of gemini-4-no has fewer cells"),
    "two pages in one": (VERTEX + "\n" + GEMINI, "whose page it is cannot be told"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "why"), ODD.values(), ids=ODD)
def test_a_page_that_has_changed_its_shape_is_refused_as_a_whole(text: str, why: str) -> None:
    with pytest.raises(PageError, match=why):
        pages.parse(text, TODAY)


ROWS = """\
# A comment at the top.
models:
  # The first row.
  - id: gemini-4-nova
    channel: vertex
    released: 2026-05-02
    retires: 2026-12-01 # moved twice
    precision: exact
    stability: stable
    closed_to_new: 2026-11-30
    note: "Kept: word for word # really"
    source: a list of somebody's
    verified_on: 2026-09-01
  - id: gemini-3-nova
    channel: vertex
    released: null
    retires: 2025-01-01
    precision: exact
    stability: stable
    source: https://example.com
    verified_on: 2026-09-01

  # The other channel.
  - id: gemini-4-nova
    channel: gemini_api
    released: 2026-05-02
    retires: null
    precision: none
    stability: stable
    source: https://ai.google.dev/gemini-api/docs/deprecations
    verified_on: 2026-09-01

# What each role calls.
roles:
"""
ROLES = "".join(
    f"  {role}:\n    model: gemini-4-nova\n    location: global\n    why: because it is a test\n"
    for role in registry.Role
)
TEXT = ROWS + ROLES


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "models.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def saved(tmp_path: Path) -> list[str]:
    places = [tmp_path / "vertex.md", tmp_path / "gemini.md"]
    for place, text in zip(places, (VERTEX, GEMINI), strict=True):
        place.write_text(text, encoding="utf-8")
    return [str(place) for place in places]


def test_a_page_changes_its_own_rows_and_adds_those_that_are_new(file: Path, saved: list[str]) -> None:
    found = refresh.refreshed(file, saved, TODAY)
    assert (found.unread, found.wrong) == ((), ())
    known = registry.parse(found.becomes)
    row = known.find("gemini-4-nova", Channel.VERTEX)
    assert row is not None
    assert (row.retires, row.precision, row.replacement) == (date(2027, 1, 20), "exact", "gemini-5-nova")
    assert (row.verified_on, row.closed_to_new) == (TODAY, date(2026, 11, 30))
    assert row.source == refresh.PAGES[Channel.VERTEX].removesuffix(".md.txt")
    added = {(row.id, row.channel) for row in known.models} - {
        (row.id, row.channel) for row in registry.parse(TEXT).models
    }
    assert added == {
        *((name, Channel.VERTEX) for name in listed(VERTEX) if name != "gemini-4-nova"),
        *((name, Channel.GEMINI_API) for name in listed(GEMINI) if name != "gemini-4-nova"),
    }


def test_no_row_is_ever_deleted_and_what_the_page_lacks_is_told(file: Path, saved: list[str]) -> None:
    found = refresh.refreshed(file, saved, TODAY)
    gone = registry.parse(found.becomes).find("gemini-3-nova", Channel.VERTEX)
    assert gone is not None
    assert gone.verified_on == date(2026, 9, 1)
    assert found.read[0].found.missing == ("gemini-3-nova",)


def test_comments_order_and_every_other_line_stay(file: Path, saved: list[str]) -> None:
    found = refresh.refreshed(file, saved, TODAY)
    removed = [line[1:] for line in found.diff.splitlines() if line.startswith("-") and line[:3] != "---"]
    assert removed == [
        "    retires: 2026-12-01 # moved twice",
        "    source: a list of somebody's",
        "    verified_on: 2026-09-01",
        "    verified_on: 2026-09-01",
    ]
    assert "+    retires: 2027-01-20 # moved twice" in found.diff
    assert found.becomes.endswith(ROLES)


def test_a_new_row_stands_behind_the_last_one_of_its_channel(file: Path, saved: list[str]) -> None:
    models = yaml.safe_load(refresh.refreshed(file, saved, TODAY).becomes)["models"]
    channels = [row["channel"] for row in models]
    assert channels == sorted(channels, key=["vertex", "gemini_api"].index)


def test_reading_the_same_pages_again_changes_nothing(file: Path, saved: list[str]) -> None:
    file.write_text(refresh.refreshed(file, saved, TODAY).becomes, encoding="utf-8")
    again = refresh.refreshed(file, saved, TODAY)
    assert again.diff == ""
    assert [(read.found.changed, read.found.new) for read in again.read] == [({}, {})] * 2


def test_the_class_of_a_model_stands_over_all_headings_below_it() -> None:
    periods = "### Models available for shorter availability periods\n"
    text = VERTEX.replace(periods, f"{periods}\n#### Gemini models\n")
    assert listed(text)["gemini-4.5-nova"].stability is Stability.SHORT_TERM
    assert listed(text)["textembedding-old@003"].stability is Stability.STABLE


def test_a_day_that_is_later_already_stays(file: Path, saved: list[str]) -> None:
    found = refresh.refreshed(file, saved, date(2026, 8, 1))
    assert "verified_on: 2026-08-01" not in "".join(
        line for line in found.diff.splitlines(keepends=True) if line.startswith("-")
    )
    assert registry.parse(found.becomes).models[0].verified_on == date(2026, 9, 1)


def test_a_registry_that_is_written_in_another_way_is_told(file: Path, saved: list[str]) -> None:
    document = yaml.safe_load(TEXT)
    file.write_text(yaml.safe_dump(document, default_flow_style=True, width=80), encoding="utf-8")
    with pytest.raises(registry.RegistryError, match="its rows do not begin with"):
        refresh.refreshed(file, saved, TODAY)


def test_what_is_final_by_an_announcement_stays_final() -> None:
    known = TEXT.replace(
        "    retires: null\n    precision: none", "    retires: 2027-10-01\n    precision: exact"
    )
    page = pages.parse(GEMINI.replace("No shutdown date announced", "October 1, 2027"), TODAY)
    found = rewriting.compared(registry.parse(known), page, "https://example.com")
    assert "gemini-4-nova" not in found.changed


def test_one_page_that_is_not_read_leaves_the_other_compared(file: Path, saved: list[str]) -> None:
    found = refresh.refreshed(file, [saved[0], "nowhere.md"], TODAY)
    assert [read.channel for read in found.read] == [Channel.VERTEX]
    assert found.unread == ("nowhere.md: it cannot be read, No such file or directory",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<!doctype html><html>", "it is HTML"),
        (b"\xff\xfe\x00", "it is not UTF-8"),
        (b"x" * (refresh.MOST_BYTES + 1), "it has more than"),
    ],
)
def test_what_is_no_markdown_is_not_read(tmp_path: Path, data: bytes, why: str) -> None:
    place = tmp_path / "page.md"
    place.write_bytes(data)
    with pytest.raises(refresh.NotReadError, match=why):
        refresh.text_of(str(place))


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (requests.ConnectionError(), r"it gives no answer \(ConnectionError\)"),
        (requests.Timeout(), r"it gives no answer \(Timeout\)"),
    ],
)
def test_a_page_that_gives_no_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def get(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(requests, "get", get)
    with pytest.raises(refresh.NotReadError, match=why):
        refresh.text_of("https://example.com/page.md.txt")


def test_a_registry_that_could_not_be_read_any_more_is_told(file: Path, saved: list[str]) -> None:
    text = TEXT.replace(
        "    closed_to_new: 2026-11-30\n", "    closed_to_new: 2026-11-30\n    shutdown: 2026-12-31\n"
    )
    file.write_text(text, encoding="utf-8")
    found = refresh.refreshed(file, saved, TODAY)
    assert "gemini-4-nova shuts down before it retires" in found.wrong[0]
