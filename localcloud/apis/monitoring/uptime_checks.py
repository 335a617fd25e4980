"""Uptime checks: over HTTP and TCP, against a host or a group. Nothing is checked here.

Passwords and masked headers are hidden before they are kept, as Google hides them in answers. Absent:
synthetic monitors, private checkers, whether a host or a group exists.
https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.uptimeCheckConfigs
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import durations
from localcloud.apis.monitoring import names
from localcloud.apis.monitoring.words import bad, longest, only_one
from localcloud.errors import failed_precondition, unimplemented

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_PLACE = "uptime_check_config"
_PERIODS = frozenset({60, 300, 600, 900})
_RESOURCES = frozenset(
    [
        "uptime_url",
        "gce_instance",
        "gae_app",
        "aws_ec2_instance",
        "aws_elb_load_balancer",
        "k8s_service",
        "servicedirectory_service",
        "cloud_run_revision",
    ]
)
#: The regions of the world and how many places each has; a check runs from three places at least.
_PLACES = {"USA": 3, "EUROPE": 1, "SOUTH_AMERICA": 1, "ASIA_PACIFIC": 1}
_FEWEST_PLACES, _MOST_HEADERS, _LARGEST_PORT = 3, 100, 65_535
_LONGEST_MATCH = 1024
_HIDDEN = "******"


def check(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """Everything that Google refuses in a check."""
    if {"syntheticMonitor", "internalCheckers"} & body.keys() or body.get("isInternal"):
        raise unimplemented("The local cloud has no synthetic monitors and no private checkers.")
    if not body.get("displayName"):
        raise bad(f"{_PLACE}.display_name", "", "must not be empty.")
    longest(f"{_PLACE}.display_name", body["displayName"], 512)
    if not 1 <= durations.of(body, "timeout") <= 60:
        raise bad(f"{_PLACE}.timeout", body.get("timeout", ""), "must be between 1 and 60 seconds.")
    if "period" in body and durations.of(body, "period") not in _PERIODS:
        raise bad(f"{_PLACE}.period", body["period"], "must be 60s, 300s, 600s or 900s.")
    _check_target(body)
    if "httpCheck" in body:
        _check_http(body["httpCheck"], f"{_PLACE}.http_check")
    elif not 0 < body["tcpCheck"].get("port", 0) <= _LARGEST_PORT:
        raise bad(f"{_PLACE}.tcp_check.port", body["tcpCheck"].get("port", 0), "It is not a port.")
    for position, matcher in enumerate(body.get("contentMatchers", [])):
        place = f"{_PLACE}.content_matchers[{position}].content"
        if not matcher.get("content"):
            raise bad(place, "", "must not be empty.")
        longest(place, matcher["content"], _LONGEST_MATCH)
    regions: list[str] = body.get("selectedRegions", [])
    if regions and sum(_PLACES.get(region, 1) for region in set(regions)) < _FEWEST_PLACES:
        why = f"Regions with {_FEWEST_PLACES} locations at least must be given."
        raise bad(f"{_PLACE}.selected_regions", ", ".join(regions), why)


def _check_target(body: Json) -> None:
    what = "An HTTP check or a TCP check must be given."
    only_one(body, ("httpCheck", "tcpCheck"), _PLACE, "check_request_type", needed=what)
    what = "A monitored resource or a group must be given."
    only_one(body, ("monitoredResource", "resourceGroup"), _PLACE, "resource", needed=what)
    resource: Json = body.get("monitoredResource", {})
    if resource and resource.get("type") not in _RESOURCES:
        why = f"must be one of {', '.join(sorted(_RESOURCES))}."
        raise bad(f"{_PLACE}.monitored_resource.type", resource.get("type", ""), why)
    if resource.get("type") == "uptime_url" and not resource.get("labels", {}).get("host"):
        raise bad(f"{_PLACE}.monitored_resource.labels['host']", "", "must not be empty.")


def _check_http(body: Json, place: str) -> None:
    method, kind = body.get("requestMethod", "GET"), body.get("contentType", "")
    headers: Json = body.get("headers", {})
    if not 0 <= body.get("port", 0) <= _LARGEST_PORT:
        raise bad(f"{place}.port", body["port"], "It is not a port.")
    if method == "GET" and (body.get("body") or kind):
        raise bad(f"{place}.request_method", method, "A GET check must have neither body nor content type.")
    if method == "POST" and not kind:
        raise bad(f"{place}.content_type", "TYPE_UNSPECIFIED", "A POST check must have a content type.")
    if (kind == "USER_PROVIDED") != bool(body.get("customContentType")):
        why = "It goes with the content type USER_PROVIDED, and only with that."
        raise bad(f"{place}.custom_content_type", body.get("customContentType", ""), why)
    if kind and any(name.lower() == "content-type" for name in headers):
        raise bad(f"{place}.headers", "Content-Type", "The content type is given twice.")
    if len(headers) > _MOST_HEADERS:
        raise bad(f"{place}.headers", len(headers), f"At most {_MOST_HEADERS} headers are allowed.")
    if "authInfo" in body and "serviceAgentAuthentication" in body:
        raise bad(f"{place}.auth_method", "", "Only one way of authentication can be given.")


def fill(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A check as Google shows it."""
    filled: Json = {"period": "60s", "checkerType": "STATIC_IP_CHECKERS", **body, "name": name}
    if "httpCheck" in filled:
        filled["httpCheck"] = _filled_http(filled["httpCheck"])
    resource: Json = filled.get("monitoredResource", {})
    if resource.get("type") == "uptime_url":
        project = {"project_id": call.project.id}
        filled["monitoredResource"] = {**resource, "labels": project | resource["labels"]}
    return filled


def _filled_http(body: Json) -> Json:
    http: Json = {"requestMethod": "GET", **body}
    http["path"] = "/" + str(http.get("path", "")).removeprefix("/")
    http["port"] = http.get("port") or (443 if http.get("useSsl") else 80)
    if http.get("authInfo", {}).get("password"):
        http["authInfo"] = {**http["authInfo"], "password": _HIDDEN}
    if http.get("maskHeaders"):
        http["headers"] = dict.fromkeys(http.get("headers", {}), _HIDDEN)
    return http


def leave(call: Call, name: str, _body: Json) -> None:
    """A check that a policy watches cannot be deleted: the policy would be left invalid."""
    parent, _, leaf = name.rpartition("/uptimeCheckConfigs/")
    watched = re.compile(rf"check_id\W+{re.escape(leaf)}(?![\w-])")
    for policy in names.everything(call, names.POLICIES, parent):
        if any(watched.search(str(condition)) for condition in policy["conditions"]):
            words = f'Could not delete "{name}" because it is still being referenced by: "{policy["name"]}"'
            raise failed_precondition(words)
