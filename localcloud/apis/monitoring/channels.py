"""Notification channels and the types that there are; a channel in use is deleted only by force.

What is secret in a channel is masked before it is kept, as Google masks it in answers. Absent: sending,
verification codes, the channels of the mobile app.
https://cloud.google.com/monitoring/alerts/using-channels-api
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import kinds, labels
from localcloud.apis.monitoring import names
from localcloud.apis.monitoring.words import bad, longest
from localcloud.errors import failed_precondition, invalid, not_found

if TYPE_CHECKING:
    from localcloud.api import Call, Kind
    from localcloud.casing import Json

#: Type: name for people, labels that must be given, labels that may be given.
_TYPES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "email": ("Email", ("email_address",), ()),
    "google_chat": ("Google Chat", ("space",), ()),
    "pagerduty": ("PagerDuty Services", ("service_key",), ()),
    "pubsub": ("Cloud Pub/Sub", ("topic",), ()),
    "slack": ("Slack", ("channel_name",), ("auth_token", "team")),
    "sms": ("SMS", ("number",), ()),
    "webhook_basicauth": ("Webhook with Basic Auth", ("url",), ("username", "password")),
    "webhook_tokenauth": ("Webhook with Token Auth", ("url",), ()),
}
_SECRET = frozenset({"auth_token", "password", "service_key"})
_MASK = "*" * 10
#: Written by the server alone, although the discovery document does not say so.
_SERVERS = ("creationRecord", "mutationRecords", "verificationStatus")


def check(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """A channel has a type that exists, and its labels."""
    place = "notification_channel"
    kind = str(body.get("type", ""))
    if kind not in _TYPES:
        raise bad(f"{place}.type", kind, "There is no channel of this type.")
    longest(f"{place}.display_name", body.get("displayName"), 512)
    longest(f"{place}.description", body.get("description"), 1024)
    _, needed, allowed = _TYPES[kind]
    given: Json = body.get("labels", {})
    for label in needed:
        if not given.get(label):
            raise bad(f"{place}.labels['{label}']", "", f"A channel of type {kind} must have this label.")
    for label in given:
        if label not in needed and label not in allowed:
            why = f"A channel of type {kind} does not have this label."
            raise bad(f"{place}.labels['{label}']", _shown(label, given[label]), why)
    if kind == "email" and "@" not in given["email_address"].strip("@"):
        raise bad(f"{place}.labels['email_address']", given["email_address"], "It is not an address.")
    if problem := next(labels.problems(body.get("userLabels", {})), ""):
        raise invalid(problem, f"{place}.user_labels")


def fill(_call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A channel as Google shows it."""
    sent = {key: value for key, value in body.items() if key not in _SERVERS}
    filled: Json = {"enabled": True, **sent, "name": name}
    filled["labels"] = {label: _shown(label, value) for label, value in body.get("labels", {}).items()}
    filled["creationRecord"] = old["creationRecord"] if old else names.record(by=False)
    filled["mutationRecords"] = [names.record(by=False)]
    if body["type"] == "sms":
        filled["verificationStatus"] = "UNVERIFIED"
    return filled


def _shown(label: str, value: str) -> str:
    return _MASK if label in _SECRET else value


def delete(call: Call, kind: Kind) -> Json:
    """Deletes a channel; by force out of the policies that use it as well."""
    name, parent = call.resource, call.resource.rpartition("/notificationChannels/")[0]
    kinds.existing(call, kind, name)
    policies = names.everything(call, names.POLICIES, parent)
    users = [policy for policy in policies if name in policy.get("notificationChannels", ())]
    if users and not call.query.get("force"):
        used = ", ".join(f'"{policy["name"]}"' for policy in users)
        raise failed_precondition(
            f'Could not delete "{name}" because it is still being referenced by: {used}'
        )
    for policy in users:
        left = [channel for channel in policy["notificationChannels"] if channel != name]
        body = {key: value for key, value in policy.items() if key != "notificationChannels"}
        body |= {"notificationChannels": left} if left else {}
        call.store.put(call.service, names.POLICIES, policy["name"], body)
    call.store.delete(call.service, name)
    return {}


def descriptor(call: Call) -> Json:
    """One type of channel."""
    place, _, kind = call.resource.rpartition("/notificationChannelDescriptors/")
    if kind not in _TYPES:
        raise not_found(f"Notification channel descriptor '{kind}' was not found.")
    return _described(place, kind)


def descriptors(call: Call) -> Json:
    """Every type of channel; there are too few for pages."""
    return {"channelDescriptors": [_described(call.resource, kind) for kind in _TYPES]}


def _described(place: str, kind: str) -> Json:
    shown, needed, allowed = _TYPES[kind]
    name = f"{place}/notificationChannelDescriptors/{kind}"
    return {
        "name": name,
        "type": kind,
        "displayName": shown,
        "labels": [{"key": label} for label in needed + allowed],
    }
