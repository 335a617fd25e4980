"""Pub/Sub v1: topics, subscriptions, schemas, snapshots, and the messages that move between them.

Absent: pushing to endpoints, exports to BigQuery and Cloud Storage, ingestion, transforms.
https://cloud.google.com/pubsub/docs/reference/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import kinds, paging
from localcloud.api import Answer, Api, Call, Kind
from localcloud.apis.pubsub import (
    delivery,
    schema_messages,
    schema_revisions,
    schemas,
    snapshots,
    subscriptions,
    topics,
)
from localcloud.apis.pubsub.messages import Messages
from localcloud.apis.pubsub.names import BAD_NAME, EXISTS, IDS, MISSING, attached, existing
from localcloud.errors import already_exists, invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("pubsub.googleapis.com")


TOPICS = API.kind(
    Kind(
        at="projects.topics",
        schema="Topic",
        ids=IDS,
        bad_id=BAD_NAME,
        missing=MISSING,
        exists=EXISTS,
        check=topics.check_topic,
        fill=topics.fill_topic,
        on_delete=topics.leave_topic,
        immutable=frozenset({"kmsKeyName"}),
    )
)
SUBSCRIPTIONS = API.kind(
    Kind(
        at="projects.subscriptions",
        schema="Subscription",
        ids=IDS,
        bad_id=BAD_NAME,
        missing=MISSING,
        exists=EXISTS,
        check=subscriptions.check_subscription,
        fill=subscriptions.fill_subscription,
        on_delete=subscriptions.leave_backlog,
        immutable=frozenset({"topic", "filter", "enableMessageOrdering"}),
    )
)
SCHEMAS = API.kind(
    Kind(
        at="projects.schemas",
        schema="Schema",
        id_param="schemaId",
        ids=IDS,
        bad_id=BAD_NAME,
        missing=MISSING,
        exists=EXISTS,
        check=schemas.check_schema,
        fill=schema_revisions.fill,
        on_delete=schema_revisions.leave,
    )
)
schema_revisions.serve(API)
API.on("projects.schemas.validateMessage")(schema_messages.validate)
SNAPSHOTS = API.kind(
    Kind(
        at=snapshots.AT,
        schema="Snapshot",
        ids=IDS,
        bad_id=BAD_NAME,
        missing=MISSING,
        exists=EXISTS,
        check=snapshots.check,
        on_delete=subscriptions.leave_backlog,
        immutable=frozenset({"topic"}),
    )
)


@API.on("projects.topics.patch", "projects.subscriptions.patch", "projects.snapshots.patch")
def patch(call: Call) -> Json:
    """Changes what the mask names; a mask is a must."""
    kind = API.kinds[call.method.id.rpartition(".")[0]]
    if not (call.query.get("updateMask") or call.body.get("updateMask")):
        request = call.method.request
        words = f"The update_mask in the {request} must be set, and must contain a non-empty paths list."
        raise invalid(words, "update_mask")
    return kinds.patch(call, kind)


@API.on("projects.subscriptions.modifyPushConfig")
def modify_push(call: Call) -> Json:
    """Points a subscription at another endpoint, or makes it a pull subscription."""
    body = existing(call, call.resource)
    config = call.body.get("pushConfig", {})
    subscriptions.check_push(config)
    subscriptions.check_delivery({**body, "pushConfig": config})
    call.store.put(call.service, SUBSCRIPTIONS.at, call.resource, {**body, "pushConfig": config})
    return {}


@API.on("projects.subscriptions.detach")
def detach(call: Call) -> Json:
    """Cuts a subscription off its topic; its messages are gone."""
    body = existing(call, call.resource)
    Messages(call.store).drop(call.resource)
    call.store.put(call.service, SUBSCRIPTIONS.at, call.resource, {**body, "detached": True})
    return {}


@API.on("projects.topics.subscriptions.list", "projects.topics.snapshots.list")
def list_attached(call: Call) -> Json:
    """The names of a topic's subscriptions; of its snapshots."""
    existing(call, call.resource)
    field = call.method.id.split(".")[2]
    bodies = (
        snapshots.of_topic(call, call.resource) if field == "snapshots" else attached(call, call.resource)
    )
    names = paging.known(
        (str(body["name"]) for body in bodies if not body.get("detached")), lambda name: {"name": name}
    )
    size = paging.size(call.query, default=SNAPSHOTS.default_page, limit=SNAPSHOTS.largest_page)
    found, token = paging.cut(f"{call.method.id} {call.resource}", call.query, size, names)
    return paging.shown(field, [body["name"] for body in found], token)


@API.on("projects.snapshots.create")
def snapshot(call: Call) -> Json:
    """Remembers where a subscription stands."""
    name = kinds.new_name(call, SNAPSHOTS)
    if call.store.get(call.service, name) is not None:
        raise already_exists(SNAPSHOTS.words(EXISTS, name))
    return snapshots.make(call, name, existing(call, call.body["subscription"]))


@API.on("projects.topics.publish")
def publish(call: Call) -> Json:
    """Publishes to a topic."""
    schema_messages.check(call, existing(call, call.resource))
    return delivery.publish(call, attached(call, call.resource))


@API.on("projects.subscriptions.pull")
def pull(call: Call) -> Json:
    """Gives messages that are due."""
    subscription = existing(call, call.resource)
    return delivery.pull(call, subscription, lambda topic: attached(call, topic))


@API.on("projects.subscriptions.acknowledge")
def acknowledge(call: Call) -> Json | Answer:
    """Ends deliveries."""
    return delivery.acknowledge(call, existing(call, call.resource))


@API.on("projects.subscriptions.modifyAckDeadline")
def modify_deadline(call: Call) -> Json | Answer:
    """Moves the end of deliveries."""
    return delivery.extend(call, existing(call, call.resource))


@API.on("projects.subscriptions.seek")
def seek(call: Call) -> Json:
    """Moves a subscription to a time, or to where a snapshot was made."""
    subscription = existing(call, call.resource)
    if name := call.body.get("snapshot"):
        snapshots.seek(call, subscription, existing(call, name))
        return {}
    to = call.body.get("time")
    if not to:
        raise invalid("Either time or snapshot must be given.", "time")
    Messages(call.store).seek(subscription["name"], to)
    return {}
