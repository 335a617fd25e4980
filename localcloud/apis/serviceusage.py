"""Service Usage v1 and v1beta1: which APIs a project has enabled; agents of services.

Answers carry the project's number. Absent: quota, dependencies between services, usage checks.
https://cloud.google.com/service-usage/docs/reference/rest
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, gate, members, operation_lists, operations, paging
from localcloud.api import Api, Call
from localcloud.errors import GoogleError, bad_request, denied, error_info, failed_precondition, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json
    from localcloud.projects import Project

API = Api("serviceusage.googleapis.com")
_TYPES = "type.googleapis.com/google.api.serviceusage."
_DONE = "operations/finished.DONE_OPERATION"
_NOOP = "operations/noop.DONE_OPERATION"
_BATCH_GET, _BATCH_ENABLE, _LARGEST_PAGE = 30, 20, 200
_FILTER = re.compile(r"state:(ENABLED|DISABLED)")


@API.on("services.get")
def get(call: Call) -> Json:
    """One service of a project."""
    return _service(call, call.project, _known(call.resource))


@API.on("services.batchGet")
def batch_get(call: Call) -> Json:
    """Up to 30 services of one project."""
    names: list[str] = call.query.get("names", [])
    if not names:
        raise _bad("names", "At least one name must be given.")
    if len(names) > _BATCH_GET:
        raise _bad("names", f"At most {_BATCH_GET} names can be asked for at once; {len(names)} were given.")
    outside = [name for name in names if not call.resolve(name).startswith(call.resource + "/services/")]
    if outside:
        raise _bad("names", f"The name {outside[0]} is not under the parent {call.resource}.")
    return {"services": [_service(call, call.project, _known(name)) for name in names]}


@API.on("services.list")
def list_(call: Call) -> Json:
    """Every service Google knows, or those in one state."""
    asked = str(call.query.get("filter", ""))
    if asked and not _FILTER.fullmatch(asked):
        raise _bad("filter", f"Invalid filter '{asked}'; state:ENABLED and state:DISABLED are valid.")
    enabled, known = call.cloud.gate.enabled(call.project), gate.known()
    wanted = {"state:ENABLED": set(enabled), "state:DISABLED": known - enabled.keys()}.get(asked, set(known))
    size = paging.size(call.query, default=50, limit=_LARGEST_PAGE)
    services = paging.known(wanted, lambda name: _service(call, call.project, name))
    found, token = paging.cut(call.resource, call.query, size, services)
    return paging.shown("services", found, token)


@API.on("services.enable")
def enable(call: Call) -> Json:
    """Enables one service; an operation that is done when nothing changed."""
    service = _known(call.resource)
    return _enabled(call, [service], "EnableServiceResponse", lambda found: {"service": found[0]})


@API.on("services.batchEnable")
def batch_enable(call: Call) -> Json:
    """Enables up to 20 services, all or none."""
    asked: list[str] = call.body.get("serviceIds", [])
    if not asked:
        raise _bad("service_ids", "At least one service must be given.")
    if len(asked) > _BATCH_ENABLE:
        words = f"At most {_BATCH_ENABLE} services can be enabled at once; {len(asked)} were given."
        raise _bad("service_ids", words)
    _refuse_unknown(asked)
    return _enabled(call, asked, "BatchEnableServicesResponse", lambda found: {"services": found})


@API.on("services.disable")
def disable(call: Call) -> Json:
    """Disables one service; refused when it is not enabled."""
    service = _known(call.resource)
    if service not in call.cloud.gate.enabled(call.project):
        raise failed_precondition(f"Service {service} is not enabled in project {call.project.number}.")
    call.cloud.gate.disable(call.project, service)
    response = {
        "@type": f"{_TYPES}v1.DisableServiceResponse",
        "service": _service(call, call.project, service),
    }
    return operations.start(call, _new_name(call), response, _metadata(call, [service]))


@API.on("services.generateServiceIdentity")
def generate_identity(call: Call) -> Json:
    """Makes the agent with which a service acts in the project (v1beta1 only)."""
    service = _known(call.resource)
    name = f"projects/{call.project.id}/services/{service}/identity"
    identity = call.store.get(call.service, name)
    if identity is None:
        unique = str(10**20 + int(call.project.number) * 1000 + len(service))
        identity = {"email": members.agent(service, call.project.number), "uniqueId": unique}
        call.store.put(call.service, "identities", name, identity)
    response = {"@type": f"{_TYPES}v1beta1.ServiceIdentity", **identity}
    return operations.start(call, _DONE, response)


API.on("operations.list")(operation_lists.list_)


@API.on("operations.get")
def get_operation(call: Call) -> Json:
    """An operation; the one that stands for "nothing to do" cannot be asked for."""
    if call.resource.endswith(".DONE_OPERATION"):
        raise invalid(f"Invalid operation name '{call.resource}'.", "name")
    return operations.get(call)


def _enabled(call: Call, services: list[str], kind: str, shaped: Callable[[list[Json]], Json]) -> Json:
    before = call.cloud.gate.enabled(call.project)
    new = [service for service in services if service not in before]
    for service in new:
        call.cloud.gate.enable(call.project, service)
    found = [_service(call, call.project, service) for service in services]
    response = {"@type": f"{_TYPES}v1.{kind}", **shaped(found)}
    if not new:
        return {"name": _NOOP, "done": True, "response": response}
    return operations.start(call, _new_name(call), response, _metadata(call, services))


def _metadata(call: Call, services: list[str]) -> Json:
    names = [f"projects/{call.project.number}/services/{service}" for service in services]
    return {"@type": f"{_TYPES}v1.OperationMetadata", "resourceNames": names}


def _new_name(call: Call) -> str:
    return f"operations/acat.p2-{call.project.number}-{clock.new_uuid()}"


def _service(call: Call, project: Project, service: str) -> Json:
    enabled = service in call.cloud.gate.enabled(project)
    return {
        "name": f"projects/{project.number}/services/{service}",
        "config": {"name": service, "title": gate.title(service)},
        "state": "ENABLED" if enabled else "DISABLED",
        "parent": f"projects/{project.number}",
    }


def _known(name: str) -> str:
    service = name.rpartition("/")[2]
    _refuse_unknown([service])
    return service


def _refuse_unknown(services: list[str]) -> None:
    known = gate.known()
    if unknown := [service for service in services if service not in known]:
        listed = ",".join(unknown)
        violation = {"type": "googleapis.com", "subject": f"?error_code=220002&services={listed}"}
        raise denied(
            f"Not found or permission denied for service(s): {', '.join(unknown)}.",
            {"@type": "type.googleapis.com/google.rpc.PreconditionFailure", "violations": [violation]},
            error_info("SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED", API.service, services=listed),
        )


def _bad(field: str, words: str) -> GoogleError:
    return GoogleError(400, "INVALID_ARGUMENT", words, [bad_request([(field, words)])])
