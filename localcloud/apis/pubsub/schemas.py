"""Rules of schemas: a definition in a known language. Revisions are in `schema_revisions.py`.

Absent: reading a definition further than its beginning.
https://cloud.google.com/pubsub/docs/schemas
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

from localcloud import clock
from localcloud.api import now
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)
_PROTOCOL_BUFFER = re.compile(
    r"\A\s*(?:syntax|edition|package|import|option|message|enum)\b.*\bmessage\s+\w+|\A\s*message\s+\w+",
    re.DOTALL,
)


def check_schema(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """A definition in a known language; an Avro one is a record in JSON, a protocol buffer has a message."""
    if body.get("type") not in ("AVRO", "PROTOCOL_BUFFER"):
        raise invalid("Invalid schema type given: AVRO and PROTOCOL_BUFFER are valid.", "schema.type")
    if not body.get("definition"):
        raise invalid("Invalid schema given: the definition is empty.", "schema.definition")
    if body["type"] == "AVRO":
        _check_avro(body["definition"])
    elif not _PROTOCOL_BUFFER.search(_COMMENT.sub("", body["definition"])):
        words = "Invalid protocol buffer schema given: it begins with syntax or message and has a message."
        raise invalid(words, "schema.definition")


def _check_avro(definition: str) -> None:
    try:
        shape = json.loads(definition)
    except ValueError as error:
        raise invalid(f"Invalid Avro schema given: {error}.", "schema.definition") from error
    record = cast("Json", shape) if isinstance(shape, dict) else {}
    if record.get("type") != "record" or not record.get("name") or not isinstance(record.get("fields"), list):
        words = "Invalid Avro schema given: it must be a record with a name and a list of fields."
        raise invalid(words, "schema.definition")


def fill_schema(_call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A schema at its first revision."""
    return {**body, "name": name, "revisionId": clock.new_uuid()[:8], "revisionCreateTime": now()}
