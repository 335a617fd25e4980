"""What no preview can judge: a member that is made from an address that Google gives."""

import good
import pulumi
import pulumi_gcp as gcp

good.declare_apis(but=("bigquery", "billingbudgets", "cloudfunctions", "compute", "logging"))
account = gcp.serviceaccount.Account("worker", project=good.PROJECT, account_id="worker")
images = pulumi.ResourceOptions(depends_on=[good.repository("images")])
worker = good.service("worker", {"service_account": account.email}, name="worker", opts=images)
requests = good.topic("requests")
gcp.pubsub.TopicIAMMember(
    "grants-are-not-public--known-late",
    project=good.PROJECT,
    topic=requests.name,
    role="roles/pubsub.publisher",
    member=worker.uri.apply(lambda uri: "allUsers" if uri else ""),
)
