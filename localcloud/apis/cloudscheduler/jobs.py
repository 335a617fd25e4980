"""Jobs of Cloud Scheduler: what Google refuses in them, and what it adds.

Absent: App Engine targets. https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, durations, members, regions
from localcloud.api import now
from localcloud.apis.cloudscheduler import crontab
from localcloud.errors import denied, invalid, unimplemented

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

TARGETS = ("httpTarget", "pubsubTarget", "appEngineHttpTarget")
_TOPIC = re.compile(r"projects/([^/]+)/topics/[^/]+")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_DEADLINE, _USUAL_DEADLINE = (15, 1800), "180s"
_LONGEST_URI, _LONGEST_DESCRIPTION, _MOST_RETRIES, _LARGEST = 2083, 500, 5, 2**20
_AGENT = "Google-Cloud-Scheduler"
_RETRIES: Json = {
    "maxRetryDuration": "0s",
    "minBackoffDuration": "5s",
    "maxBackoffDuration": "3600s",
    "maxDoublings": 5,
}


def check(call: Call, name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a job."""
    if old is None:
        regions.check(name.split("/")[3])
    if len(call.raw) > _LARGEST:
        raise invalid("The job is larger than 1 MB.", "job")
    crontab.read(str(body.get("schedule", "")))
    crontab.zone(str(body.get("timeZone", "")))
    if len(body.get("description", "")) > _LONGEST_DESCRIPTION:
        raise invalid(f"The description is longer than {_LONGEST_DESCRIPTION} characters.", "job.description")
    if "appEngineHttpTarget" in body:
        raise unimplemented("The local cloud has no App Engine; give the job an HTTP or a Pub/Sub target.")
    if sum(target in body for target in TARGETS) != 1:
        raise invalid("Exactly one target must be given: http_target or pubsub_target.", "job.target")
    seconds = durations.of(body, "attemptDeadline", _USUAL_DEADLINE)
    if "httpTarget" in body and not _DEADLINE[0] <= seconds <= _DEADLINE[1]:
        words = f"The attempt deadline must be between {_DEADLINE[0]} and {_DEADLINE[1]} seconds."
        raise invalid(words, "job.attempt_deadline")
    _check_retries(body.get("retryConfig", {}))
    if "httpTarget" in body:
        _check_http(call, body["httpTarget"])
    else:
        _check_topic(call, name, body["pubsubTarget"])


def _check_retries(retries: Json) -> None:
    if not 0 <= retries.get("retryCount", 0) <= _MOST_RETRIES:
        raise invalid(f"retry_count must be between 0 and {_MOST_RETRIES}.", "job.retry_config.retry_count")
    if retries.get("maxDoublings", 0) < 0 or durations.of(retries, "maxRetryDuration", "0s") < 0:
        raise invalid("The retry configuration must not hold negative values.", "job.retry_config")
    low, high = (
        durations.of(retries, "minBackoffDuration", "5s"),
        durations.of(retries, "maxBackoffDuration", "3600s"),
    )
    if not 0 <= low <= high:
        words = "The minimum backoff must not be larger than the maximum backoff."
        raise invalid(words, "job.retry_config.min_backoff_duration")


def _check_http(call: Call, target: Json) -> None:
    place, uri = "job.http_target", str(target["uri"])
    if not re.fullmatch(r"https?://[^\s/]\S*", uri) or len(uri) > _LONGEST_URI:
        words = (
            f"'{uri}' is not an address: it begins with http:// or https://, and has {_LONGEST_URI} at most."
        )
        raise invalid(words, f"{place}.uri")
    if target.get("body") and target.get("httpMethod", "POST") not in _WITH_BODY:
        raise invalid(f"A request with {target['httpMethod']} cannot have a body.", f"{place}.body")
    if "oauthToken" in target and "oidcToken" in target:
        words = f"Invalid value at '{place}' (oneof), oneof field 'authorization_header' is already set."
        raise invalid(words, place)
    for token in ("oauthToken", "oidcToken"):
        account = str(target.get(token, {}).get("serviceAccountEmail", ""))
        if token in target and not account:
            raise invalid("A service account must be given.", f"{place}.{token}.service_account_email")
        if account and not members.account_exists(call.cloud, account):
            permission = "iam.serviceAccounts.actAs"
            lacking = f'The principal (user or service account) lacks IAM permission "{permission}"'
            raise denied(f'{lacking} for the resource "{account}" (or the resource may not exist).')


def _check_topic(call: Call, name: str, target: Json) -> None:
    """A topic of the same project; whether it exists shows when the job runs."""
    topic, place = call.resolve(str(target["topicName"])), "job.pubsub_target"
    found = _TOPIC.fullmatch(topic)
    if found is None or found[1] != name.split("/")[1]:
        words = f"Invalid topic name '{topic}': projects/PROJECT_ID/topics/TOPIC_ID, in the job's project."
        raise invalid(words, f"{place}.topic_name")
    if not target.get("data") and not target.get("attributes"):
        words = "Pubsub message must contain either non-empty data, or at least one attribute."
        raise invalid(words, f"{place}.data")


def fill(_call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A job as Google shows it; retries are completed only if some were given."""
    defaults: Json = {"timeZone": "UTC", "attemptDeadline": _USUAL_DEADLINE}
    filled: Json = {**defaults, **body, "name": name, "userUpdateTime": now()}
    if retries := filled.get("retryConfig"):
        filled["retryConfig"] = {**_RETRIES, **retries}
    if http := filled.get("httpTarget"):
        filled["httpTarget"] = {"httpMethod": "POST", **http, "headers": _headers(http)}
    filled["state"] = old["state"] if old else "ENABLED"
    return scheduled(filled)


def _headers(http: Json) -> Json:
    headers: Json = http.get("headers", {})
    if http.get("body") and not any(name.lower() == "content-type" for name in headers):
        headers = {"Content-Type": "application/octet-stream", **headers}
    return {**headers, "User-Agent": _AGENT}


def scheduled(body: Json) -> Json:
    """A job with the time at which it is next due."""
    schedule, place = crontab.read(body["schedule"]), crontab.zone(body["timeZone"])
    due = crontab.following(schedule, place, clock.seconds())
    return {**body, "scheduleTime": clock.timestamp(due)} if due else body
