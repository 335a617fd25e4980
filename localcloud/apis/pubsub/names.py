"""Names of Pub/Sub's resources, the words around them, and who is attached to whom.

https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from localcloud.errors import not_found

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

IDS = re.compile(r"(?!goog)[A-Za-z][A-Za-z0-9\-_.~+%]{2,254}")
BAD_NAME = (
    "Invalid resource name given (name={name}). Refer to "
    "https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names for more information."
)
MISSING = "Resource not found (resource={id})."
EXISTS = "Resource already exists in the project (resource={id})."
#: What a subscription points at once its topic is gone.
DELETED_TOPIC = "_deleted-topic_"


def existing(call: Call, name: object) -> Json:
    """Gives a resource by a name with the project's id or number, or raises 404."""
    body = call.store.get(call.service, call.resolve(str(name)))
    if body is None:
        raise not_found(MISSING.format(id=str(name).rpartition("/")[2]))
    return body


def attached(call: Call, topic: str) -> list[Json]:
    """The subscriptions of a topic, in any project."""
    # Left to itself, SQLite reads all of the service in the order of names, and publishing slows down.
    rows = call.store.db.execute(
        "SELECT body FROM resources INDEXED BY by_topic "
        "WHERE service=? AND kind=? AND json_extract(body, '$.topic')=? ORDER BY name",
        (call.service, "projects.subscriptions", topic),
    )
    return [json.loads(body) for (body,) in rows]
