"""Messages held against the schema of their topic, before they are published or when somebody asks.

A message has to fit one of the revisions that the topic allows; subscribers are told which, in attributes.
Absent: messages in binary, and of protocol buffers: these are published unread, and asking is refused.
https://cloud.google.com/pubsub/docs/schemas#message-delivery
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from localcloud.apis.pubsub import avro_messages, schemas
from localcloud.apis.pubsub.names import existing
from localcloud.errors import invalid, unimplemented

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_REVISIONS, _MOST = "projects.schemas.revisions", 20
_DELETED = "_deleted-schema_"
_REFUSED = "Invalid data in message: Message failed schema validation."


def check(call: Call, topic: Json) -> None:
    """Raises 400 for a message that is none of the topic's schema; marks the others with their revision."""
    settings: Json = topic.get("schemaSettings", {})
    if not settings or settings["schema"] == _DELETED:
        return
    revisions = _allowed(call, settings)
    for message in call.body.get("messages", []):
        data = _decoded(message.get("data", ""))
        fitting = [one for one in revisions if _is_unread(one, settings) or _fits(one, data)]
        if not fitting:
            raise invalid(_REFUSED, "messages")
        message["attributes"] = {
            **message.get("attributes", {}),
            "googclient_schemaencoding": settings.get("encoding", "JSON"),
            "googclient_schemaname": settings["schema"],
            "googclient_schemarevisionid": fitting[0]["revisionId"],
        }


def validate(call: Call) -> Json:
    """Refuses a message that a topic of this schema would refuse."""
    schema: Json = call.body.get("schema") or {}
    if name := call.body.get("name"):
        schema = existing(call, name)
    schemas.check_schema(call, "", schema, None)
    if _is_unread(schema, call.body):
        words = "The local cloud reads messages of Avro schemas in JSON; other messages it does not validate."
        raise unimplemented(words)
    if not _fits(schema, _decoded(call.body.get("message", ""))):
        raise invalid(_REFUSED, "message")
    return {}


def _allowed(call: Call, settings: Json) -> list[Json]:
    """The revisions from the first to the last that a topic allows, newest first."""
    rows = call.store.page(call.service, _REVISIONS, settings["schema"], "", _MOST)
    found = [body for _, body in rows]
    ids = [body["revisionId"] for body in found]
    first, last = settings.get("firstRevisionId"), settings.get("lastRevisionId")
    end = ids.index(first) + 1 if first in ids else len(ids)
    return found[ids.index(last) if last in ids else 0 : end]


def _is_unread(schema: Json, settings: Json) -> bool:
    return schema["type"] != "AVRO" or settings.get("encoding", "JSON") != "JSON"


def _fits(schema: Json, data: bytes) -> bool:
    return avro_messages.fits(schema["definition"], data)


def _decoded(text: str) -> bytes:
    return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))
