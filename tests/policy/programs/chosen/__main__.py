"""What only an environment with choices refuses: regions, labels, forbidden APIs, ingress, production.

Named like the resources of `refused`.
"""

import good
import pulumi_gcp as gcp
from good import LABELS, PROJECT

good.declare_apis()

rule = "regions-are-allowed"
good.bucket(f"{rule}--bucket", location="EUROPE-WEST1")
good.bucket(f"{rule}--multi-region", location="EU")
good.service(f"{rule}--service", location="europe-west1")
good.repository(f"{rule}--repository", location="europe", docker_config={"immutable_tags": True})
good.topic(
    f"{rule}--topic",
    message_storage_policy={"allowed_persistence_regions": ["us-central1", "asia-east1"]},
)
good.secret(
    f"{rule}--secret",
    replication={"user_managed": {"replicas": [{"location": "us-central1"}, {"location": "us-east1"}]}},
)
gcp.compute.Disk(f"{rule}--zone", project=PROJECT, zone="us-east1-b", labels=LABELS)

rule = "labels-are-there"
good.topic(f"{rule}--none", labels=None)
good.bucket(f"{rule}--another", labels={"team": "learning"})
good.service(f"{rule}--service", labels={"App": "vividly"})
good.job(f"{rule}--job", labels={})

gcp.projects.Service(
    "apis-are-allowed--sql", project=PROJECT, service="sqladmin.googleapis.com", disable_on_destroy=False
)

rule = "services-are-reachable-only-as-chosen"
good.service(f"{rule}--all", ingress="INGRESS_TRAFFIC_ALL")
good.service(f"{rule}--unset", ingress=None)
good.service_v1(f"{rule}--v1", on_service={"run.googleapis.com/ingress": "all"})

good.repository("tags-are-immutable-in-production--not")

rule = "production-is-protected-from-deletion"
good.service(f"{rule}--service", deletion_protection=False)
good.job(f"{rule}--job", deletion_protection=False)
good.worker_pool(f"{rule}--worker-pool", deletion_protection=False)

good.service("open", name="open", ingress="INGRESS_TRAFFIC_ALL")
good.secret("excused", rotation=None, topics=None)
good.secret("secrets-rotate--excused-too-long", rotation=None, topics=None)
