"""Alert policies: what Google refuses in them, and what it adds.

Absent: judging metrics, incidents, notifications, snoozes, the limit of policies in a project.
https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import durations
from localcloud.apis.monitoring import conditions, names
from localcloud.apis.monitoring.words import bad, longest
from localcloud.errors import invalid, not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_CHANNEL = re.compile(r"projects/[^/]+/notificationChannels/[^/]+")
_MOST_CHANNELS, _MOST_LINKS = 16, 3
_SHORTEST_CLOSE = 1800
_RATE_LIMITED = "metric-based alert policies must not specify a notification rate limit"


def check(call: Call, _name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a policy."""
    if not body.get("displayName"):
        raise bad("alert_policy.display_name", "", "must not be empty.")
    longest("alert_policy.display_name", body["displayName"], 512)
    found: list[Json] = body.get("conditions", [])
    conditions.check(found)
    if len(found) > 1 and not body.get("combiner"):
        why = "A policy with more than one condition must say how they are combined."
        raise bad("alert_policy.combiner", "COMBINE_UNSPECIFIED", why)
    _check_strategy(body.get("alertStrategy", {}), by_log=conditions.LOG_MATCH in found[0])
    _check_documentation(body.get("documentation", {}))
    _check_channels(call, body.get("notificationChannels", []), old)


def _check_strategy(strategy: Json, *, by_log: bool) -> None:
    if "autoClose" in strategy and durations.of(strategy, "autoClose") < _SHORTEST_CLOSE:
        why = "the autoclose duration should be at least 30 minutes"
        raise bad("alertStrategy.autoClose", f"seconds: {durations.of(strategy, 'autoClose'):g}", why)
    limit: Json = strategy.get("notificationRateLimit", {})
    if by_log and not limit.get("period"):
        why = "log-based alert policies must specify a notification rate limit"
        raise bad("alertStrategy.notificationRateLimit", "", why)
    if limit and not by_log:
        shown = f"period {{ seconds: {durations.of(limit, 'period'):g} }}"
        raise bad("alertStrategy.notificationRateLimit", shown, _RATE_LIMITED)


def _check_documentation(documentation: Json) -> None:
    place, content = "alert_policy.documentation", str(documentation.get("content", ""))
    longest(f"{place}.content", content, 8192)
    if len(content.encode()) > 10_240:
        raise bad(f"{place}.content", content, "must not be longer than 10240 bytes.")
    if documentation.get("mimeType", "text/markdown") not in ("text/markdown", ""):
        raise bad(f"{place}.mime_type", documentation["mimeType"], 'Only "text/markdown" is supported.')
    links: list[Json] = documentation.get("links", [])
    if len(links) > _MOST_LINKS:
        raise bad(f"{place}.links", len(links), f"At most {_MOST_LINKS} links are allowed.")
    for position, link in enumerate(links):
        if not link.get("displayName"):
            raise bad(f"{place}.links[{position}].display_name", "", "must not be empty.")
        longest(f"{place}.links[{position}].display_name", link["displayName"], 63)
        longest(f"{place}.links[{position}].url", link.get("url"), 2083)


def _check_channels(call: Call, channels: list[str], old: Json | None) -> None:
    """Channels exist; those that a policy names already are not looked at again."""
    if len(channels) > _MOST_CHANNELS:
        why = f"At most {_MOST_CHANNELS} notification channels are allowed."
        raise bad("alert_policy.notification_channels", len(channels), why)
    known: list[str] = (old or {}).get("notificationChannels", [])
    for channel in channels:
        if not _CHANNEL.fullmatch(channel):
            form = "'projects/{project_id}/notificationChannels/{channel_id}'"
            raise invalid(
                f"Name must begin with {form}, got: {channel}", "alert_policy.notification_channels"
            )
        name = call.resolve(channel)
        if name not in known and call.store.get(call.service, name) is None:
            raise not_found(f"Notification channel not found: {channel}")


def fill(call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A policy as Google shows it; a condition keeps its name if the update gives it."""
    known = {condition["name"] for condition in (old or {}).get("conditions", ())}
    named: list[Json] = []
    for condition in body["conditions"]:
        given = call.resolve(str(condition.get("name", "")))
        chosen = given if given in known else f"{name}/conditions/{names.number()}"
        named.append({**condition, "name": chosen})
    made = names.record()
    filled: Json = {"enabled": True, **body, "name": name, "conditions": named}
    if channels := body.get("notificationChannels"):
        filled["notificationChannels"] = [call.resolve(channel) for channel in channels]
    filled["creationRecord"] = old["creationRecord"] if old else made
    filled["mutationRecord"] = made
    return filled
