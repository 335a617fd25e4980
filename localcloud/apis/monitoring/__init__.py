"""Monitoring v3 and dashboards v1: what is declared of them. Nothing is measured and nobody is told.

Absent: time series, metric descriptors, groups, snoozes, uptime check addresses.
https://cloud.google.com/monitoring/api/ref_v3/rest
"""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from localcloud import kinds
from localcloud.api import Api, Call, Kind
from localcloud.apis.monitoring import alert_policies, channels, dashboards, names, objectives, uptime_checks
from localcloud.errors import already_exists, unimplemented

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("monitoring.googleapis.com")
_BAD_ID = "Invalid id '{id}': it does not match the pattern of ids."

POLICIES = API.kind(
    Kind(
        at=names.POLICIES,
        schema="AlertPolicy",
        check=alert_policies.check,
        fill=alert_policies.fill,
        whole_update=True,
    )
)
CHANNELS = API.kind(
    Kind(
        at=names.CHANNELS,
        schema="NotificationChannel",
        check=channels.check,
        fill=channels.fill,
        whole_update=True,
    )
)
CHECKS = API.kind(
    Kind(
        at="projects.uptimeCheckConfigs",
        schema="UptimeCheckConfig",
        check=uptime_checks.check,
        fill=uptime_checks.fill,
        on_delete=uptime_checks.leave,
        whole_update=True,
    )
)
SERVICES = API.kind(
    Kind(
        at="services",
        schema="Service",
        id_param="serviceId",
        ids=re.compile(r"[a-z0-9-]{1,63}"),
        bad_id=_BAD_ID,
        check=objectives.check_service,
        fill=objectives.fill,
    )
)
OBJECTIVES = API.kind(
    Kind(
        at="services.serviceLevelObjectives",
        schema="ServiceLevelObjective",
        id_param="serviceLevelObjectiveId",
        ids=re.compile(r"[a-zA-Z0-9_:.-]{1,63}"),
        bad_id=_BAD_ID,
        check=objectives.check_objective,
        fill=objectives.fill,
    )
)
DASHBOARDS = API.kind(
    Kind(
        at="projects.dashboards",
        schema="Dashboard",
        check=dashboards.check,
        fill=dashboards.fill,
        whole_update=True,
        default_page=1000,
    )
)
API.on("projects.notificationChannelDescriptors.get")(channels.descriptor)
API.on("projects.notificationChannelDescriptors.list")(channels.descriptors)


@API.on(f"{POLICIES.at}.create", f"{CHANNELS.at}.create", f"{CHECKS.at}.create")
def create(call: Call) -> Json:
    """Makes a resource whose id the server chooses."""
    kind = _kind(call)
    leaf = names.slug(str(call.body.get("displayName", ""))) if kind is CHECKS else names.number()
    return kinds.save(call, kind, f"{call.resource}/{kind.segment}/{leaf}", call.body, None)


@API.on(f"{DASHBOARDS.at}.create")
def create_dashboard(call: Call) -> Json:
    """Makes a dashboard."""
    name = dashboards.new_name(call, call.resource)
    if call.store.get(call.service, name) is not None:
        raise already_exists(DASHBOARDS.words(DASHBOARDS.exists, name))
    return kinds.save(call, DASHBOARDS, name, call.body, None)


@API.on(f"{SERVICES.at}.create", f"{OBJECTIVES.at}.create")
def create_named(call: Call) -> Json:
    """Makes a service or an objective; without an id it gets one."""
    kind = _of_a_project(call)
    call.query.setdefault(kind.id_param, uuid.uuid4().hex[:22])
    if kind is OBJECTIVES:
        kinds.existing(call, SERVICES, call.resource)
    return kinds.create(call, kind)


@API.on(f"{POLICIES.at}.list", f"{CHANNELS.at}.list", f"{CHECKS.at}.list")
def list_(call: Call) -> Json:
    """Lists with their size."""
    return names.list_(call, _kind(call))


@API.on(f"{SERVICES.at}.list")
def list_services(call: Call) -> Json:
    """Lists services."""
    _of_a_project(call)
    if "identifier_case" in str(call.query.get("filter", "")):
        raise unimplemented("The local cloud does not look for services by the case of their identifier.")
    return kinds.list_(call, SERVICES)


@API.on(f"{OBJECTIVES.at}.list", f"{OBJECTIVES.at}.get")
def read_objectives(call: Call) -> Json:
    """Gives one objective, or those of a service."""
    if call.query.get("view") == "EXPLICIT":
        raise unimplemented("The local cloud shows objectives as they were defined; leave the view out.")
    if call.method.id.endswith(".get"):
        return kinds.get(call, OBJECTIVES)
    _of_a_project(call)
    if not call.resource.endswith("/-"):
        kinds.existing(call, SERVICES, call.resource)
    return kinds.list_(call, OBJECTIVES)


@API.on(f"{CHANNELS.at}.delete")
def delete_channel(call: Call) -> Json:
    """Deletes a channel that no policy uses, or by force."""
    return channels.delete(call, CHANNELS)


def _of_a_project(call: Call) -> Kind:
    if call.named is None:
        raise unimplemented(f"The local cloud keeps services of projects only, not of {call.resource}.")
    return _kind(call)


def _kind(call: Call) -> Kind:
    return API.kinds[call.method.id.rpartition(".")[0]]
