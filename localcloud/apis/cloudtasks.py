"""Cloud Tasks v2: queues. An update makes a queue that is not there.

Absent: tasks, keys (cmekConfig), App Engine, and the days in which a deleted queue's name may stay taken.
https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import durations, kinds, regions
from localcloud.api import Api, Call, Kind, now
from localcloud.errors import already_exists, invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("cloudtasks.googleapis.com")
regions.serve(API)
_IDS = re.compile(r"[A-Za-z0-9-]{1,100}")
_BAD_ID = 'Queue ID "{id}" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-), up to 100.'
_RATES: Json = {"maxDispatchesPerSecond": 500, "maxBurstSize": 100, "maxConcurrentDispatches": 1000}
_RETRIES: Json = {"maxAttempts": 100, "minBackoff": "0.100s", "maxBackoff": "3600s", "maxDoublings": 16}
_FASTEST, _MOST_AT_ONCE, _LONGEST_BACKOFF, _LARGEST_PAGE = 500, 5000, 3600, 9800


def check(_call: Call, name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a queue."""
    if old is None:
        regions.check(name.split("/")[3])
    rates: Json = body.get("rateLimits", {})
    if not 0 <= rates.get("maxDispatchesPerSecond", 0) <= _FASTEST:
        words = f"max_dispatches_per_second must be between 0 and {_FASTEST}."
        raise invalid(words, "queue.rate_limits.max_dispatches_per_second")
    if not 0 <= rates.get("maxConcurrentDispatches", 0) <= _MOST_AT_ONCE:
        words = f"max_concurrent_dispatches must be between 0 and {_MOST_AT_ONCE}."
        raise invalid(words, "queue.rate_limits.max_concurrent_dispatches")
    _check_retries(body.get("retryConfig", {}))
    if not 0 <= body.get("stackdriverLoggingConfig", {}).get("samplingRatio", 0) <= 1:
        words = "sampling_ratio must be between 0.0 and 1.0."
        raise invalid(words, "queue.stackdriver_logging_config.sampling_ratio")


def _check_retries(retries: Json) -> None:
    place = "queue.retry_config"
    if retries.get("maxAttempts", 0) < -1:
        raise invalid("max_attempts must be -1 or more.", f"{place}.max_attempts")
    if retries.get("maxDoublings", 0) < 0:
        raise invalid("max_doublings must not be negative.", f"{place}.max_doublings")
    if durations.of(retries, "maxRetryDuration", "0s") < 0:
        raise invalid("max_retry_duration must not be negative.", f"{place}.max_retry_duration")
    low, high = durations.of(retries, "minBackoff", "0.1s"), durations.of(retries, "maxBackoff", "3600s")
    if not 0 <= low <= high <= _LONGEST_BACKOFF:
        words = f"min_backoff must not be larger than max_backoff, and that not than {_LONGEST_BACKOFF}s."
        raise invalid(words, f"{place}.min_backoff")


def fill(_call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A queue as Google shows it: what is 0 or was not given is the default."""
    filled: Json = {**body, "name": name, "state": old["state"] if old else "RUNNING"}
    for field, usual in (("rateLimits", _RATES), ("retryConfig", _RETRIES)):
        filled[field] = usual | {key: value for key, value in body.get(field, {}).items() if value != 0}
    return filled


QUEUES = API.kind(
    Kind(
        at="projects.locations.queues",
        schema="Queue",
        ids=_IDS,
        bad_id=_BAD_ID,
        missing="Queue does not exist. If you just created the queue, wait at least a minute for the queue "
        "to initialize.",
        exists="Queue already exists.",
        check=check,
        fill=fill,
        whole_update=True,
        default_page=_LARGEST_PAGE,
        largest_page=_LARGEST_PAGE,
    )
)


@API.on(f"{QUEUES.at}.create")
def create(call: Call) -> Json:
    """Makes a queue; its name stands in the body."""
    given = str(call.body.get("name", ""))
    name = call.resolve(given) if given.startswith("projects/") else given
    if not name.startswith(f"{call.resource}/queues/"):
        words = f"Invalid queue name '{given}': it must be {call.resource}/queues/QUEUE_ID."
        raise invalid(words, "queue.name")
    if call.store.get(call.service, name) is not None:
        raise already_exists(QUEUES.exists)
    return _made(call, name)


def _made(call: Call, name: str) -> Json:
    if not _IDS.fullmatch(name.partition("/queues/")[2]):
        raise invalid(_BAD_ID.format(id=name.partition("/queues/")[2]), "queue.name")
    return kinds.save(call, QUEUES, name, call.body, None)


@API.on(f"{QUEUES.at}.patch")
def patch(call: Call) -> Json:
    """Changes a queue, or makes it."""
    if call.store.get(call.service, call.resource) is None:
        return _made(call, call.resource)
    return kinds.patch(call, QUEUES)


@API.on(f"{QUEUES.at}.pause", f"{QUEUES.at}.resume", f"{QUEUES.at}.purge")
def switch(call: Call) -> Json:
    """Pauses a queue, resumes it, or empties it; all of it can be said twice."""
    body = kinds.existing(call, QUEUES, call.resource)
    verb = call.method.id.rpartition(".")[2]
    change = {"pause": {"state": "PAUSED"}, "resume": {"state": "RUNNING"}, "purge": {"purgeTime": now()}}
    changed = body | change[verb]
    call.store.put(call.service, QUEUES.at, call.resource, changed)
    return changed
