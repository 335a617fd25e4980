"""What somebody changed behind the stack's back shows in a refresh, for every type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from provider_recording import CONFIG, Replay, rows
from recorded_inputs import RUNS, Made

from localcloud.provider.configuration import configured
from localcloud.provider.job import Cloud
from localcloud.provider.provider import Provider
from localcloud.provider.rest import set_at

if TYPE_CHECKING:
    from localcloud.provider.transport import Request
    from localcloud.provider.values import Properties, Value

CHANGES: list[tuple[str, int, str, Value, str]] = [
    ("pubsub", 2, "messageRetentionDuration", "1200s", "messageRetentionDuration"),
    ("pubsub", 0, "messageRetentionDuration", "1200s", "messageRetentionDuration"),
    ("pubsub", 2, "labels", {"a": "changed", "goog-pulumi-provisioned": "true"}, "labels.a"),
    ("pubsub", 4, "ackDeadlineSeconds", 60, "ackDeadlineSeconds"),
    ("pubsub", 4, "pushConfig.oidcToken.audience", "https://else", "pushConfig.oidcToken.audience"),
    ("pubsub", 4, "deadLetterPolicy", None, "deadLetterPolicy"),
    ("pubsub", 4, "expirationPolicy", {"ttl": "86400s"}, "expirationPolicy.ttl"),
    ("ar", 0, "description", "by hand", "description"),
    ("ar", 1, "dockerConfig.immutableTags", False, "dockerConfig.immutableTags"),
    (
        "ar",
        1,
        "cleanupPolicies.keep.mostRecentVersions.keepCount",
        2,
        "cleanupPolicies[1].mostRecentVersions.keepCount",
    ),
    ("ar", 1, "cleanupPolicies.extra", {"action": "KEEP"}, "cleanupPolicies[2]"),
    ("run", 2, "template.scaling.maxInstanceCount", 9, "template.scaling.maxInstanceCount"),
    ("run", 2, "template.timeout", "30s", "template.timeout"),
    ("run", 2, "ingress", "INGRESS_TRAFFIC_INTERNAL_ONLY", "ingress"),
    ("run", 0, "description", "by hand", "description"),
    ("run", 1, "template.template.maxRetries", 2, "template.template.maxRetries"),
    ("sec", 0, "labels", {"goog-pulumi-provisioned": "true"}, "labels.a"),
    ("sec", 1, "annotations.k", "w", "annotations.k"),
    ("sec", 2, "state", "DISABLED", "enabled"),
    ("gcs", 1, "iamConfiguration.publicAccessPrevention", "inherited", "publicAccessPrevention"),
    ("gcs", 1, "iamConfiguration.uniformBucketLevelAccess.enabled", False, "uniformBucketLevelAccess"),
    ("gcs", 1, "versioning.enabled", False, "versioning.enabled"),
    ("gcs", 1, "lifecycle", {}, "lifecycleRules"),
    ("gcs", 0, "storageClass", "NEARLINE", "storageClass"),
    ("sa", 1, "displayName", "by hand", "displayName"),
    ("sa", 0, "disabled", True, "disabled"),
    ("wif", 0, "displayName", "by hand", "displayName"),
    ("wif", 1, "attributeCondition", "true", "attributeCondition"),
    ("pubsub", 7, "definition", "other", "definition"),
    ("mon", 0, "displayName", "by hand", "displayName"),
    ("mon", 0, "enabled", False, "enabled"),
    ("mon", 0, "notificationChannels", ["projects/demo/notificationChannels/1"], "notificationChannels"),
    ("mon", 1, "displayName", "by hand", "dashboardJson"),
    ("mon", 2, "labels.email_address", "b@example.com", "labels.email_address"),
    ("mon", 2, "labels.more", "x", "labels.more"),
    ("mon", 3, "httpCheck.path", "/else", "httpCheck.path"),
    ("mon", 4, "userLabels.a", "by-hand", "userLabels.a"),
    ("mon", 5, "timeout", "30s", "timeout"),
    ("mon", 6, "alertStrategy.autoClose", "3600s", "alertStrategy.autoClose"),
    ("mon", 7, "goal", 0.9, "goal"),
    ("mon", 7, "rollingPeriod", "86400s", "rollingPeriodDays"),
    ("log", 0, "filter", "severity>=INFO", "filter"),
    ("log", 0, "disabled", True, "disabled"),
    ("log", 1, "retentionDays", 3, "retentionDays"),
    ("log", 1, "description", "by hand", "description"),
    ("log", 3, "labelExtractors.svc", "EXTRACT(x)", "labelExtractors.svc"),
    ("bud", 1, "amount.specifiedAmount.units", "99", "amount.specifiedAmount.units"),
    ("bud", 1, "thresholdRules", None, "thresholdRules"),
    ("bud", 1, "budgetFilter.calendarPeriod", "YEAR", "budgetFilter.calendarPeriod"),
    ("bud", 0, "notificationsRule", None, "allUpdatesRule"),
    ("sched", 0, "schedule", "0 0 * * *", "schedule"),
    ("sched", 0, "httpTarget.headers.X-Other", "1", "httpTarget.headers.X-Other"),
    ("sched", 0, "retryConfig.retryCount", 5, "retryConfig.retryCount"),
    ("sched", 1, "attemptDeadline", "30s", "attemptDeadline"),
    ("sched", 2, "rateLimits.maxDispatchesPerSecond", 1, "rateLimits.maxDispatchesPerSecond"),
    ("sched", 2, "retryConfig.maxAttempts", 9, "retryConfig.maxAttempts"),
]


class Tampered(Replay):
    """A cloud in which one field of what is read has another value; None takes it away."""

    def __init__(self, program: str, made: Made, path: str, value: Value) -> None:
        super().__init__([*rows(program, "create", made.type), *rows(program, "read", made.type)])
        self._path, self._value = path, value
        self.on = False

    def send(self, request: Request, patience: float) -> Properties:
        answer = super().send(request, patience)
        if self.on and request.method == "GET" and "operations" not in request.url:
            set_at(answer, self._path, self._value)
        return answer


@pytest.mark.parametrize(("program", "position", "path", "value", "shown"), CHANGES)
def test_a_field_changed_by_hand_shows_in_a_refresh(
    program: str, position: int, path: str, value: Value, shown: str
) -> None:
    made = RUNS[program][position]
    cloud = Tampered(program, made, path, value)
    stand_in = Provider(Cloud(configured(CONFIG, {}), cloud))
    identity, outputs = stand_in.create(made.type, made.inputs, 0)
    cloud.on = True
    found = stand_in.read(made.type, identity, made.inputs, outputs)
    assert found is not None
    changes = stand_in.diff(made.type, identity, found.outputs, made.inputs, ())
    assert [one.path for one in changes.found] == [shown]
    assert stand_in.diff(made.type, identity, found.outputs, made.inputs, [shown]).found == []


def test_a_refresh_takes_the_changed_value_into_the_inputs_and_leaves_the_others() -> None:
    made = RUNS["pubsub"][4]
    cloud = Tampered("pubsub", made, "ackDeadlineSeconds", 60)
    stand_in = Provider(Cloud(configured(CONFIG, {}), cloud))
    identity, outputs = stand_in.create(made.type, made.inputs, 0)
    cloud.on = True
    found = stand_in.read(made.type, identity, made.inputs, outputs)
    assert found is not None
    assert found.inputs == {**made.inputs, "ackDeadlineSeconds": 60}


MEMBERS = [
    ("pubsub", 5),
    ("pubsub", 6),
    ("ar", 2),
    ("run", 4),
    ("sec", 5),
    ("gcs", 2),
    ("sa", 2),
    ("sa", 3),
]


@pytest.mark.parametrize(("program", "position"), MEMBERS)
def test_a_member_taken_off_by_hand_is_gone_in_a_refresh(program: str, position: int) -> None:
    made = RUNS[program][position]
    emptied = [{**row, "response": {"version": 1}} for row in rows(program, "read", made.type)]
    emptied += [{**row, "response": {"version": 1}} for row in rows(program, "create", made.type)]
    stand_in = Provider(Cloud(configured(CONFIG, {}), Replay(emptied)))
    assert stand_in.read(made.type, "", made.inputs, made.inputs) is None


def test_a_deleted_pool_that_is_still_answered_counts_as_gone() -> None:
    made = RUNS["wif"][0]
    cloud = Tampered("wif", made, "state", "DELETED")
    stand_in = Provider(Cloud(configured(CONFIG, {}), cloud))
    identity, outputs = stand_in.create(made.type, made.inputs, 0)
    cloud.on = True
    assert stand_in.read(made.type, identity, made.inputs, outputs) is None


SPELLED = [("ar", 1, "cleanupPolicies"), ("gcs", 1, "location"), ("mon", 1, "dashboardJson")]


@pytest.mark.parametrize(("program", "position", "name"), SPELLED)
def test_an_update_that_asks_nothing_leaves_what_the_cloud_spells_its_own_way(
    program: str, position: int, name: str
) -> None:
    made = RUNS[program][position]
    cloud = Replay([*rows(program, "create", made.type), *rows(program, "read", made.type)])
    stand_in = Provider(Cloud(configured(CONFIG, {}), cloud))
    identity, outputs = stand_in.create(made.type, made.inputs, 0)
    assert outputs[name] != made.inputs[name]
    asked = sum(cloud.sent.values())
    after = stand_in.update(made.type, identity, outputs, {**made.inputs, "deletionPolicy": "ABANDON"}, 0)
    assert sum(cloud.sent.values()) == asked
    assert after == {**outputs, "deletionPolicy": "ABANDON"}
