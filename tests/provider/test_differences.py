"""A change is an update, an addition or a removal; it replaces where the property cannot change in place."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from recorded_inputs import ARTIFACTS, BUCKETS, PUBSUB, RUN, SECRETS, WEB
from recorded_upkeep import BUDGETS, LOGS, MONITORING, SCHEDULES, dashboard

from localcloud.provider.configuration import Configuration
from localcloud.provider.differences import Difference, without_ignored
from localcloud.provider.job import Cloud
from localcloud.provider.provider import Provider
from localcloud.provider.registry import kind_of
from localcloud.provider.state import previewed
from localcloud.provider.transport import Transport
from localcloud.provider.values import UNKNOWN, Properties, Value, as_dict, as_list

if TYPE_CHECKING:
    from recorded_inputs import Made

PUSH, TOPIC, WEB_SERVICE = PUBSUB[4], PUBSUB[2], RUN[2]
REPOSITORY, BUCKET, SECRET = ARTIFACTS[1], BUCKETS[1], SECRETS[0]
UPDATES: list[tuple[Made, Properties, str, str]] = [
    (TOPIC, {"labels": {"a": "c"}}, "labels.a", "update"),
    (TOPIC, {"labels": {"a": "b", "x/y": "z"}}, 'labels["x/y"]', "add"),
    (TOPIC, {"labels": {}}, "labels.a", "delete"),
    (TOPIC, {"labels": None}, "labels", "delete"),
    (TOPIC, {"messageRetentionDuration": None}, "messageRetentionDuration", "delete"),
    (TOPIC, {"kmsKeyName": UNKNOWN}, "kmsKeyName", "add"),
    (PUSH, {"pushConfig": None}, "pushConfig", "delete"),
    (PUSH, {"filter": "x"}, "filter", "add_replace"),
    (PUSH, {"topic": "projects/demo/topics/other"}, "topic", "update_replace"),
    (PUSH, {"topic": UNKNOWN}, "topic", "update_replace"),
    (PUSH, {"enableMessageOrdering": True}, "enableMessageOrdering", "add_replace"),
    (WEB_SERVICE, {"location": "europe-west1"}, "location", "update_replace"),
    (WEB_SERVICE, {"deletionProtection": None}, "deletionProtection", "update"),
    (WEB_SERVICE, {"invokerIamDisabled": True}, "invokerIamDisabled", "update"),
    (REPOSITORY, {"format": "NPM"}, "format", "update_replace"),
    (REPOSITORY, {"mode": "REMOTE_REPOSITORY"}, "mode", "update_replace"),
    (REPOSITORY, {"cleanupPolicyDryRun": True}, "cleanupPolicyDryRun", "update"),
    (BUCKET, {"location": "EU"}, "location", "update_replace"),
    (BUCKET, {"forceDestroy": True}, "forceDestroy", "update"),
    (BUCKET, {"versioning": {"enabled": False}}, "versioning.enabled", "update"),
    (SECRET, {"replication": {"userManaged": {"replicas": []}}}, "replication.auto", "delete_replace"),
    (SECRETS[2], {"secretData": "other"}, "secretData", "update_replace"),
    (SECRETS[3], {"secretDataWoVersion": "2"}, "secretDataWoVersion", "update_replace"),
    (SECRETS[2], {"enabled": False}, "enabled", "update"),
    (PUBSUB[5], {"role": "roles/pubsub.viewer"}, "role", "update_replace"),
    (PUBSUB[7], {"definition": "other"}, "definition", "update"),
    (PUBSUB[7], {"name": "other"}, "name", "update_replace"),
    (MONITORING[0], {"enabled": False}, "enabled", "update"),
    (MONITORING[1], {"dashboardJson": dashboard("Other")}, "dashboardJson", "update"),
    (MONITORING[1], {"dashboardJson": UNKNOWN}, "dashboardJson", "update"),
    (MONITORING[2], {"type": "sms"}, "type", "update"),
    (MONITORING[2], {"forceDelete": True}, "forceDelete", "update"),
    (MONITORING[3], {"httpCheck": {"requestMethod": "POST"}}, "httpCheck.requestMethod", "update_replace"),
    (MONITORING[3], {"checkerType": "VPC_CHECKERS"}, "checkerType", "update_replace"),
    (MONITORING[3], {"monitoredResource": UNKNOWN}, "monitoredResource", "update_replace"),
    (MONITORING[4], {"serviceId": "other"}, "serviceId", "update_replace"),
    (MONITORING[7], {"service": "other"}, "service", "update_replace"),
    (MONITORING[7], {"sloId": "other"}, "sloId", "update_replace"),
    (MONITORING[7], {"rollingPeriodDays": 7}, "rollingPeriodDays", "update"),
    (LOGS[0], {"name": "other"}, "name", "update"),
    (LOGS[1], {"location": "global"}, "location", "update_replace"),
    (LOGS[1], {"locked": True}, "locked", "add"),
    (BUDGETS[1], {"billingAccount": "other"}, "billingAccount", "update_replace"),
    (BUDGETS[1], {"amount": {"lastPeriodAmount": True}}, "amount.lastPeriodAmount", "add"),
    (SCHEDULES[0], {"region": "europe-west1"}, "region", "update_replace"),
    (SCHEDULES[0], {"paused": True}, "paused", "update"),
    (SCHEDULES[0], {"attemptDeadline": None}, "attemptDeadline", "delete"),
    (SCHEDULES[2], {"name": "other"}, "name", "update_replace"),
    (SCHEDULES[2], {"desiredState": "PAUSED"}, "desiredState", "update"),
]
SAME: list[tuple[Made, Properties]] = [
    (PUSH, {"topic": "events"}),
    (PUSH, {"retainAckedMessages": False}),
    (PUSH, {"ackDeadlineSeconds": None}),
    (PUSH, {"pushConfig": {**as_dict(PUSH.inputs["pushConfig"]), "attributes": {}}}),
    (REPOSITORY, {"format": "docker"}),
    (REPOSITORY, {"mode": "STANDARD_REPOSITORY"}),
    (REPOSITORY, {"cleanupPolicies": as_list(REPOSITORY.inputs["cleanupPolicies"])[::-1]}),
    (BUCKET, {"location": "US-CENTRAL1"}),
    (BUCKET, {"storageClass": "STANDARD"}),
    (WEB_SERVICE, {"ingress": None, "traffics": None, "launchStage": None}),
    (WEB_SERVICE, {"template": {**as_dict(WEB["template"]), "scaling": {"minInstanceCount": 0}}}),
    (SECRETS[3], {"secretDataWo": "another value, not another version"}),
    (PUBSUB[5], {"member": "serviceAccount:A@demo.iam.gserviceaccount.com"}),
    (MONITORING[0], {"enabled": True, "documentation": None}),
    (MONITORING[1], {"dashboardJson": json.dumps(json.loads(dashboard("Overview")), sort_keys=True)}),
    (MONITORING[2], {"labels": {"email_address": "a@example.com"}, "forceDelete": False}),
    (MONITORING[3], {"httpCheck": {}, "period": "300s"}),
    (MONITORING[4], {"userLabels": {}}),
    (LOGS[0], {"metricDescriptor": None, "disabled": False}),
    (LOGS[1], {"locked": False, "enableAnalytics": False, "indexConfigs": []}),
    (BUDGETS[1], {"budgetFilter": {**as_dict(BUDGETS[1].inputs["budgetFilter"]), "calendarPeriod": "MONTH"}}),
    (SCHEDULES[1], {"attemptDeadline": "180s", "timeZone": "Etc/UTC"}),
    (SCHEDULES[2], {"desiredState": "RUNNING"}),
]


def stand_in() -> Provider:
    return Provider(Cloud(Configuration(project="demo"), Transport("", threading.Event())))


def state(made: Made) -> Properties:
    kind = kind_of(made.type)
    assert kind is not None
    provider = stand_in()
    return previewed(kind, provider.plan(kind, made.inputs, {}), {})


def changed(made: Made, change: Properties) -> list[tuple[str, str]]:
    inputs: Properties = {
        name: value for name, value in {**made.inputs, **change}.items() if value is not None
    }
    found = stand_in().diff(made.type, "the-id", state(made), inputs, ()).found
    return [(one.path, one.kind + ("_replace" if one.replaces else "")) for one in found]


@pytest.mark.parametrize(("made", "change", "path", "kind"), UPDATES, ids=str)
def test_a_change_is_shown_with_its_place_and_kind(
    made: Made, change: Properties, path: str, kind: str
) -> None:
    assert (path, kind) in changed(made, change)
    if "." not in path.removeprefix("labels.") and path != "replication.auto":
        assert len(changed(made, change)) == 1


@pytest.mark.parametrize(("made", "change"), SAME, ids=str)
def test_another_spelling_of_the_same_is_no_change(made: Made, change: Properties) -> None:
    assert changed(made, change) == []


def test_one_changed_variable_among_many_is_one_change_at_its_place() -> None:
    template: Value = WEB["template"]
    assert isinstance(template, dict)
    containers = template["containers"]
    assert isinstance(containers, list)
    container = containers[0]
    assert isinstance(container, dict)
    envs = container["envs"]
    assert isinstance(envs, list)
    swapped: Properties = {
        **container,
        "envs": [{"name": "B", "value": "new"}, envs[1], {"name": "A", "value": "2"}],
    }
    change: Properties = {"template": {**template, "containers": [swapped]}}
    assert changed(WEB_SERVICE, change) == [
        ("template.containers[0].envs[0]", "add"),
        ("template.containers[0].envs[2].value", "update"),
    ]


def test_a_replacement_of_the_same_name_deletes_first() -> None:
    inputs = {**PUSH.inputs, "filter": "x"}
    identity = "projects/demo/subscriptions/events-push"
    assert stand_in().diff(PUSH.type, identity, state(PUSH), inputs, ()).delete_first


def test_a_replacement_of_another_name_creates_first() -> None:
    inputs = {**PUSH.inputs, "name": "other"}
    identity = "projects/demo/subscriptions/events-push"
    assert not stand_in().diff(PUSH.type, identity, state(PUSH), inputs, ()).delete_first


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        (["template.containers[0].image"], ["labels.a"]),
        (["template.containers[*].image", "labels"], []),
        (["template"], ["labels.a"]),
        (["templ"], ["template.containers[0].image", "labels.a"]),
        (["labels.*"], ["template.containers[0].image"]),
        (["template.containers[1].image"], ["template.containers[0].image", "labels.a"]),
    ],
)
def test_ignored_paths_cover_what_is_below_them(ignored: list[str], left: list[str]) -> None:
    paths = ["template.containers[0].image", "labels.a"]
    found = [Difference(path, "update", replaces=False) for path in paths]
    assert [one.path for one in without_ignored(found, ignored)] == left
