"""What secrets are refused for, and what only looks like it."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.secret_manager import REGIONAL_SECRET, SECRET, secret_values_stay_out_of_state, secrets_rotate

UNKNOWN = UNKNOWN_STRING_VALUE
VERSIONS = (
    "gcp:secretmanager/secretVersion:SecretVersion",
    "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion",
)


@pytest.mark.parametrize("kind", [SECRET, REGIONAL_SECRET])
@pytest.mark.parametrize("inputs", [{}, {"rotation": {}}, {"topics": [{"name": "t"}]}, {"labels": UNKNOWN}])
def test_a_secret_that_never_changes_is_refused(kind: str, inputs: dict[str, object]) -> None:
    said = judged(Declared(kind, {"secretId": "key", **inputs}), [secrets_rotate])
    assert [text.partition(";")[0] for _, text in said] == ["rotation is not set"]


@pytest.mark.parametrize(
    ("rotation", "what"),
    [
        ({"nextRotationTime": "2030-01-01T00:00:00Z"}, "rotation.rotationPeriod is not set"),
        ({"nextRotationTime": UNKNOWN}, "rotation.rotationPeriod is not set"),
        ({"rotationPeriod": "315360000s"}, "rotation.rotationPeriod is 315360000s, and a year is the most"),
        ({"rotationPeriod": "31708800s"}, "rotation.rotationPeriod is 31708800s, and a year is the most"),
        ({"rotationPeriod": "never"}, "rotation.rotationPeriod is never, and a year is the most"),
    ],
)
def test_a_rotation_that_comes_once_or_too_late_is_refused(rotation: object, what: str) -> None:
    said = judged(Declared(SECRET, {"secretId": "key", "rotation": rotation}), [secrets_rotate])
    assert [text.partition(";")[0] for _, text in said] == [what]


@pytest.mark.parametrize("kind", [SECRET, REGIONAL_SECRET])
@pytest.mark.parametrize(
    "inputs",
    [
        {"rotation": {"rotationPeriod": "7776000s"}},
        {"rotation": {"rotationPeriod": "7776000s", "nextRotationTime": UNKNOWN}},
        {"rotation": {"rotationPeriod": "31622400s"}},
        {"ttl": "86400s"},
        {"expireTime": UNKNOWN},
    ],
)
def test_a_secret_that_rotates_or_expires_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, {"secretId": "key", **inputs}), [secrets_rotate]) == []


@pytest.mark.parametrize("rotation", [UNKNOWN_OBJECT_VALUE, {"rotationPeriod": UNKNOWN}])
def test_a_rotation_that_is_unknown_is_not_judged(rotation: object) -> None:
    said = judged(Declared(SECRET, {"rotation": rotation}), [secrets_rotate])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize("kind", VERSIONS)
@pytest.mark.parametrize("value", ["a-hidden-value", UNKNOWN])
def test_a_value_in_the_state_is_named_but_not_said(kind: str, value: str) -> None:
    said = judged(Declared(kind, {"secret": "key", "secretData": value}), [secret_values_stay_out_of_state])
    assert [text.partition(";")[0] for _, text in said] == ["secretData is kept in the state"]


@pytest.mark.parametrize("kind", [*VERSIONS, SECRET])
def test_a_version_without_a_value_in_the_state_passes(kind: str) -> None:
    inputs = {"secret": "key", "secretDataWo": UNKNOWN, "secretDataWoVersion": 1}
    assert judged(Declared(kind, inputs), [secret_values_stay_out_of_state]) == []
