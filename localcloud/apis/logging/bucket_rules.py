"""What Google refuses in log buckets, and what it adds. A lock, analytics and a key cannot be taken back.

Absent: whether a key exists, the state of indexes.
https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.locations.buckets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import regions
from localcloud.api import now
from localcloud.errors import failed_precondition, invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

PLACES = frozenset({"global", "us", "eu"})
USUAL_DAYS = 30
_LONGEST_DAYS, _MOST_INDEXES = 3650, 20
_KEY = re.compile(r"projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+")


def check(_call: Call, name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a bucket."""
    leaf = name.rpartition("/")[2]
    if old is None:
        regions.check(name.split("/")[3], more=PLACES)
    elif leaf == "_Required":
        raise invalid("The bucket _Required cannot be modified.", "name")
    elif old["lifecycleState"] != "ACTIVE":
        raise failed_precondition(f"Bucket {name} is in state {old['lifecycleState']}; undelete it first.")
    days = body.get("retentionDays", 0)
    if not 0 <= days <= _LONGEST_DAYS:
        words = f"retention_days must be between 1 and {_LONGEST_DAYS}; {days} was given."
        raise invalid(words, "bucket.retention_days")
    indexes: list[Json] = body.get("indexConfigs", [])
    if len(indexes) > _MOST_INDEXES:
        raise invalid(f"At most {_MOST_INDEXES} fields can be indexed.", "bucket.index_configs")
    key = str(body.get("cmekSettings", {}).get("kmsKeyName", ""))
    if key and not _KEY.fullmatch(key):
        raise invalid(f"'{key}' is not the name of a Cloud KMS key.", "bucket.cmek_settings.kms_key_name")
    if old is not None:
        _check_change(body, old)


def _check_change(body: Json, old: Json) -> None:
    """What cannot be undone."""
    if old.get("locked") and body.get("retentionDays") != old.get("retentionDays"):
        words = "The retention period of a locked bucket cannot be changed."
        raise failed_precondition(words)
    for field in ("locked", "analyticsEnabled"):
        if old.get(field) and not body.get(field):
            raise failed_precondition(f"{field} cannot be taken back once it is set.")
    if old.get("cmekSettings", {}).get("kmsKeyName") and not body.get("cmekSettings", {}).get("kmsKeyName"):
        raise failed_precondition("The key of a bucket cannot be taken away, only changed.")


def fill(_call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A bucket as Google shows it; the two that every project has tell no time of creation."""
    moment = now()
    filled: Json = {**body, "name": name, "lifecycleState": "ACTIVE", "updateTime": moment}
    filled["retentionDays"] = body.get("retentionDays") or USUAL_DAYS
    if old is None:
        filled["createTime"] = moment
    return filled
