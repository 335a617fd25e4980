"""Pub/Sub topics, subscriptions and the members of their policies.

Deliberately absent: schemas, snapshots, Lite.

Source: https://cloud.google.com/pubsub/docs/reference/rest
"""

from __future__ import annotations

from localcloud.provider.iam_kinds import member, on
from localcloud.provider.kind import PATH_PART, Kind
from localcloud.provider.names import expanded, same_last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps
from localcloud.provider.values import UNKNOWN, Properties, Value, as_dict

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


class Subscriptions(Steps):
    """A subscription's topic is a path in the state, however the program spelled it."""

    def known(self, kind: Kind, plan: Properties) -> Properties:  # noqa: ARG002 - the plan suffices
        """The topic's path, where the project is known."""
        if plan.get("topic") in (None, UNKNOWN) or plan.get("project") in (None, "", UNKNOWN):
            return {}
        return {"topic": _topic_path(plan["topic"], plan)}


KINDS = [
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
