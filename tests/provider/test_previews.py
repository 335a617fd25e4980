"""A preview asks the cloud nothing, shows what follows from the program, and leaves the rest unknown."""

from __future__ import annotations

import pytest
from recorded_inputs import ACCOUNTS, PUBSUB, RUN, RUNS, RUNTIME, SECRETS, Made
from scripted_cloud import provider

from localcloud.provider.values import UNKNOWN, Properties

ALL = [made for run in RUNS.values() for made in run]


@pytest.mark.parametrize("made", ALL, ids=lambda made: made.type)
def test_previews_of_creates_and_updates_ask_the_cloud_nothing(made: Made) -> None:
    stand_in, cloud = provider([])
    outputs = stand_in.preview(made.type, made.inputs, {})
    stand_in.preview(made.type, {**made.inputs, **made.change}, outputs)
    stand_in.diff(made.type, "id", outputs, made.inputs, ())
    assert cloud.asked == []
    assert {name: outputs[name] for name in made.inputs if name in outputs}


@pytest.mark.parametrize(
    ("made", "known", "unknown"),
    [
        (ACCOUNTS[1], {"email": RUNTIME, "member": f"serviceAccount:{RUNTIME}"}, ["uniqueId"]),
        (RUN[0], {"project": "demo", "deletionProtection": True}, ["uri", "etag", "latestReadyRevision"]),
        (PUBSUB[0], {"effectiveLabels": {"goog-pulumi-provisioned": "true"}}, []),
        (SECRETS[0], {"effectiveAnnotations": {}}, ["name", "createTime"]),
        (SECRETS[2], {"enabled": True}, ["version", "name"]),
        (Made("gcp:projects/serviceIdentity:ServiceIdentity", {"service": "x"}), {}, ["email", "member"]),
    ],
    ids=lambda value: getattr(value, "type", None),
)
def test_what_follows_from_the_program_is_known_and_the_rest_is_not(
    made: Made, known: Properties, unknown: list[str]
) -> None:
    stand_in, _ = provider([])
    outputs = stand_in.preview(made.type, made.inputs, {})
    assert {name: outputs[name] for name in known} == known
    assert [name for name in unknown if outputs[name] != UNKNOWN] == []


def test_what_depends_on_an_unknown_name_is_unknown() -> None:
    stand_in, _ = provider([])
    outputs = stand_in.preview(ACCOUNTS[0].type, {"accountId": UNKNOWN}, {})
    assert (outputs["email"], outputs["member"]) == (UNKNOWN, UNKNOWN)


def test_an_update_keeps_what_the_cloud_has_said() -> None:
    stand_in, _ = provider([])
    state: Properties = {**RUN[0].inputs, "uri": "https://x", "etag": "e", "ingress": "INGRESS_TRAFFIC_ALL"}
    outputs = stand_in.preview(RUN[0].type, {**RUN[0].inputs, "description": "new"}, state)
    assert (outputs["uri"], outputs["ingress"]) == ("https://x", "INGRESS_TRAFFIC_ALL")
    assert outputs["description"] == "new"


def test_a_value_that_is_never_stored_is_not_in_the_outputs() -> None:
    stand_in, _ = provider([])
    assert "secretDataWo" not in stand_in.preview(SECRETS[3].type, SECRETS[3].inputs, {})
