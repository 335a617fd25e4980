"""What Pub/Sub refuses in messages that are published, and in ids with which they are acknowledged.

https://cloud.google.com/pubsub/quotas#resource_limits and
https://cloud.google.com/pubsub/docs/exactly-once-delivery
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud.errors import GoogleError, error_info, invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localcloud.casing import Json

_MOST_ATTRIBUTES, _LONGEST_KEY, _LONGEST_VALUE = 100, 256, 1024
_ACK_ID = re.compile(r"\d+-[0-9a-f-]{36}")
_INVALID_IDS = (
    "Some acknowledgement ids in the request were invalid. This could be because the acknowledgement ids "
    "have expired or the acknowledgement ids were malformed."
)


def check(message: Json) -> None:
    """Raises 400 for attributes and ordering keys that are too long or too many."""
    attributes: Json = message.get("attributes", {})
    if len(attributes) > _MOST_ATTRIBUTES:
        raise invalid(f"A message can have at most {_MOST_ATTRIBUTES} attributes.", "messages.attributes")
    for key, value in attributes.items():
        if not 0 < len(key.encode()) <= _LONGEST_KEY or len(str(value).encode()) > _LONGEST_VALUE:
            words = (
                f"The attribute '{key[:50]}' is too long or empty: keys have 1 to {_LONGEST_KEY} bytes, "
                f"values up to {_LONGEST_VALUE}."
            )
            raise invalid(words, "messages.attributes")
    if len(str(message.get("orderingKey", "")).encode()) > _LONGEST_VALUE:
        raise invalid(f"The ordering key is longer than {_LONGEST_VALUE} bytes.", "messages.ordering_key")


def check_ids(ack_ids: Iterable[str]) -> None:
    """Raises 400 for ids that cannot come from a pull."""
    if not all(_ACK_ID.fullmatch(one) for one in ack_ids):
        raise invalid(_INVALID_IDS, "ack_ids")


def ran_out(ack_ids: Iterable[str]) -> GoogleError:
    """What somebody who wants exactly one delivery is told of ids whose lease is over."""
    failed = dict.fromkeys(ack_ids, "PERMANENT_FAILURE_INVALID_ACK_ID")
    info = error_info("EXACTLY_ONCE_ACKID_FAILURE", "pubsub.googleapis.com", **failed)
    return GoogleError(400, "INVALID_ARGUMENT", _INVALID_IDS, [info])
