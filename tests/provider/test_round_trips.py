"""What the API answers becomes properties, and those become the same again in a request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localcloud.provider.bucket_lifecycle import condition, read_condition, same_condition
from localcloud.provider.registry import kind_of
from localcloud.provider.rest import read_properties, to_rest
from localcloud.provider.values import UNKNOWN, from_struct, has_unknown, to_struct

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

ANSWERS: list[tuple[str, Properties]] = [
    ("gcp:pubsub/topic:Topic", {"messageRetentionDuration": "600s", "schemaSettings": {"schema": "s"}}),
    ("gcp:pubsub/subscription:Subscription", {"expirationPolicy": {}, "ackDeadlineSeconds": 10}),
    ("gcp:pubsub/subscription:Subscription", {"expirationPolicy": {"ttl": "86400s"}, "filter": "x"}),
    (
        "gcp:artifactregistry/repository:Repository",
        {"cleanupPolicies": {"a": {"action": "KEEP"}, "b": {"condition": {"tagPrefixes": ["v"]}}}},
    ),
    (
        "gcp:cloudrunv2/service:Service",
        {
            "template": {
                "containers": [
                    {
                        "image": "x",
                        "command": ["run"],
                        "args": ["a"],
                        "ports": [{"containerPort": 8080, "name": "h2c"}],
                        "dependsOn": ["other"],
                    }
                ],
                "vpcAccess": {"egress": "ALL_TRAFFIC", "networkInterfaces": [{"network": "n"}]},
            },
            "customAudiences": ["a"],
            "traffic": [{"percent": 100}],
        },
    ),
    ("gcp:secretmanager/secret:Secret", {"replication": {"automatic": {}}, "topics": [{"name": "t"}]}),
    (
        "gcp:storage/bucket:Bucket",
        {
            "name": "b",
            "iamConfiguration": {
                "uniformBucketLevelAccess": {"enabled": True},
                "publicAccessPrevention": "enforced",
            },
            "softDeletePolicy": {"retentionDurationSeconds": "604800"},
            "cors": [{"method": ["GET"], "origin": ["*"], "maxAgeSeconds": 60}],
            "lifecycle": {"rule": []},
            "billing": {"requesterPays": True},
        },
    ),
]
NULLS = {"deadLetterPolicy", "retryPolicy", "expirationPolicy"}


@pytest.mark.parametrize(("token", "answer"), ANSWERS)
def test_an_answer_goes_back_as_it_came(token: str, answer: Properties) -> None:
    kind = kind_of(token)
    assert kind is not None
    body = to_rest(kind.spec, read_properties(kind.shape, answer))
    assert {k: v for k, v in body.items() if k not in NULLS or v is not None} == answer


def test_what_the_sdk_does_not_know_is_dropped() -> None:
    kind = kind_of("gcp:pubsub/topic:Topic")
    assert kind is not None
    assert read_properties(kind.shape, {"state": "ACTIVE", "satisfiesPzs": False, "kmsKeyName": "k"}) == {
        "kmsKeyName": "k"
    }


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ({"age": 30, "withState": "ARCHIVED"}, {"age": 30, "isLive": False}),
        ({"age": 30, "withState": "LIVE"}, {"age": 30, "isLive": True}),
        ({"age": 0, "sendAgeIfZero": True}, {"age": 0}),
        ({"matchesPrefixes": ["a"], "numNewerVersions": 3}, {"matchesPrefix": ["a"], "numNewerVersions": 3}),
    ],
)
def test_a_lifecycle_condition_goes_there_and_back(words: Properties, sent: Properties) -> None:
    assert condition(words, {}) == sent
    assert read_condition(sent) == words


def test_zeros_and_any_state_say_nothing() -> None:
    assert condition({"age": 0, "withState": "ANY"}, {}) == {}
    assert same_condition({"age": 5, "numNewerVersions": 0}, {"age": 5})
    assert not same_condition({"age": 5}, {"age": 6})


def test_properties_survive_the_engines_messages() -> None:
    properties: Properties = {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": ["x", {"e": UNKNOWN}],
        "f": {"g": None},
        "h": None,
    }
    kept = {name: value for name, value in properties.items() if name != "h"}
    assert from_struct(to_struct(properties)) == kept
    assert has_unknown(properties)
    assert not has_unknown({"a": ["b"]})
