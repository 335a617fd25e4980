"""The program's labels, the provider's own and foreign ones stay apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from provider_recording import CONFIG
from recorded_inputs import PUBSUB
from scripted_cloud import Scripted, provider

from localcloud.provider.configuration import configured
from localcloud.provider.job import Cloud
from localcloud.provider.provider import Provider
from localcloud.provider.values import as_dict

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

TOPIC = PUBSUB[2].type
OWN = {"goog-pulumi-provisioned": "true"}
STATE: Properties = {
    "name": "t",
    "project": "demo",
    "labels": {"a": "b"},
    "pulumiLabels": {"a": "b", **OWN},
    "effectiveLabels": {"a": "b", "foreign": "x", **OWN},
}


def sent(labels: Properties, state: Properties) -> Properties:
    stand_in, cloud = provider([(200, {}), (200, {"name": "projects/demo/topics/t"})])
    stand_in.update(TOPIC, "projects/demo/topics/t", state, {"name": "t", "labels": labels}, 0)
    body = cloud.asked[0].body
    assert isinstance(body, dict)
    topic = body["topic"]
    assert isinstance(topic, dict)
    return as_dict(topic["labels"])


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ({"a": "c"}, {"a": "c", "foreign": "x", **OWN}),
        ({"d": "e"}, {"d": "e", "foreign": "x", **OWN}),
        ({}, {"foreign": "x", **OWN}),
    ],
)
def test_an_update_changes_its_own_labels_and_keeps_foreign_ones(
    labels: Properties, expected: Properties
) -> None:
    assert sent(labels, STATE) == expected


def test_what_was_made_without_the_providers_label_does_not_get_it_later() -> None:
    imported: Properties = {"name": "t", "project": "demo", "effectiveLabels": {}, "pulumiLabels": {}}
    assert sent({"a": "b"}, imported) == {"a": "b"}


def test_a_refresh_shows_only_the_programs_own_labels_as_labels() -> None:
    answer: Properties = {"name": "x", "labels": {"a": "changed", "foreign": "y"}}
    stand_in, _ = provider([(200, answer)])
    found = stand_in.read(TOPIC, "projects/demo/topics/t", {"name": "t", "labels": {"a": "b"}}, STATE)
    assert found is not None
    assert found.outputs["labels"] == {"a": "changed"}
    assert found.outputs["effectiveLabels"] == {"a": "changed", "foreign": "y"}
    assert found.outputs["pulumiLabels"] == {"a": "changed"}


def test_the_providers_label_can_be_switched_off() -> None:
    config = {**CONFIG, "addPulumiAttributionLabel": "false"}
    stand_in = Provider(Cloud(configured(config, {}), Scripted([])))
    assert stand_in.preview(TOPIC, {"name": "t"}, {})["effectiveLabels"] == {}
