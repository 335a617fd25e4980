"""What Google refuses in a secret: where it is replicated, whom it tells, and when it ends or rotates.

https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from localcloud import clock, durations, regions
from localcloud.errors import invalid, not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_MOST_TOPICS = 10
_HOUR, _DAY, _LONGEST_TIME = 3600, 86_400, 100 * 365.25 * 86_400


def check(call: Call, name: str, body: Json, old: Json | None) -> None:
    """A secret is replicated automatically or by a list of places, and that cannot change."""
    replication = body.get("replication", {})
    if old is None and len(replication.keys() & {"automatic", "userManaged"}) != 1:
        raise invalid("The replication must be either automatic or user_managed.", "secret.replication")
    if old is None and "userManaged" in replication:
        _check_replicas(replication["userManaged"].get("replicas", []))
    _check_topics(call, body, old)
    _check_times(body, old)
    for alias, number in body.get("versionAliases", {}).items():
        if call.store.get(call.service, f"{name}/versions/{number}") is None:
            words = f"The alias '{alias}' points to version {number}, which does not exist."
            raise invalid(words, "secret.version_aliases")


def _check_replicas(replicas: list[Json]) -> None:
    place = "secret.replication.user_managed.replicas"
    if not replicas:
        raise invalid("At least one replica must be given.", place)
    locations = [str(replica.get("location", "")) for replica in replicas]
    for location in locations:
        if location not in regions.REGIONS:
            raise invalid(f"The location '{location}' of a replica does not exist.", f"{place}.location")
    if len(set(locations)) < len(locations):
        raise invalid("A location can be given only once.", f"{place}.location")


def _check_topics(call: Call, body: Json, old: Json | None) -> None:
    """Topics exist when they are first named; Google publishes to each to find out."""
    topics = [str(topic.get("name", "")) for topic in body.get("topics", [])]
    known = [topic.get("name") for topic in (old or {}).get("topics", [])]
    if len(topics) > _MOST_TOPICS:
        raise invalid(f"At most {_MOST_TOPICS} topics can be given.", "secret.topics")
    for topic in topics:
        if not re.fullmatch(r"projects/[^/]+/topics/[^/]+", topic):
            words = f"Invalid topic name '{topic}': it must be projects/PROJECT_ID/topics/TOPIC_ID."
            raise invalid(words, "secret.topics.name")
        if topic not in known and call.store.get("pubsub.googleapis.com", call.resolve(topic)) is None:
            raise not_found(f"The topic {topic} was not found.")


def _check_times(body: Json, old: Json | None) -> None:
    """One end at most, and that ahead; what lasts between its limits."""
    before: Json = old or {}
    if body.get("ttl") and body.get("expireTime") and body["expireTime"] != before.get("expireTime"):
        raise invalid("Only one of ttl and expire_time can be given.", "secret.ttl")
    if body.get("ttl") and durations.of(body, "ttl") <= 0:
        raise invalid("The ttl must be more than 0 seconds.", "secret.ttl")
    if durations.of(body, "ttl") > _LONGEST_TIME:
        raise invalid("The ttl is too long.", "secret.ttl")
    ends = body.get("expireTime")
    if ends and ends != before.get("expireTime") and _moment(ends) <= clock.seconds():
        raise invalid("The expire time must be in the future.", "secret.expire_time")
    delay = body.get("versionDestroyTtl")
    if delay and not _DAY <= durations.seconds(delay) <= 1000 * _DAY:
        words = "The version destroy ttl must be between 24 hours and 1000 days."
        raise invalid(words, "secret.version_destroy_ttl")
    _check_rotation(body, before)


def _check_rotation(body: Json, before: Json) -> None:
    """A rotation tells somebody, and lies ahead when it is set."""
    rotation = body.get("rotation")
    if not rotation or rotation == before.get("rotation"):
        return
    if not body.get("topics"):
        words = "A secret with a rotation must have at least one topic to tell about it."
        raise invalid(words, "secret.topics")
    due, period = rotation.get("nextRotationTime"), rotation.get("rotationPeriod")
    if period and not _HOUR <= durations.seconds(period) <= _LONGEST_TIME:
        words = "The rotation period must be between 1 hour and 100 years."
        raise invalid(words, "secret.rotation.rotation_period")
    if period and not due:
        words = "A rotation period must have a next rotation time."
        raise invalid(words, "secret.rotation.next_rotation_time")
    if due and _moment(due) <= clock.seconds():
        raise invalid("The next rotation time must be in the future.", "secret.rotation.next_rotation_time")


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()
