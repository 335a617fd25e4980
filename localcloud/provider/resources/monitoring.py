"""Monitoring: alert policies, notification channels, dashboards, uptime checks, services, their objectives.

The endpoint names no version: dashboards are v1, everything else v3.

Deliberately absent: groups, metric descriptors, monitored projects, services that are not custom ones.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider import objectives
from localcloud.provider.cloud_named import CloudNamed
from localcloud.provider.dashboards import Dashboards, same_dashboard
from localcloud.provider.kind import LOCAL, Kind
from localcloud.provider.monitoring_steps import (
    Channels,
    Chosen,
    CustomServices,
    UptimeChecks,
    auth_info,
    with_secrets,
)
from localcloud.provider.names import last_segment, same_last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.values import Properties, Value, as_dict, text

if TYPE_CHECKING:
    from collections.abc import Mapping

V1, V3 = "v1/", "v3/"
GOOGLES = Rule(computed=True)
ON_BY_DEFAULT = Rule(default=True, zero=True)
NO_REDUCER = "REDUCE_NONE"


def _same_reducer(one: Value, other: Value) -> bool:
    """Google leaves out the reducer that reduces nothing."""
    return (one or NO_REDUCER) == (other or NO_REDUCER)


def _same_path(had: Value, wanted: Value) -> bool:
    """Google puts the slash in front that is missing."""
    return had in (wanted, f"/{text(wanted)}")


def _same_monitored(had: Value, wanted: Value) -> bool:
    """Google adds the project to what is monitored."""
    mine, theirs = as_dict(wanted), dict(as_dict(had))
    if "project_id" not in mine:
        theirs.pop("project_id", None)
    return mine == theirs


def _never_differs(had: Value, wanted: Value) -> bool:  # noqa: ARG001 - what is not stored cannot be compared
    return True


def _short(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    return last_segment(value)


WRITE_ONLY = Rule(in_body=False, write_only=True, same=_never_differs)
AGGREGATIONS = (
    "conditionAbsent.aggregations",
    "conditionThreshold.aggregations",
    "conditionThreshold.denominatorAggregations",
)
ALERT_POLICY: Mapping[str, Rule] = {
    "enabled": ON_BY_DEFAULT,
    "creationRecords": Rule(rest="creationRecord"),
    "conditions.name": GOOGLES,
    "alertStrategy.notificationChannelStrategies": Rule(rest="notificationChannelStrategy"),
    "documentation.mimeType": Rule(default="text/markdown"),
    **{f"conditions.{at}.crossSeriesReducer": Rule(same=_same_reducer) for at in AGGREGATIONS},
}
CHANNEL: Mapping[str, Rule] = {
    "enabled": ON_BY_DEFAULT,
    "forceDelete": Rule(in_body=False, default=False),
    "labels": Rule(default={}, zero=True, encode=with_secrets),
    "sensitiveLabels": Rule(rest="labels", write_only=True, encode=with_secrets),
    **{f"sensitiveLabels.{name}Wo": WRITE_ONLY for name in ("authToken", "password", "serviceKey")},
}
UPTIME_CHECK: Mapping[str, Rule] = {
    "uptimeCheckId": LOCAL,
    "period": Rule(default="300s"),
    "checkerType": Rule(force_new=True, computed=True),
    "contentMatchers.matcher": Rule(default="CONTAINS_STRING"),
    "contentMatchers.jsonPathMatcher.jsonMatcher": Rule(default="EXACT_MATCH"),
    "httpCheck.requestMethod": Rule(default="GET", force_new=True),
    "httpCheck.path": Rule(default="/", same=_same_path),
    "httpCheck.port": GOOGLES,
    "httpCheck.headers": GOOGLES,
    "httpCheck.authInfo": Rule(encode=auth_info),
    "httpCheck.authInfo.passwordWo": WRITE_ONLY,
    "monitoredResource": Rule(force_new=True),
    "monitoredResource.labels": Rule(force_new=True, same=_same_monitored),
    "resourceGroup": Rule(force_new=True),
    "resourceGroup.groupId": Rule(force_new=True, encode=_short, same=same_last_segment),
    "syntheticMonitor": Rule(force_new=True),
}
CUSTOM_SERVICE: Mapping[str, Rule] = {
    "serviceId": Rule(in_body=False, force_new=True, computed=True),
    "userLabels": Rule(default={}, zero=True),
}
PROJECT = "projects/{project}"
POLICIES, CHANNELS = f"{PROJECT}/alertPolicies", f"{PROJECT}/notificationChannels"
DASHBOARDS, CHECKS = f"{PROJECT}/dashboards", f"{PROJECT}/uptimeCheckConfigs"
SERVICES, OBJECTIVES = f"{PROJECT}/services", f"{PROJECT}/services/{{service}}/serviceLevelObjectives"

KINDS = [
    Kind(
        type="gcp:monitoring/alertPolicy:AlertPolicy",
        api="monitoring",
        id=f"{POLICIES}/{{ownId}}",
        create=("POST", V3 + POLICIES),
        steps=CloudNamed(V3),
        rules=ALERT_POLICY,
    ),
    Kind(
        type="gcp:monitoring/notificationChannel:NotificationChannel",
        api="monitoring",
        id=f"{CHANNELS}/{{ownId}}",
        create=("POST", V3 + CHANNELS),
        delete_query={"force": "{forceDelete}"},
        steps=Channels(V3),
        mask=False,
        rules=CHANNEL,
    ),
    Kind(
        type="gcp:monitoring/dashboard:Dashboard",
        api="monitoring",
        id=f"{DASHBOARDS}/{{ownId}}",
        create=("POST", V1 + DASHBOARDS),
        steps=Dashboards(V1),
        mask=False,
        rules={"dashboardJson": Rule(same=same_dashboard)},
    ),
    Kind(
        type="gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
        api="monitoring",
        id=f"{CHECKS}/{{ownId}}",
        create=("POST", V3 + CHECKS),
        steps=UptimeChecks(V3),
        rules=UPTIME_CHECK,
    ),
    Kind(
        type="gcp:monitoring/customService:CustomService",
        api="monitoring",
        id=f"{SERVICES}/{{ownId}}",
        create=("POST", V3 + SERVICES),
        create_query={"serviceId": "{serviceId}"},
        steps=CustomServices(V3),
        rules=CUSTOM_SERVICE,
    ),
    Kind(
        type="gcp:monitoring/slo:Slo",
        api="monitoring",
        id=f"{OBJECTIVES}/{{ownId}}",
        create=("POST", V3 + OBJECTIVES),
        create_query={"serviceLevelObjectiveId": "{sloId}"},
        steps=Chosen(V3),
        rules=objectives.RULES,
    ),
]
