"""The registry of models: sound, usable by a new project, and the only place where a model is spelled."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from preflight import yaml_files
from preflight.models import registry
from preflight.models.registry import Channel, Precision, RegistryError, Role

ROOT = Path(__file__).resolve().parents[2]
WRITTEN: Any = yaml_files.read(registry.REGISTRY, "models.yaml", dates=True)
ROW: dict[str, Any] = {
    "id": "gemini-test",
    "channel": "vertex",
    "released": date(2026, 1, 1),
    "retires": None,
    "precision": "none",
    "stability": "stable",
    "source": "https://example.com",
    "verified_on": date(2026, 11, 1),
}
USE = {"model": "gemini-test", "location": "global", "why": "because it is a test"}


def told(models: list[dict[str, Any]], roles: dict[str, Any] | None = None) -> list[str]:
    roles = dict.fromkeys((str(role) for role in Role), USE) if roles is None else roles
    with pytest.raises(RegistryError) as caught:
        registry.parse(json.dumps({"models": models, "roles": roles}, default=str))
    return list(caught.value.problems)


def test_every_role_is_filled_by_a_model_that_a_new_project_could_call_when_it_was_last_read() -> None:
    loaded = registry.load()
    for role, use in loaded.roles.items():
        row = loaded.find(use.model, use.channel)
        assert row is not None, role
        assert row.open_to_new_projects(row.verified_on), role
        assert row.precision is not Precision.EXACT, f"{role}: its end is already known"


@pytest.mark.parametrize(
    ("model", "channel", "open_"),
    [
        ("gemini-1.5-flash", Channel.VERTEX, False),
        ("gemini-1.5-flash-002", Channel.VERTEX, False),
        ("gemini-2.5-flash", Channel.VERTEX, False),
        ("gemini-2.5-flash", Channel.GEMINI_API, False),
        ("gemini-2.0-flash", Channel.VERTEX, False),
        ("gemini-2.5-flash-image", Channel.VERTEX, True),
        ("gemini-3.5-flash", Channel.VERTEX, True),
        ("veo-3.1-generate-001", Channel.VERTEX, True),
    ],
)
def test_what_a_new_project_may_call_late_in_november_2026(model: str, channel: Channel, open_: bool) -> None:  # noqa: FBT001 - a table
    row = registry.load().find(model, channel)
    assert row is not None
    assert row.open_to_new_projects(date(2026, 11, 23)) is open_


def test_absent_means_unknown() -> None:
    assert registry.load().find("gemini-99-invented", Channel.VERTEX) is None


def test_the_same_name_has_other_dates_on_another_channel() -> None:
    loaded = registry.load()
    vertex = loaded.find("text-embedding-004", Channel.VERTEX)
    gemini = loaded.find("text-embedding-004", Channel.GEMINI_API)
    assert vertex is not None
    assert gemini is not None
    assert vertex.retires != gemini.retires


def test_an_earliest_date_that_has_passed_closes_nothing() -> None:
    row = registry.Model.model_validate(
        {**ROW, "retires": date(2026, 2, 1), "precision": "earliest"}, strict=False
    )
    assert row.open_to_new_projects(date(2026, 11, 23))


def test_two_classic_rows_are_never_deleted() -> None:
    ids = {row["id"] for row in WRITTEN["models"]}
    assert ids >= {
        "gemini-1.5-flash",
        "gemini-1.5-pro",
        "gemini-1.0-pro",
        "text-bison",
        "veo-2.0-generate-001",
    }


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"precision": "exact"}, "gemini-test: a date needs a precision"),
        ({"retires": date(2027, 1, 1)}, "gemini-test: a date needs a precision"),
        ({"retires": date(2025, 1, 1), "precision": "exact"}, "gemini-test retires before it is released"),
        ({"shutdown": date(2027, 1, 1)}, "gemini-test shuts down before it retires"),
        (
            {"retires": date(2027, 1, 1), "precision": "exact", "shutdown": date(2026, 12, 31)},
            "gemini-test shuts down before it retires",
        ),
        (
            {"shutdown_by_region": {"KR": date(2027, 1, 1)}},
            "gemini-test shuts down in KR before it does everywhere",
        ),
        (
            {
                "retires": date(2027, 1, 1),
                "precision": "exact",
                "shutdown_by_region": {"FR": date(2027, 2, 1), "BR": date(2026, 12, 31)},
            },
            "gemini-test shuts down in BR before it does everywhere",
        ),
        (
            {"shutdown_by_region": {"us-central1": date(2027, 1, 1)}},
            "models.0.shutdown_by_region.us-central1",
        ),
        ({"channel": "carrier-pigeon"}, "models.0.channel is wrong"),
        ({"stability": "shaky"}, "models.0.stability is wrong"),
        ({"colour": "blue"}, "models.0.colour is wrong"),
        ({"verified_on": None}, "models.0.verified_on is wrong"),
        ({"id": "has space"}, "models.0.id is wrong"),
        ({"verified_on": "2026-02-30"}, "models.0.verified_on is wrong"),
    ],
)
def test_a_wrong_row_is_told(change: dict[str, Any], sentence: str) -> None:
    (only,) = told([{**ROW, **change}])
    assert only.startswith("models.yaml: ")
    assert sentence in only


def test_a_row_stands_once_on_a_channel() -> None:
    assert told([ROW, ROW]) == ["models.yaml: gemini-test stands twice on vertex; keep one row"]


def test_a_role_that_is_not_filled_or_uses_the_unknown_is_told() -> None:
    problems = told([ROW], {"speech": {**USE, "model": "gemini-unknown"}})
    assert len(problems) == len(Role)
    assert "role speech uses gemini-unknown, which has no row on vertex" in problems[-1]


GONE = {**ROW, "id": "gone", "retires": date(2026, 2, 1), "precision": "exact"}
CLOSED = {**ROW, "id": "closed", "closed_to_new": date(2026, 2, 1)}
ELSEWHERE = {**ROW, "id": "elsewhere", "channel": "gemini_api"}


@pytest.mark.parametrize(
    ("fallbacks", "sentence"),
    [
        (["gone"], "role speech falls back to gone, which new projects cannot call"),
        (["closed"], "role speech falls back to closed, which new projects cannot call"),
        (["elsewhere"], "role speech falls back to elsewhere, which has no row on vertex"),
        (["gemini-unknown"], "role speech falls back to gemini-unknown, which has no row on vertex"),
        (["gemini-test"], "role speech falls back to gemini-test in global, which was called already"),
    ],
)
def test_a_fallback_is_known_open_and_another(fallbacks: list[str], sentence: str) -> None:
    use = {**USE, "fallbacks": [{"model": model, "location": "global"} for model in fallbacks]}
    roles = {str(role): use if role is Role.SPEECH else USE for role in Role}
    (only,) = told([ROW, GONE, CLOSED, ELSEWHERE], roles)
    assert sentence in only


def test_the_same_model_may_answer_from_elsewhere_and_a_role_may_name_a_retired_one() -> None:
    # The policy pack refuses the latter, and must be able to read it for that.
    use = {**USE, "model": "gone", "fallbacks": [{"model": "gemini-test", "location": "us-central1"}]}
    text = json.dumps({"models": [ROW, GONE], "roles": {str(role): use for role in Role}}, default=str)
    assert registry.parse(text).roles[Role.SPEECH].model == "gone"


def test_the_notice_about_the_models_of_2025_is_in_the_registry_region_by_region() -> None:
    later = dict.fromkeys(("KR", "BR", "FR"), date(2027, 8, 6))
    for model, everywhere, by_region in (
        ("gemini-2.5-pro", date(2027, 3, 31), later),
        ("gemini-2.5-flash", date(2027, 3, 31), later),
        ("gemini-2.5-flash-lite", date(2027, 1, 28), {}),
    ):
        row = registry.load().find(model, Channel.VERTEX)
        assert row is not None
        assert (row.closed_to_new, row.shutdown) == (date(2026, 10, 20), everywhere)
        assert row.shutdown_by_region == by_region


def test_a_file_that_is_not_yaml_is_told() -> None:
    with pytest.raises(RegistryError, match=r"models\.yaml: cannot be read as YAML"):
        registry.parse("models: [")


def without_choices(path: Path) -> str:
    """Give the text of a file; an environment's choices of models (`vividly:models`) are spelled there."""
    text = path.read_text(encoding="utf-8")
    if not path.name.startswith("Pulumi."):
        return text
    document: Any = yaml_files.parse(text, path.name)
    document.get("config", {}).pop("vividly:models", None)
    return json.dumps(document)


def test_no_model_is_spelled_outside_the_registry() -> None:
    ids = sorted((row["id"] for row in WRITTEN["models"]), key=len, reverse=True)
    spelled = re.compile("|".join(map(re.escape, ids)))
    files = [ROOT / "__main__.py", *ROOT.glob("Pulumi*.yaml")]
    for folder in ("infra", "preflight", "services"):
        files += [
            path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".yaml", ".json", ".sh"}
        ]
    found = [
        f"{path.relative_to(ROOT)}: {match[0]} is spelled outside the registry; ask preflight.models.registry"
        for path in files
        # The grammar of names shows what they look like; `preflight models lint` itself judges it there.
        if path != registry.REGISTRY and path.parent != ROOT / "preflight" / "lint"
        for match in spelled.finditer(without_choices(path))
    ]
    assert found == []
