"""The pack in the real engine: every bad resource is refused by its own rule, and a good program is not."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import policy_programs
import pytest

from tools.bench import stage
from tools.places import HERE

if TYPE_CHECKING:
    from pathlib import Path

    from policy_programs import Judged

BREAKING = '''
from rules import Declared, resource_rule

@resource_rule(
    judges="gcp:pubsub/topic:Topic",
    fix="repair the rule",
    good=(Declared("gcp:pubsub/topic:Topic"),),
    bad=(Declared("gcp:pubsub/topic:Topic"),),
    severity="low",
    level="advisory",
)
def rules_never_break(topic):
    """A rule that breaks has judged nothing."""
    yield topic.no_such_thing
'''

pytestmark = pytest.mark.engine
TODAY = "2026-11-25"
CHOICES: dict[str, object] = {
    "today": TODAY,
    "allowed_regions": ["us-central1"],
    "required_labels": ["app"],
    "forbidden_apis": ["sqladmin.googleapis.com"],
    "services_open_to_the_internet": ["open"],
    "exemptions": [
        {
            "rule": "secrets-rotate",
            "resource": name,
            "reason": "rotated by hand until the job exists",
            "until": until,
        }
        for name, until in (("excused", "2026-12-31"), ("secrets-rotate--excused-too-long", "2026-10-31"))
    ],
}


def expected(judged: Judged) -> set[tuple[str, str]]:
    """The resources that a program names after the rule that must refuse them."""
    return {(name, name.partition("--")[0]) for name in judged.resources if "--" in name}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("refused") / "program"
    return policy_programs.make("refused", folder, settings={"today": TODAY}).run("preview")


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    folder = tmp_path_factory.mktemp("chosen") / "program"
    return policy_programs.make("chosen", folder, "prod", CHOICES).run("preview")


def test_every_bad_resource_is_refused_by_its_own_rule(refused: Judged) -> None:
    assert len(expected(refused)) > 120, refused.text
    assert expected(refused) - refused.refused() == set()
    assert refused.code != 0


def test_nothing_is_refused_for_another_reason_than_its_own(refused: Judged) -> None:
    others = refused.refused() - expected(refused)
    # A binding or a policy is refused as such, whatever else is wrong with it.
    assert {(resource, rule) for resource, rule in others if rule != "grants-add-members"} == set()
    assert [resource for resource, _ in others if "--" not in resource] == []


def test_dead_letters_that_google_may_not_move_are_refused(tmp_path: Path) -> None:
    judged = policy_programs.make("unforwarded", tmp_path / "program").run("preview")
    assert len(expected(judged)) == 4, judged.text
    assert judged.refused() == expected(judged)


def test_what_an_environment_chose_is_refused_by_its_own_rule(chosen: Judged) -> None:
    assert len(expected(chosen)) > 15, chosen.text
    assert expected(chosen) - chosen.refused() == set()


def test_an_exemption_excuses_until_its_end_and_is_then_a_finding_itself(chosen: Judged) -> None:
    assert chosen.refused() - expected(chosen) == {("judged-prod", "exemptions-are-in-force")}


@pytest.mark.parametrize(("stack", "settings"), [("dev", {"today": TODAY}), ("prod", CHOICES)])
def test_in_a_good_program_nothing_is_refused(
    tmp_path: Path, stack: str, settings: dict[str, object]
) -> None:
    given: dict[str, object] = {
        **settings,
        "exemptions": [],
        "services_open_to_the_internet": [],
    }
    judged = policy_programs.make("allowed", tmp_path / "program", stack, given).run("preview")
    assert judged.refused() == set(), judged.text
    assert judged.code == 0, judged.text


def test_what_a_preview_cannot_know_is_said_and_the_update_refuses_it(tmp_path: Path) -> None:
    with stage.cloud() as cloud:
        settings: dict[str, object] = {"today": TODAY}
        program = policy_programs.make("known_late", tmp_path / "program", settings=settings, url=cloud.url)
        late = "grants-are-not-public--known-late"
        previewed = program.run("preview")
        waiting = [one for one in previewed.findings if one.rule == "rules-know-what-they-judge"]
        assert previewed.code == 0, previewed.text
        assert [late in one.message for one in waiting if "grants-are-not-public" in one.message] == [True]
        updated = program.run("up", "--yes", "--skip-preview")
        assert updated.code != 0
        assert updated.refused() == {(late, "grants-are-not-public")}, updated.text
        # It was refused before it was made.
        assert late not in updated.created, updated.text


def test_a_rule_that_breaks_is_named_fails_the_preview_and_hides_no_other(tmp_path: Path) -> None:
    pack = tmp_path / "root" / "policy"
    shutil.copytree(HERE.pack, pack, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "root" / ".venv").symlink_to(HERE.root / ".venv")
    (pack / "rules" / "breaking.py").write_text(BREAKING, encoding="utf-8")
    program = policy_programs.make("refused", tmp_path / "program", settings={"today": TODAY}, pack=pack)
    judged = program.run("preview")
    broken = {
        (one.level, one.message.partition(" at ")[0]) for one in judged.findings if "raised" in one.message
    }
    reason = "A rule that breaks has judged nothing."
    assert broken == {("mandatory", f"{reason}\nthe rule rules-never-break raised AttributeError")}
    assert expected(judged) - judged.refused() == set()
    assert judged.code != 0


def test_what_is_deployed_is_judged_without_its_program(tmp_path: Path) -> None:
    with stage.cloud() as cloud:
        program = policy_programs.make("known_late", tmp_path / "program", url=cloud.url)
        unguarded = program.run("up", "--yes", "--skip-preview", pack=False)
        assert unguarded.code == 0, unguarded.text
        (program.folder / "__main__.py").unlink()
        overrides = tmp_path / "overrides.json"
        overrides.write_text(json.dumps({"secrets-rotate": "advisory"}), encoding="utf-8")
        audited = program.run("policy analyze", f"--policy-pack-config={overrides}")
    assert audited.code != 0
    assert (
        "grants-are-not-public  (gcp:pubsub:TopicIAMMember: grants-are-not-public--known-late)"
        in audited.text
    )
