"""What an environment writes under `policy:` is read whole, or told whole."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import beside
import pytest
from settings import CHOICES, Settings, overridden, read, schema_of

if TYPE_CHECKING:
    from pathlib import Path

EXEMPTION = {
    "rule": "secrets-rotate",
    "resource": "key",
    "reason": "rotated by hand",
    "until": "2027-05-31",
}


def problems(**config: str) -> list[str]:
    found = read("dev", {f"policy:{key}": text for key, text in config.items()}).problems
    return [text.removeprefix("Pulumi.dev.yaml: policy:") for text in found]


def test_nothing_given_leaves_every_choice_open() -> None:
    nothing = read("dev", {})
    assert nothing == Settings(stack="dev")
    assert (nothing.allowed_regions, nothing.required_labels, nothing.forbidden_apis) == (None, None, None)


def test_an_empty_list_is_a_choice() -> None:
    assert read("dev", {"policy:allowed_regions": "[]"}).allowed_regions == ()


def test_everything_is_read_as_the_engine_hands_it() -> None:
    given = {
        "policy:allowed_regions": '["us-central1"]',
        "policy:levels": '{"secrets-rotate": "disabled"}',
        "policy:production": "false",
        "policy:today": "2026-11-25",
        "policy:exemptions": json.dumps([EXEMPTION]),
        "vividly:project": "a-project",
    }
    found = read("prod", given)
    assert found.problems == ()
    assert found.allowed_regions == ("us-central1",)
    assert found.levels == {"secrets-rotate": "disabled"}
    assert found.is_production is False
    assert found.day == date(2026, 11, 25)
    assert found.exemptions[0].end == date(2027, 5, 31)


@pytest.mark.parametrize(
    ("config", "begins"),
    [
        ({"allowed_region": "[]"}, "allowed_region is no setting; did you mean allowed_regions?"),
        ({"allowed_regions": "us-central1"}, "allowed_regions is wrong: "),
        ({"allowed_regions": '[""]'}, "allowed_regions is wrong: "),
        ({"levels": '{"a": "mandatary"}'}, "levels.a is wrong: Invalid enum value 'mandatary'"),
        ({"production": "yes"}, "production is wrong: "),
        ({"today": "tomorrow"}, "today is wrong: "),
        ({"exemptions": json.dumps([{**EXEMPTION, "reason": "short"}])}, "exemptions[0] is wrong: "),
        ({"exemptions": json.dumps([{**EXEMPTION, "until": "2027-02-30"}])}, "exemptions[0] is wrong: "),
        ({"exemptions": json.dumps([{**EXEMPTION, "until": "soon"}])}, "exemptions[0] is wrong: "),
        ({"exemptions": json.dumps([{**EXEMPTION, "untill": "x"}])}, "exemptions[0] is wrong: "),
        ({"exemptions": json.dumps([{"rule": "secrets-rotate"}])}, "exemptions[0] is wrong: "),
    ],
)
def test_what_is_wrong_is_told_with_its_key(config: dict[str, str], begins: str) -> None:
    (told,) = problems(**config)
    assert told.startswith(begins)


def test_all_that_is_wrong_is_told_at_once_and_the_rest_is_kept() -> None:
    found = read("dev", {"policy:x": "1", "policy:levels": "[]", "policy:registries": '["r/p"]'})
    assert len(found.problems) == 2
    assert found.registries == ("r/p",)


def test_one_wrong_entry_leaves_the_others_in_force() -> None:
    texts = [EXEMPTION, {**EXEMPTION, "reason": "short"}]
    given = {
        "policy:levels": '{"a": "disabled", "b": "of"}',
        "policy:exemptions": json.dumps(texts),
    }
    found = read("dev", given)
    assert found.levels == {"a": "disabled"}
    assert [one.resource for one in found.exemptions] == ["key"]
    assert [text.partition(" is wrong")[0] for text in found.problems] == [
        "Pulumi.dev.yaml: policy:levels.b",
        "Pulumi.dev.yaml: policy:exemptions[1]",
    ]


def test_an_encrypted_choice_is_told_and_not_printed() -> None:
    found = read("dev", {"policy:registries": '["hunter22"]'}, frozenset({"policy:registries"}))
    assert found.problems == ("Pulumi.dev.yaml: policy:registries is encrypted; write it in plain",)


@pytest.mark.parametrize(
    ("stack", "is_production"),
    [
        ("prod", True),
        ("production", True),
        ("eu-prod", True),
        ("prod.eu", True),
        ("live", True),
        ("prod1", True),
        ("prod2-eu", True),
        ("PROD", True),
        ("non-prod", False),
        ("pre-prod", False),
        ("not-live", False),
        ("nonprod", False),
        ("", False),
        ("dev", False),
        ("reprod", False),
        ("product", False),
        ("preprod", False),
        ("delivery", False),
    ],
)
def test_without_a_choice_the_name_says_whether_it_is_production(stack: str, *, is_production: bool) -> None:
    assert Settings(stack=stack).is_production is is_production
    assert Settings(stack=stack, production=not is_production).is_production is not is_production


def test_what_the_command_line_says_of_one_rule_wins() -> None:
    base = read("dev", {"policy:allowed_regions": '["us-central1"]'})
    assert overridden(base, {"allowed_regions": ["europe-west1"]}).allowed_regions == ("europe-west1",)
    assert overridden(base, {"today": "2027-01-01"}).day == date(2027, 1, 1)
    assert overridden(base, {"allowed_region": []}).problems == (
        "--policy-pack-config: allowed_region is no setting; did you mean allowed_regions?",
    )


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_has_a_schema_that_says_what_it_is_for(choice: str) -> None:
    assert str(schema_of(choice)["description"]).endswith(".")
    assert "$ref" not in json.dumps(schema_of(choice))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "Pulumi.yaml").write_text("name: vividly\n")
    text = (
        "config:\n  vividly:project: x\n  policy:allowed_regions: [us-central1]\n  policy:production: true\n"
    )
    (tmp_path / "Pulumi.dev.yaml").write_text(text)
    return tmp_path


def test_a_stack_that_is_only_analyzed_is_judged_by_the_file_beside_the_pack(root: Path) -> None:
    found = beside.settings_of("urn:pulumi:dev::vividly::pulumi:pulumi:Stack::vividly-dev", root)
    assert found == Settings(stack="dev", allowed_regions=("us-central1",), production=True)


@pytest.mark.parametrize("urn", ["urn:pulumi:dev::other::a::b", "urn:pulumi:prod::vividly::a::b"])
def test_a_stack_of_another_project_or_without_a_file_has_no_choices(root: Path, urn: str) -> None:
    assert beside.settings_of(urn, root) == Settings(stack=urn.split(":")[2])


def test_a_file_that_cannot_be_read_is_told(root: Path) -> None:
    (root / "Pulumi.dev.yaml").write_text("config: [\n")
    (problem,) = beside.settings_of("urn:pulumi:dev::vividly::a::b", root).problems
    assert problem.startswith("Pulumi.dev.yaml: cannot be read, ")
