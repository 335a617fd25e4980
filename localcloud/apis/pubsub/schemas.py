"""Rules of schemas: a definition in a known language. Revisions are in `schema_revisions.py`.

Absent: the inside of a protocol buffer's messages.
https://cloud.google.com/pubsub/docs/schemas
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.api import now
from localcloud.apis.pubsub import avro
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_PROTOCOL_BUFFER = re.compile(
    r"\A\s*(?:syntax|edition|package|import|option|message|enum)\b.*\bmessage\s+\w+|\A\s*message\s+\w+",
    re.DOTALL,
)
_MARK = re.compile(r"[{}]|\bmessage\s+\w+")


def check_schema(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """A definition in a known language; an Avro one is a record in JSON, a protocol buffer has a message."""
    if body.get("type") not in ("AVRO", "PROTOCOL_BUFFER"):
        raise invalid("Invalid schema type given: AVRO and PROTOCOL_BUFFER are valid.", "schema.type")
    if not body.get("definition"):
        raise invalid("Invalid schema given: the definition is empty.", "schema.definition")
    if body["type"] == "AVRO":
        if why := avro.problem(body["definition"]):
            raise invalid(f"Invalid Avro schema given: {why}.", "schema.definition")
        return
    text = _COMMENT.sub("", body["definition"])
    if not _PROTOCOL_BUFFER.search(text):
        words = "Invalid protocol buffer schema given: it begins with syntax or message and has a message."
        raise invalid(words, "schema.definition")
    if not _has_one_message(text):
        words = (
            "Invalid protocol buffer schema given: it must have one message at the top, and closed brackets."
        )
        raise invalid(words, "schema.definition")


def _has_one_message(text: str) -> bool:
    """Whether there is one message outside of all brackets, and every bracket closes."""
    depth, found = 0, 0
    for mark in _MARK.findall(text):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        found += depth == 0 and mark not in "{}"
    return (depth, found) == (0, 1)


def fill_schema(_call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A schema at its first revision."""
    return {**body, "name": name, "revisionId": clock.new_uuid()[:8], "revisionCreateTime": now()}
