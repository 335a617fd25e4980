"""Pub/Sub schemas, topics, subscriptions and the members of the policies of the latter two.

Deliberately absent: snapshots, Lite, members of schemas' policies.

Source: https://cloud.google.com/pubsub/docs/reference/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.differences import changed_names
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.iam_kinds import member, on
from localcloud.provider.kind import PATH_PART, Kind
from localcloud.provider.names import expanded, last_segment, same_last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import RefusedError, Steps, rest_names
from localcloud.provider.values import UNKNOWN, Properties, Value, as_dict

if TYPE_CHECKING:
    from localcloud.provider.job import Job

SCHEMAS = "projects/{project}/schemas"
TOPIC = "projects/{project}/topics/{name}"
SUBSCRIPTION = "projects/{project}/subscriptions/{name}"
NULLABLE = Rule(null=True)


def _same_but_version(one: Value, other: Value) -> bool:
    """Pub/Sub adds the format's version to a push endpoint's attributes by itself."""
    had, wanted = ({k: v for k, v in as_dict(v).items() if k != "x-goog-version"} for v in (one, other))
    return had == wanted


def _attributes(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    return {k: v for k, v in as_dict(value).items() if k != "x-goog-version"} or None


def _topic_path(value: Value, planned: Properties) -> Value:
    return expanded(value, "projects/{project}/topics/{self}", planned)


LOOKS_AFTER_DELETE = 10
"""The official provider wants a deleted schema to be gone so often in a row."""
LINGERING = 600
"""Looks after which a schema that is still there is not going to go."""
LOOK_WAIT = 0.5


class Schemas(Steps):
    """A change is a new revision; a deleted schema has to be gone several times in a row."""

    def update(self, job: Job) -> Properties | None:
        """Commit the whole schema as a new revision."""
        if not rest_names(job.kind, changed_names(job.kind.spec, job.state, job.plan)):
            return None
        revision: Properties = {**self.resource(job, updating=True), "name": job.id}
        job.send("POST", f"{job.id}:commit", body={"name": job.id, "schema": revision})
        return self.read(job, job.id)

    def delete(self, job: Job) -> None:
        """Delete it and look until it is gone."""
        try:
            job.send("DELETE", job.id)
        except GoogleError as error:
            if error.code == 404:
                return
            raise
        gone = 0
        for _ in range(LINGERING):
            gone = gone + 1 if job.find(job.id) is None else 0
            if gone == LOOKS_AFTER_DELETE:
                return
            if not gone:
                job.cloud.transport.sleep(LOOK_WAIT)
        raise RefusedError(
            f"{job.id} is still there after its deletion; look at it in the cloud and try again"
        )


class Subscriptions(Steps):
    """A subscription's topic is a path in the state, however the program spelled it."""

    def known(self, kind: Kind, plan: Properties) -> Properties:  # noqa: ARG002 - the plan suffices
        """The topic's path, where the project is known."""
        if plan.get("topic") in (None, UNKNOWN) or plan.get("project") in (None, "", UNKNOWN):
            return {}
        return {"topic": _topic_path(plan["topic"], plan)}


KINDS = [
    Kind(
        type="gcp:pubsub/schema:Schema",
        api="pubsub",
        id=f"{SCHEMAS}/{{name}}",
        create=("POST", SCHEMAS),
        create_query={"schemaId": "{name}"},
        imports=("{project}/{name}", "{name}"),
        steps=Schemas(),
        autoname="name",
        rules={
            "name": Rule(force_new=True, same=same_last_segment, decode=last_segment),
            "type": Rule(default="TYPE_UNSPECIFIED"),
        },
    ),
    Kind(
        type="gcp:pubsub/topic:Topic",
        api="pubsub",
        id=TOPIC,
        create=("PUT", TOPIC),
        imports=("{project}/{name}", "{name}"),
        steps=Steps(),
        autoname="name",
        envelope="topic",
        awaits_existence=True,
        rules={
            "name": PATH_PART,
            "messageStoragePolicy": Rule(computed=True),
            "schemaSettings": Rule(computed=True),
        },
    ),
    Kind(
        type="gcp:pubsub/subscription:Subscription",
        api="pubsub",
        id=SUBSCRIPTION,
        create=("PUT", SUBSCRIPTION),
        imports=("{project}/{name}", "{name}"),
        steps=Subscriptions(),
        autoname="name",
        envelope="subscription",
        always_masked=("bigqueryConfig",),
        awaits_existence=True,
        rules={
            "name": PATH_PART,
            "topic": Rule(force_new=True, same=same_last_segment, encode=_topic_path),
            "ackDeadlineSeconds": Rule(computed=True),
            "messageRetentionDuration": Rule(default="604800s"),
            "filter": Rule(force_new=True),
            "enableMessageOrdering": Rule(force_new=True),
            "expirationPolicy": Rule(computed=True, null=True, zero=True),
            "deadLetterPolicy": NULLABLE,
            "retryPolicy": NULLABLE,
            "retryPolicy.minimumBackoff": Rule(computed=True),
            "retryPolicy.maximumBackoff": Rule(computed=True),
            "pushConfig.attributes": Rule(same=_same_but_version, encode=_attributes),
            "cloudStorageConfig.maxDuration": Rule(default="300s"),
        },
    ),
    member(
        "gcp:pubsub/topicIAMMember:TopicIAMMember",
        "pubsub",
        on("projects/{project}/topics/{topic}"),
        ("projects/{project}/topics/{topic}", "{project}/{topic}", "{topic}"),
        owner=("topic",),
        expand={"topic": "projects/{project}/topics/{topic}"},
    ),
    member(
        "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
        "pubsub",
        on("projects/{project}/subscriptions/{subscription}", compact=True),
        ("projects/{project}/subscriptions/{subscription}", "{project}/{subscription}", "{subscription}"),
        owner=("subscription",),
        expand={"subscription": "projects/{project}/subscriptions/{subscription}"},
    ),
]
