"""Pub/Sub v1: topics, subscriptions, schemas, snapshots, and the messages that move between them.

Absent: pushing to endpoints, exports to BigQuery and Cloud Storage, ingestion, transforms.
https://cloud.google.com/pubsub/docs/reference/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from localcloud import clock, kinds
from localcloud.api import Answer, Api, Call, Kind, now
from localcloud.apis.pubsub import delivery, limits, schema_revisions, schemas, subscriptions, topics
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
        on_delete=subscriptions.leave_subscription,
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
SNAPSHOTS = API.kind(
    Kind(
        at="projects.snapshots",
        schema="Snapshot",
        ids=IDS,
        bad_id=BAD_NAME,
        missing=MISSING,
        exists=EXISTS,
    )
)


@API.on("projects.topics.patch", "projects.subscriptions.patch")
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
    if call.method.id.endswith("snapshots.list"):
        found = call.store.page(call.service, SNAPSHOTS.at, f"projects/{call.project.id}", "", 1000)
        names = [cast("str", body["name"]) for _, body in found if body["topic"] == call.resource]
        return {"snapshots": names} if names else {}
    names = [cast("str", body["name"]) for body in attached(call, call.resource) if not body.get("detached")]
    return {"subscriptions": names} if names else {}


@API.on("projects.snapshots.create")
def snapshot(call: Call) -> Json:
    """Remembers where a subscription stands."""
    if call.store.get(call.service, call.resource) is not None:
        raise already_exists(SNAPSHOTS.words(EXISTS, call.resource))
    source = call.resolve(str(call.body.get("subscription", "")))
    subscription = existing(call, source)
    expires = clock.timestamp(clock.seconds() + 7 * limits.DAY)
    body: Json = {"name": call.resource, "topic": subscription["topic"], "expireTime": expires}
    if labels := call.body.get("labels"):
        body["labels"] = labels
    call.store.put(call.service, SNAPSHOTS.at, call.resource, body)
    call.store.put_setting(f"snapshot {call.resource}", {"at": now()})
    return body


@API.on("projects.topics.publish")
def publish(call: Call) -> Json:
    """Publishes to a topic."""
    existing(call, call.resource)
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
    to = call.body.get("time")
    if name := call.body.get("snapshot"):
        existing(call, name)
        to = call.store.setting(f"snapshot {call.resolve(name)}")["at"]
    if not to:
        raise invalid("Either time or snapshot must be given.", "time")
    Messages(call.store).seek(subscription["name"], to)
    return {}
