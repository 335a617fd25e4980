"""Revisions of schemas, newest first, and what becomes of topics whose schema is deleted.

Absent: whether a new revision fits the older ones.
https://cloud.google.com/pubsub/docs/commit-schema-revision
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from localcloud import clock, kinds, paging
from localcloud.apis.pubsub import schemas
from localcloud.apis.pubsub.names import existing
from localcloud.errors import invalid, not_found

if TYPE_CHECKING:
    from localcloud.api import Api, Call
    from localcloud.casing import Json

_AT, _REVISIONS = "projects.schemas", "projects.schemas.revisions"
_MOST = 20
#: What a topic's settings name once their schema is gone.
DELETED_SCHEMA = "_deleted-schema_"


def serve(api: Api) -> None:
    """Puts the methods into the API of Pub/Sub."""
    api.on(f"{_AT}.get")(get)
    api.on(f"{_AT}.commit")(commit)

    def list_schemas(call: Call) -> Json:
        answer = kinds.list_(call, api.kinds[_AT])
        return answer | {
            key: [_viewed(call, one) for one in answer[key]] for key in answer if key == "schemas"
        }

    api.on(f"{_AT}.list")(list_schemas)
    api.on(f"{_AT}.listRevisions")(list_)
    api.on(f"{_AT}.validate")(validate)
    api.on(f"{_AT}.rollback")(roll_back)
    api.on(f"{_AT}.deleteRevision")(delete_revision)


def fill(call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A schema at its next revision, which is kept beside it."""
    filled = schemas.fill_schema(call, name, body, old)
    newest_first = f"{10**13 - int(clock.seconds() * 1000):014}"
    place = f"{name}/revisions/{filled['revisionId']}"
    call.store.put(call.service, _REVISIONS, place, filled, sort=newest_first)
    return filled


def get(call: Call) -> Json:
    """A schema, at one revision with `NAME@REVISION`."""
    name, _, revision = call.resource.partition("@")
    body = existing(call, name)
    if not revision:
        return _viewed(call, body, default="FULL")
    return _viewed(call, {**_revision(call, name, revision), "name": call.resource}, default="FULL")


def _revision(call: Call, name: str, revision: str) -> Json:
    found = call.store.get(call.service, f"{name}/revisions/{revision}")
    if found is None:
        raise not_found(f"Resource not found (resource={name.rpartition('/')[2]}@{revision}).")
    return found


def roll_back(call: Call) -> Json:
    """Makes an older revision the newest again, under a new id."""
    old = existing(call, call.resource)
    wanted = _revision(call, call.resource, str(call.body["revisionId"]))
    return _committed(call, {**old, "definition": wanted["definition"]}, old)


def delete_revision(call: Call) -> Json:
    """Deletes one revision; the last one goes with its schema only."""
    name, _, revision = call.resource.partition("@")
    existing(call, name)
    revision = revision or str(call.query.get("revisionId", ""))
    if not revision:
        raise invalid("The revision must be named, like projects/P/schemas/S@REVISION.", "name")
    _revision(call, name, revision)
    if len(call.store.page(call.service, _REVISIONS, name, "", _MOST)) == 1:
        raise invalid("The only revision of a schema cannot be deleted; delete the schema.", "name")
    call.store.delete(call.service, f"{name}/revisions/{revision}")
    ((_, newest),) = call.store.page(call.service, _REVISIONS, name, "", 1)
    call.store.put(call.service, _AT, name, newest)
    return newest


def commit(call: Call) -> Json:
    """Adds a revision; its type is the schema's."""
    old, body = existing(call, call.resource), call.body.get("schema", {})
    if body.get("type") != old["type"]:
        raise invalid(f"The type of a schema cannot be changed; it is {old['type']}.", "schema.type")
    schemas.check_schema(call, call.resource, body, old)
    return _committed(call, body, old)


def _committed(call: Call, body: Json, old: Json) -> Json:
    if len(call.store.page(call.service, _REVISIONS, call.resource, "", _MOST)) == _MOST:
        raise invalid(f"A schema can have at most {_MOST} revisions.", "schema")
    new = fill(call, call.resource, body, old)
    call.store.put(call.service, _AT, call.resource, new)
    return new


def list_(call: Call) -> Json:
    """The revisions of a schema."""
    existing(call, call.resource)
    size = paging.size(call.query, default=_MOST, limit=_MOST)

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        rows = call.store.page(call.service, _REVISIONS, call.resource, after, limit)
        return [
            (key, _viewed(call, {**body, "name": f"{body['name']}@{body['revisionId']}"}))
            for key, body in rows
        ]

    found, token = paging.cut(f"{call.resource} revisions", call.query, size, fetch)
    return paging.shown("schemas", found, token)


def _viewed(call: Call, body: Json, *, default: str = "BASIC") -> Json:
    """A schema without its definition, unless the view is a full one."""
    if call.query.get("view", default) == "FULL":
        return body
    return {key: value for key, value in body.items() if key != "definition"}


def validate(call: Call) -> Json:
    """Refuses a definition that `create` would refuse."""
    schemas.check_schema(call, "", call.body.get("schema", {}), None)
    return {}


def leave(call: Call, name: str, _body: Json) -> None:
    """The topics of a deleted schema stay, and say that it is gone."""
    rows = call.store.db.execute(
        "SELECT name, body FROM resources WHERE service=? AND kind='projects.topics' "
        "AND json_extract(body, '$.schemaSettings.schema')=?",
        (call.service, name),
    ).fetchall()
    for topic, text in rows:
        body: Json = json.loads(text)
        settings = {**body["schemaSettings"], "schema": DELETED_SCHEMA}
        call.store.put(call.service, "projects.topics", topic, {**body, "schemaSettings": settings})
