"""What repositories are refused for, and what only looks like it."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.artifact_registry import (
    REPOSITORY,
    cleanup_is_not_a_dry_run,
    repositories_clean_up,
    tags_are_immutable_in_production,
)

KEEP, DELETE = {"id": "k", "action": "KEEP"}, {"id": "d", "action": "DELETE"}
LATE = {"id": "l", "action": UNKNOWN_STRING_VALUE}
IMMUTABLE = {"dockerConfig": {"immutableTags": True}}


def said_of(rule: Rule, inputs: dict[str, object], *, production: bool = True) -> list[tuple[str, str]]:
    declared = Declared(REPOSITORY, {"repositoryId": "images", "format": "DOCKER", **inputs})
    return judged(declared, [rule], {"production": production})


@pytest.mark.parametrize(
    ("rule", "inputs", "what"),
    [
        (repositories_clean_up, {}, "is empty"),
        (repositories_clean_up, {"cleanupPolicies": []}, "is empty"),
        (repositories_clean_up, {"cleanupPolicies": [KEEP, KEEP]}, "only keep"),
        (repositories_clean_up, {"mode": "REMOTE_REPOSITORY"}, "is empty"),
        (repositories_clean_up, {"format": "docker"}, "is empty"),
        (cleanup_is_not_a_dry_run, {"cleanupPolicyDryRun": True}, "is true"),
        (cleanup_is_not_a_dry_run, {"cleanupPolicyDryRun": "true", "cleanupPolicies": [DELETE]}, "is true"),
        (tags_are_immutable_in_production, {}, "is not true"),
        (tags_are_immutable_in_production, {"dockerConfig": {}}, "is not true"),
        (
            tags_are_immutable_in_production,
            {"format": "docker", "mode": "STANDARD_REPOSITORY"},
            "is not true",
        ),
    ],
)
def test_a_repository_is_refused(rule: Rule, inputs: dict[str, object], what: str) -> None:
    ((name, text),) = said_of(rule, inputs)
    assert name == rule.name
    assert what in text.partition(";")[0]


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (repositories_clean_up, {"cleanupPolicies": [DELETE]}),
        (repositories_clean_up, {"cleanupPolicies": [LATE, DELETE]}),
        (repositories_clean_up, {"mode": "VIRTUAL_REPOSITORY"}),
        *((repositories_clean_up, {"format": one}) for one in ("MAVEN", "npm", "PYTHON", "APT", "GO")),
        (cleanup_is_not_a_dry_run, {}),
        (cleanup_is_not_a_dry_run, {"cleanupPolicyDryRun": False}),
        (cleanup_is_not_a_dry_run, {"cleanupPolicyDryRun": "false"}),
        (tags_are_immutable_in_production, IMMUTABLE),
        (tags_are_immutable_in_production, {"format": "NPM"}),
        (tags_are_immutable_in_production, {"mode": "VIRTUAL_REPOSITORY"}),
    ],
)
def test_a_repository_passes(rule: Rule, inputs: dict[str, object]) -> None:
    assert said_of(rule, inputs) == []


def test_tags_may_be_moved_outside_of_production() -> None:
    assert said_of(tags_are_immutable_in_production, {}, production=False) == []


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        (repositories_clean_up, {"cleanupPolicies": UNKNOWN_ARRAY_VALUE}),
        (repositories_clean_up, {"cleanupPolicies": [KEEP, LATE]}),
        (repositories_clean_up, {"format": UNKNOWN_STRING_VALUE}),
        (cleanup_is_not_a_dry_run, {"cleanupPolicyDryRun": UNKNOWN_STRING_VALUE}),
        (tags_are_immutable_in_production, {"dockerConfig": {"immutableTags": UNKNOWN_STRING_VALUE}}),
    ],
)
def test_what_is_unknown_of_a_repository_is_not_judged(rule: Rule, inputs: dict[str, object]) -> None:
    assert said_of(rule, inputs) == [("rules-know-what-they-judge", UNJUDGED)]
