"""Inputs that do not fit the type are named with their place, all at once; what fits is let through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from recorded_inputs import RUNS, WEB

from localcloud.provider.autoname import Naming
from localcloud.provider.provider import checked
from localcloud.provider.values import UNKNOWN, as_dict

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

NAMING = Naming("", "events", b"seed")
TOPIC = "gcp:pubsub/topic:Topic"
RUN = "gcp:cloudrunv2/service:Service"
SUBSCRIPTION = "gcp:pubsub/subscription:Subscription"
BUCKET = "gcp:storage/bucket:Bucket"
WRONG: list[tuple[str, Properties, list[str]]] = [
    (SUBSCRIPTION, {}, ["topic"]),
    (BUCKET, {}, ["location"]),
    (TOPIC, {"topc": "x"}, ["topc"]),
    (TOPIC, {"labels": "x"}, ["labels"]),
    (TOPIC, {"name": ["x"]}, ["name"]),
    (SUBSCRIPTION, {"topic": "t", "ackDeadlineSeconds": "soon"}, ["ackDeadlineSeconds"]),
    (SUBSCRIPTION, {"topic": "t", "pushConfig": {}}, ["pushConfig.pushEndpoint"]),
    (SUBSCRIPTION, {"topic": "t", "retainAckedMessages": "perhaps"}, ["retainAckedMessages"]),
    (RUN, {}, ["location", "template"]),
    (RUN, {"location": "x", "template": {"containers": [{}]}}, ["template.containers[0].image"]),
    (
        RUN,
        {"location": "x", "template": {"containers": [{"image": "x", "ports": {"port": 1}}]}},
        ["template.containers[0].ports.port"],
    ),
    (
        BUCKET,
        {"location": "US", "lifecycleRules": [{}]},
        ["lifecycleRules[0].action", "lifecycleRules[0].condition"],
    ),
    ("gcp:projects/iAMMember:IAMMember", {"project": "p"}, ["member", "role"]),
    ("gcp:projects/service:Service", {}, ["service"]),
    ("gcp:artifactregistry/repository:Repository", {}, ["format", "repositoryId"]),
    ("gcp:secretmanager/secret:Secret", {}, ["replication"]),
]


@pytest.mark.parametrize(("token", "inputs", "places"), WRONG)
def test_what_does_not_fit_is_named_with_its_place(token: str, inputs: Properties, places: list[str]) -> None:
    _, failures = checked(token, inputs, {}, NAMING)
    assert [one.path for one in failures] == places


@pytest.mark.parametrize("made", [made for run in RUNS.values() for made in run], ids=lambda made: made.type)
def test_every_recorded_program_fits(made: object) -> None:
    inputs: Properties = getattr(made, "inputs")  # noqa: B009 - the parameter's type is pytest's
    _, failures = checked(getattr(made, "type"), inputs, {}, NAMING)  # noqa: B009
    assert failures == []


def test_a_value_in_another_spelling_is_converted() -> None:
    inputs: Properties = {"topic": "t", "ackDeadlineSeconds": "20", "retainAckedMessages": "true", "name": 7}
    given, failures = checked(SUBSCRIPTION, inputs, {}, NAMING)
    assert failures == []
    assert given == {"topic": "t", "ackDeadlineSeconds": 20, "retainAckedMessages": True, "name": "7"}


def test_what_is_not_known_yet_is_not_judged() -> None:
    inputs: Properties = {"topic": UNKNOWN, "ackDeadlineSeconds": UNKNOWN, "pushConfig": UNKNOWN}
    given, failures = checked(SUBSCRIPTION, inputs, {}, NAMING)
    assert failures == []
    assert as_dict(given)["pushConfig"] == UNKNOWN


def test_a_message_says_what_there_is_and_never_the_value() -> None:
    _, failures = checked(
        RUN,
        {**WEB, "template": {"containers": [{"image": "x", "ports": {"containerPort": "hunter2"}}]}},
        {},
        NAMING,
    )
    assert [one.reason for one in failures] == ["expected integer, got a string"]


def test_a_resource_without_a_name_gets_one_made_from_its_own_and_keeps_it() -> None:
    first, _ = checked(TOPIC, {}, {}, NAMING)
    again, _ = checked(TOPIC, {}, {}, NAMING)
    later, _ = checked(TOPIC, {}, first, Naming("", "events", b"other"))
    other, _ = checked(TOPIC, {}, {}, Naming("", "events", b"other"))
    assert str(first["name"]).startswith("events-")
    assert first == again == later
    assert first != other


def test_the_engines_proposal_for_a_name_is_taken() -> None:
    given, _ = checked(TOPIC, {}, {}, Naming("proposed", "events", b""))
    assert given["name"] == "proposed"


def test_a_made_account_id_fits_googles_thirty_characters() -> None:
    given, _ = checked("gcp:serviceaccount/account:Account", {}, {}, Naming("", "a" * 60, b"x"))
    assert len(str(given["accountId"])) <= 30


def test_a_type_that_is_not_served_passes_as_it_is() -> None:
    inputs: Properties = {"anything": [1, {"goes": True}]}
    assert checked("gcp:projects/iAMBinding:IAMBinding", inputs, {}, NAMING) == (inputs, [])
