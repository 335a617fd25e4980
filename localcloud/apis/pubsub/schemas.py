"""Rules of schemas: a definition in a known language, at its first revision.

Absent: committing further revisions, validating messages.
https://cloud.google.com/pubsub/docs/schemas
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localcloud import clock
from localcloud.api import now
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json


def check_schema(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """A definition in a known language; an Avro one must be JSON."""
    if body.get("type") not in ("AVRO", "PROTOCOL_BUFFER"):
        raise invalid("Invalid schema type given: AVRO and PROTOCOL_BUFFER are valid.", "schema.type")
    if not body.get("definition"):
        raise invalid("Invalid schema given: the definition is empty.", "schema.definition")
    if body["type"] == "AVRO":
        try:
            json.loads(body["definition"])
        except ValueError as error:
            raise invalid(f"Invalid Avro schema given: {error}.", "schema.definition") from error


def fill_schema(_call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A schema at its first revision."""
    return {**body, "name": name, "revisionId": clock.new_uuid()[:8], "revisionCreateTime": now()}
