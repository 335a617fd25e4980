"""A small stack whose subscription is deleted and made anew, and with it the grant on it; run by the engine.

The file `two` beside it makes the subscription one of the other topic. The topic `random` has no name.
"""

from pathlib import Path

import pulumi
import pulumi_gcp as gcp

PROJECT = "vividly-local"

api = gcp.projects.Service(
    "pubsub", project=PROJECT, service="pubsub.googleapis.com", disable_on_destroy=False
)
after = pulumi.ResourceOptions(depends_on=[api])
one, two = (gcp.pubsub.Topic(name, project=PROJECT, name=name, opts=after) for name in ("one", "two"))
gcp.pubsub.Topic("random", project=PROJECT, opts=after)
chosen = two if (Path(__file__).resolve().parent / "two").exists() else one
subscription = gcp.pubsub.Subscription("pull", project=PROJECT, name="pull", topic=chosen.id)
gcp.pubsub.SubscriptionIAMMember(
    "reads",
    project=PROJECT,
    subscription=subscription.name,
    role="roles/pubsub.viewer",
    member="user:a@example.com",
)
pulumi.export("told to nobody", pulumi.Output.secret("a secret of the state"))
