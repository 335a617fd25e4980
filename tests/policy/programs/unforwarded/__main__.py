"""Dead letters that stay where they are, because Google's agent may not move them.

A stack of its own: a grant on the project would let every message through.
"""

import good
import pulumi_gcp as gcp
from good import AGENT

good.declare_apis()
rule = "the-pubsub-agent-may-forward-dead-letters"
SOMEBODY = "serviceAccount:somebody@a-project.iam.gserviceaccount.com"

for case, publisher, subscriber in (
    ("no-publisher", None, AGENT),
    ("no-subscriber", AGENT, None),
    ("somebody-else", SOMEBODY, AGENT),
    ("neither", None, None),
):
    topic = good.topic(f"{case}-dead-letters")
    good.subscription(f"{case}-pull", topic=topic.id, dead_letter_policy=None)
    source = good.subscription(f"{rule}--{case}", dead_letter_policy={"dead_letter_topic": topic.id})
    if publisher:
        gcp.pubsub.TopicIAMMember(
            f"{case}-publishes", topic=topic.name, role="roles/pubsub.publisher", member=publisher
        )
    if subscriber:
        gcp.pubsub.SubscriptionIAMMember(
            f"{case}-acknowledges",
            subscription=source.name,
            role="roles/pubsub.subscriber",
            member=subscriber,
        )
