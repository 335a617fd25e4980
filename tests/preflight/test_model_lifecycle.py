"""How a model stands on a day, and which row speaks for a name, however it was written."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from preflight.models import lifecycle, names, registry
from preflight.models.lifecycle import State, aged, standing, successor, unfit
from preflight.models.registry import Channel, Registry, Role

TODAY = date(2026, 11, 25)
VERTEX, GEMINI, SPEECH = Channel.VERTEX, Channel.GEMINI_API, Channel.TEXT_TO_SPEECH
ROW: dict[str, Any] = {
    "id": "gemini-test",
    "channel": "vertex",
    "released": "2026-01-01",
    "retires": None,
    "precision": "none",
    "stability": "stable",
    "source": "https://example.com",
    "verified_on": "2026-11-01",
}
USE = {"model": "gemini-test", "location": "global", "why": "because it is a test"}


def made(*rows: dict[str, Any], **use: str) -> Registry:
    """Make a registry of rows, with all roles filled by gemini-test."""
    known = [ROW, *({**ROW, **row} for row in rows)]
    models = {(row["id"], row["channel"]): row for row in known}
    roles = {str(role): {**USE, **use} for role in Role}
    return registry.parse(json.dumps({"models": [*models.values()], "roles": roles}))


def days_from_today(days: int) -> str:
    return str(TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("row", "state", "days", "words"),
    [
        ({}, State.ALIVE, None, "is alive, and no end is announced"),
        ({"stability": "short_term"}, State.ALIVE, None, "no end is announced, and is a short-term model"),
        (
            {"retires": days_from_today(91), "precision": "exact"},
            State.ALIVE,
            91,
            "and retires on 2027-02-24",
        ),
        (
            {"retires": days_from_today(90), "precision": "exact"},
            State.CLOSING,
            90,
            "retires in 90 days, on 2027-02-23",
        ),
        ({"retires": days_from_today(1), "precision": "exact"}, State.CLOSING, 1, "retires in 1 day, on "),
        ({"retires": days_from_today(0), "precision": "exact"}, State.RETIRED, 0, "retired on 2026-11-25"),
        ({"retires": days_from_today(-9), "precision": "exact"}, State.RETIRED, -9, "retired on 2026-11-16"),
        (
            {"retires": days_from_today(1), "precision": "earliest"},
            State.ALIVE,
            1,
            "does not retire before 2026-11-26",
        ),
        ({"retires": days_from_today(0), "precision": "earliest"}, State.DUE, 0, "may be gone since "),
        ({"retires": days_from_today(-99), "precision": "earliest"}, State.DUE, -99, "may be gone since "),
        ({"closed_to_new": days_from_today(0)}, State.CLOSED_TO_NEW, 0, "closed to new projects since "),
        ({"closed_to_new": days_from_today(5)}, State.CLOSING, 5, "closes to new projects in 5 days"),
        ({"closed_to_new": days_from_today(95)}, State.ALIVE, 95, "closes to new projects on 2027-02-28"),
        (
            {"retires": days_from_today(-9), "precision": "earliest", "closed_to_new": days_from_today(-3)},
            State.CLOSED_TO_NEW,
            -3,
            "has been closed to new projects since 2026-11-22",
        ),
        (
            {"retires": days_from_today(50), "precision": "exact", "closed_to_new": days_from_today(-3)},
            State.CLOSED_TO_NEW,
            -3,
            "since 2026-11-22, to all from 2027-01-14",
        ),
        (
            {"retires": days_from_today(-9), "precision": "exact", "shutdown": days_from_today(9)},
            State.CLOSED_TO_NEW,
            -9,
            "since 2026-11-16, to all from 2026-12-04",
        ),
        (
            {"retires": days_from_today(-9), "precision": "exact", "shutdown": days_from_today(-1)},
            State.RETIRED,
            -1,
            "retired on 2026-11-24",
        ),
        (
            {
                "retires": days_from_today(-9),
                "precision": "exact",
                "shutdown": days_from_today(-1),
                "shutdown_by_region": {"KR": "2027-08-06", "BR": "2027-08-06", "FR": "2026-11-24"},
            },
            State.RETIRED,
            -1,
            "retired on 2026-11-24 (in KR, BR until 2027-08-06)",
        ),
    ],
)
def test_a_row_stands_by_its_dates_and_their_precision(
    row: dict[str, Any], state: State, days: int | None, words: str
) -> None:
    found = standing("gemini-test", VERTEX, TODAY, made({**row}))
    assert (found.state, found.days) == (state, days)
    assert found.words.startswith("gemini-test ")
    assert words in found.words
    assert found.day == (TODAY + timedelta(days=days) if days is not None else None)


@pytest.mark.parametrize(
    ("name", "channel", "state", "row"),
    [
        ("gemini-1.5-flash", VERTEX, State.RETIRED, "gemini-1.5-flash"),
        ("gemini-1.5-flash-002", VERTEX, State.RETIRED, "gemini-1.5-flash-002"),
        ("gemini-2.0-flash-001", VERTEX, State.RETIRED, "gemini-2.0-flash-001"),
        ("gemini-2.5-flash", VERTEX, State.CLOSED_TO_NEW, "gemini-2.5-flash"),
        ("gemini-2.5-flash", GEMINI, State.CLOSED_TO_NEW, "gemini-2.5-flash"),
        ("gemini-2.5-pro", GEMINI, State.CLOSED_TO_NEW, "gemini-2.5-pro"),
        ("gemini-3.7-flash", VERTEX, State.CLOSING, "gemini-3.7-flash"),
        ("gemini-3.6-flash", VERTEX, State.RETIRED, "gemini-3.6-flash"),
        ("gemini-live-2.5-flash-native-audio", VERTEX, State.CLOSING, "gemini-live-2.5-flash-native-audio"),
        ("veo-3.1-generate-001", VERTEX, State.DUE, "veo-3.1-generate-001"),
        ("text-embedding-004", VERTEX, State.ALIVE, "text-embedding-004"),
        ("text-embedding-004", GEMINI, State.RETIRED, "text-embedding-004"),
        ("text-embedding-004", None, State.ALIVE, "text-embedding-004"),
        ("imagen-4.0-generate-001", None, State.RETIRED, "imagen-4.0-generate-001"),
        ("imagen-4.0-generate-001", VERTEX, State.UNKNOWN, None),
        ("models/gemini-3.5-flash", None, State.ALIVE, "gemini-3.5-flash"),
        ("publishers/google/models/gemini-3.5-flash", VERTEX, State.ALIVE, "gemini-3.5-flash"),
        (
            "projects/p/locations/global/publishers/google/models/gemini-3.5-flash:generateContent",
            None,
            State.ALIVE,
            "gemini-3.5-flash",
        ),
        ("vertex_ai/gemini-3.5-flash", None, State.ALIVE, "gemini-3.5-flash"),
        (" Gemini-3.5-Flash ", None, State.ALIVE, "gemini-3.5-flash"),
        ("claude-sonnet-4-5@20250929", VERTEX, State.DUE, "claude-sonnet-4-5"),
        ("claude-sonnet-4-5-20250929", VERTEX, State.DUE, "claude-sonnet-4-5"),
        ("claude-opus-4-6@default", VERTEX, State.ALIVE, "claude-opus-4-6"),
        ("claude-3-5-haiku@20241022", VERTEX, State.RETIRED, "claude-3-5-haiku"),
        ("text-bison@002", VERTEX, State.RETIRED, "text-bison"),
        ("chat-bison-32k@001", None, State.RETIRED, "chat-bison"),
        ("textembedding-gecko", VERTEX, State.RETIRED, "textembedding-gecko@003"),
        ("gemini-1.5-pro-latest", None, State.RETIRED, "gemini-1.5-pro"),
        ("gemini-1.5-pro-preview-0409", VERTEX, State.RETIRED, "gemini-1.5-pro"),
        ("gemini-2.0-flash-exp", VERTEX, State.RETIRED, "gemini-2.0-flash"),
        ("gemini-2.5-flash-preview-04-17", VERTEX, State.CLOSED_TO_NEW, "gemini-2.5-flash"),
        ("imagen-3.0-generate-001", None, State.RETIRED, "imagen-3.0-generate-002"),
        ("de-DE-Chirp3-HD-Zephyr", None, State.ALIVE, "en-US-Chirp3-HD-Aoede"),
        ("en-US-Chirp-HD-D", None, State.UNKNOWN, None),
        ("gemini-3.5-flash-001", VERTEX, State.UNKNOWN, None),
        ("gemini-3.5-flash-preview", VERTEX, State.UNKNOWN, None),
        ("gemini-flash-latest", None, State.UNKNOWN, None),
        ("gemini-99-nova", None, State.UNKNOWN, None),
        ("gpt-4o", None, State.UNKNOWN, None),
        ("", None, State.UNKNOWN, None),
        ("-", None, State.UNKNOWN, None),
    ],
)
def test_a_name_stands_by_the_row_that_speaks_for_it(
    name: str, channel: Channel | None, state: State, row: str | None
) -> None:
    found = standing(name, channel, TODAY)
    assert (found.state, found.row.id if found.row else None) == (state, row)


@pytest.mark.parametrize(
    ("name", "floating", "preview"),
    [
        ("gemini-flash-latest", True, False),
        ("claude-next@latest", True, False),
        ("gemini-2.0-flash-exp", True, False),
        ("gemini-exp-1206", True, False),
        ("gemini-3-pro-preview", False, True),
        ("gemini-2.5-pro-preview-03-25", False, True),
        ("models/gemini-3.1-flash-tts-preview", False, True),
        ("gemini-3.5-flash", False, False),
        ("gemini-expert-3", False, False),
        ("claude-opus-4-6@default", False, False),
        ("latest", False, False),
    ],
)
def test_floating_and_preview_names_are_told_by_how_they_are_built(
    name: str,
    *,
    floating: bool,
    preview: bool,
) -> None:
    found = standing(name, None, TODAY)
    assert (found.floating, found.preview) == (floating, preview)


def test_what_is_known_on_another_channel_is_unknown_on_this_one_and_said_so() -> None:
    found = standing("imagen-4.0-generate-001", VERTEX, TODAY)
    assert found.channel is VERTEX
    assert "is known on the Gemini API only, not on Vertex AI" in found.words


def test_a_channel_may_be_written_as_text() -> None:
    told: Any = "gemini_api"
    assert standing("text-embedding-004", told, TODAY).state is State.RETIRED


def test_without_a_channel_vertex_counts_first() -> None:
    assert standing("gemini-2.5-flash", None, TODAY).channel is VERTEX


@pytest.mark.parametrize(
    ("model", "after"),
    [
        ("gemini-1.5-flash", "gemini-3.5-flash-lite"),
        ("gemini-1.5-pro-002", "gemini-3.5-flash"),
        ("gemini-2.5-flash", "gemini-3.5-flash"),
        ("gemini-3.6-flash", "gemini-3.8-flash"),
        ("textembedding-gecko@001", "gemini-embedding-001"),
        ("veo-3.0-generate-001", None),
        ("gemini-3.5-flash", None),
    ],
)
def test_the_replacement_is_one_that_a_new_project_can_call(model: str, after: str | None) -> None:
    found = standing(model, VERTEX, TODAY).replacement
    assert found == after
    assert found is None or standing(found, VERTEX, TODAY).state in lifecycle.OPEN


def test_successors_in_a_circle_end() -> None:
    gone = {"retires": "2026-02-01", "precision": "exact"}
    known = made({"id": "a", "replacement": "b", **gone}, {"id": "b", "replacement": "a", **gone})
    row = known.find("a", VERTEX)
    assert row is not None
    assert successor(row, TODAY, known) is None


def test_every_default_role_and_fallback_names_a_model_that_a_new_project_can_call() -> None:
    loaded = registry.load()
    assert unfit(loaded, TODAY) == []
    for use in loaded.roles.values():
        assert use.fallbacks
        assert standing(use.model, use.channel, TODAY).state is State.ALIVE


def test_a_role_whose_model_is_gone_is_unfit() -> None:
    known = made({"id": "gone", "retires": "2026-02-01", "precision": "exact"}, model="gone")
    assert unfit(known, TODAY)[0] == f"role {next(iter(Role))} uses gone retired on 2026-02-01"


@pytest.mark.parametrize(
    ("verified", "old"), [(TODAY, False), (TODAY - timedelta(45), False), (TODAY - timedelta(46), True)]
)
def test_a_row_is_old_after_45_days(verified: date, *, old: bool) -> None:
    known = made({"verified_on": str(verified)})
    assert bool(aged(known, TODAY)) is old


def test_what_was_gone_when_it_was_last_read_grows_no_older() -> None:
    gone = {"id": "gone", "retires": "2026-02-01", "precision": "exact", "verified_on": "2026-02-01"}
    going = {"id": "going", "retires": "2026-02-01", "precision": "exact", "verified_on": "2026-01-31"}
    assert [row.id for row in aged(made(gone, going), TODAY)] == ["going"]


def test_the_oldest_row_is_told_first() -> None:
    known = made({"id": "a", "verified_on": "2026-09-02"}, {"id": "b", "verified_on": "2026-09-01"})
    assert [row.id for row in aged(known, TODAY)] == ["b", "a"]


def test_no_row_of_the_registry_is_old_and_every_one_is_sourced() -> None:
    loaded = registry.load()
    assert aged(loaded, TODAY) == ()
    assert [row.id for row in loaded.models if row.verified_on > TODAY] == []


def test_every_replacement_of_the_registry_has_a_row_on_its_channel() -> None:
    loaded = registry.load()
    lost = [
        f"{row.id} on {row.channel}: {row.replacement}"
        for row in loaded.models
        if row.replacement and loaded.find(row.replacement, row.channel) is None
    ]
    assert lost == []


def test_every_id_speaks_for_itself() -> None:
    loaded = registry.load()
    assert [row.id for row in loaded.models if standing(row.id, row.channel, TODAY).row is not row] == []


def test_like_names_are_offered() -> None:
    assert names.nearest(registry.load(), "gemini-3.5-flush")[0] == "gemini-3.5-flash"
    assert names.nearest(registry.load(), "zzz") == []


@pytest.mark.parametrize(
    "name", ["gemini-" + "1-" * 50_000, "a" * 100_000, "-preview" * 10_000, "@" * 10_000]
)
def test_what_is_longer_than_any_name_is_none(name: str) -> None:
    assert standing(name, None, TODAY).state is State.UNKNOWN
