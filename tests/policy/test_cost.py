"""Budgets, logs and keys: what is missing from a stack, and what makes it complete."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged, judged_stack
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import STACK, Declared, Rule
from rules.budgets import BUDGET, a_budget_exists
from rules.encryption import KEYS, SECRET, data_is_encrypted_with_own_keys
from rules.logging import PROJECT_BUCKET, log_retention_is_set, logs_are_kept_as_long_as_decided

UNKNOWN = UNKNOWN_STRING_VALUE
LOGS = [f"gcp:logging/{kind[0].lower()}{kind[1:]}BucketConfig:{kind}BucketConfig"
        for kind in ("Project", "Folder", "Organization", "BillingAccount")]  # fmt: skip
WHOLE = Declared(STACK, name="dev")
KEY = {"kmsKeyName": "projects/p/locations/l/keyRings/r/cryptoKeys/k"}


def nested(path: str, value: object) -> dict[str, object]:
    """Put a value at a dotted path."""
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


def log_bucket(name: object) -> Declared:
    return Declared(PROJECT_BUCKET, {"bucketId": name, "retentionDays": 90}, "logs")


@pytest.mark.parametrize(
    ("rule", "stack", "said"),
    [
        (a_budget_exists, [WHOLE], 1),
        (a_budget_exists, [WHOLE, log_bucket("_Default")], 1),
        (a_budget_exists, [WHOLE, Declared(BUDGET, {"billingAccount": UNKNOWN}, "budget")], 0),
        (logs_are_kept_as_long_as_decided, [WHOLE], 1),
        (logs_are_kept_as_long_as_decided, [WHOLE, log_bucket("_Required")], 1),
        (logs_are_kept_as_long_as_decided, [WHOLE, log_bucket("_Default")], 0),
        (logs_are_kept_as_long_as_decided, [WHOLE, log_bucket(UNKNOWN)], 0),
    ],
)
def test_a_stack_says_what_it_spends_and_keeps(rule: Rule, stack: list[Declared], said: int) -> None:
    assert [name for name, _, _ in judged_stack(stack, [rule])] == [rule.name] * said


@pytest.mark.parametrize("kind", LOGS)
@pytest.mark.parametrize(("inputs", "said"), [({}, 1), ({"retentionDays": 0}, 1), ({"retentionDays": 90}, 0)])
def test_a_log_bucket_says_how_long_it_keeps(kind: str, inputs: dict[str, object], said: int) -> None:
    assert len(judged(Declared(kind, inputs), [log_retention_is_set])) == said


def test_a_retention_that_is_unknown_is_not_judged() -> None:
    said = judged(Declared(PROJECT_BUCKET, {"retentionDays": UNKNOWN}), [log_retention_is_set])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(("kind", "path"), KEYS.items())
def test_each_type_names_its_key_in_its_place(kind: str, path: str) -> None:
    rules = [data_is_encrypted_with_own_keys]
    assert [name for name, _ in judged(Declared(kind, {}), rules)] == ["data-is-encrypted-with-own-keys"]
    assert judged(Declared(kind, nested(path, "projects/p/keys/k")), rules) == []


@pytest.mark.parametrize(
    ("replication", "said"),
    [
        ({"auto": {}}, ["replication.auto"]),
        ({"auto": {"customerManagedEncryption": KEY}}, []),
        (
            {"userManaged": {"replicas": [{"location": "a"}, {"customerManagedEncryption": KEY}]}},
            ["replication.userManaged.replicas[0]"],
        ),
        ({"userManaged": {"replicas": [{"location": UNKNOWN, "customerManagedEncryption": KEY}]}}, []),
    ],
)
def test_every_copy_of_a_secret_names_its_key(replication: object, said: list[str]) -> None:
    found = judged(Declared(SECRET, {"replication": replication}), [data_is_encrypted_with_own_keys])
    places = [f"example ({place}.customerManagedEncryption names no key)" for place in said]
    assert [text.partition(";")[0] for _, text in found] == [", ".join(places)] * bool(said)
