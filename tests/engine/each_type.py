"""A program with one resource of each type that the platform uses, in three variants.

`first` creates; `updated` changes one field of each that can be changed in place; `replaced` changes what no
update can change; `again` creates under names that no deleted resource holds. Run by the engine as a program
of its own; the variable VARIANT says which.
"""

import os

import pulumi
import pulumi_gcp as gcp
from each_upkeep import Upkeep

VARIANT = os.environ["VARIANT"]
PROJECT, REGION = "each-type", "us-central1"
LABELS = {"variant": "first" if VARIANT == "first" else "other"}
SUFFIX = {"replaced": "-b", "again": "-c"}.get(VARIANT, "-a")
ROLE_IS_FIRST = VARIANT != "replaced"


def declare() -> None:
    """One resource of each type."""
    names = ["iam", "pubsub", "run", "artifactregistry", "secretmanager", "storage", "aiplatform"]
    names += ["monitoring", "logging", "billingbudgets", "cloudscheduler", "cloudtasks"]
    other = "texttospeech" if ROLE_IS_FIRST else "translate"
    apis = [_api(name, name) for name in names] + [_api("replaced-one", other)]
    after = pulumi.ResourceOptions(depends_on=apis)
    member = _identities(after)
    _messaging(after, member)
    _services(after, member)
    _stores(after, member)
    Upkeep(VARIANT, SUFFIX, PROJECT, REGION, after).declare()


def _api(name: str, api: str) -> gcp.projects.Service:
    service = f"{api}.googleapis.com"
    # What an update changes here is kept in the state only; no call is made for it.
    disable = VARIANT == "updated" and name == "replaced-one"
    return gcp.projects.Service(name, project=PROJECT, service=service, disable_on_destroy=disable)


def _identities(after: pulumi.ResourceOptions) -> pulumi.Output[str]:
    account = gcp.serviceaccount.Account(
        "account", project=PROJECT, account_id=f"runs{SUFFIX}-one", display_name=LABELS["variant"], opts=after
    )
    role = "roles/iam.serviceAccountUser" if ROLE_IS_FIRST else "roles/iam.serviceAccountTokenCreator"
    gcp.serviceaccount.IAMMember("uses", service_account_id=account.name, role=role, member=account.member)
    role = "roles/aiplatform.user" if ROLE_IS_FIRST else "roles/serviceusage.serviceUsageViewer"
    gcp.projects.IAMMember("calls", project=PROJECT, role=role, member=account.member)
    service = "pubsub.googleapis.com" if ROLE_IS_FIRST else "secretmanager.googleapis.com"
    gcp.projects.ServiceIdentity("agent", project=PROJECT, service=service, opts=after)
    return account.member


def _messaging(after: pulumi.ResourceOptions, member: pulumi.Output[str]) -> None:
    topic = gcp.pubsub.Topic("topic", project=PROJECT, name=f"topic{SUFFIX}", labels=LABELS, opts=after)
    seconds = 60 if VARIANT == "first" else 90
    subscription = gcp.pubsub.Subscription(
        "subscription", project=PROJECT, name=f"pull{SUFFIX}", topic=topic.id, ack_deadline_seconds=seconds
    )
    role = "roles/pubsub.publisher" if ROLE_IS_FIRST else "roles/pubsub.viewer"
    gcp.pubsub.TopicIAMMember("publishes", project=PROJECT, topic=topic.name, role=role, member=member)
    role = "roles/pubsub.subscriber" if ROLE_IS_FIRST else "roles/pubsub.viewer"
    gcp.pubsub.SubscriptionIAMMember(
        "subscribes", project=PROJECT, subscription=subscription.name, role=role, member=member
    )


def _services(after: pulumi.ResourceOptions, member: pulumi.Output[str]) -> None:
    repository = gcp.artifactregistry.Repository(
        "repository",
        project=PROJECT,
        location=REGION,
        repository_id=f"images{SUFFIX}",
        format="DOCKER",
        description=LABELS["variant"],
        opts=after,
    )
    role = "roles/artifactregistry.reader" if ROLE_IS_FIRST else "roles/artifactregistry.writer"
    gcp.artifactregistry.RepositoryIamMember(
        "reads", project=PROJECT, location=REGION, repository=repository.name, role=role, member=member
    )
    address = f"{REGION}-docker.pkg.dev/{PROJECT}"
    image = pulumi.Output.concat(address, "/", repository.repository_id, f"/api:{LABELS['variant']}")
    service = gcp.cloudrunv2.Service(
        "service",
        project=PROJECT,
        location=REGION,
        name=f"service{SUFFIX}",
        deletion_protection=False,
        template={"containers": [{"image": image}]},
        opts=after,
    )
    role = "roles/run.invoker" if ROLE_IS_FIRST else "roles/run.viewer"
    gcp.cloudrunv2.ServiceIamMember(
        "invokes", project=PROJECT, location=REGION, name=service.name, role=role, member=member
    )
    job = gcp.cloudrunv2.Job(
        "job",
        project=PROJECT,
        location=REGION,
        name=f"job{SUFFIX}",
        deletion_protection=False,
        template={"template": {"containers": [{"image": image}]}},
        opts=after,
    )
    gcp.cloudrunv2.JobIamMember(
        "runs", project=PROJECT, location=REGION, name=job.name, role=role, member=member
    )


def _stores(after: pulumi.ResourceOptions, member: pulumi.Output[str]) -> None:
    secret = gcp.secretmanager.Secret(
        "secret",
        project=PROJECT,
        secret_id=f"secret{SUFFIX}",
        labels=LABELS,
        deletion_protection=False,
        replication={"auto": {}},
        opts=after,
    )
    gcp.secretmanager.SecretVersion(
        "version", secret=secret.id, secret_data=f"value{SUFFIX}", enabled=VARIANT != "updated"
    )
    role = "roles/secretmanager.secretAccessor" if ROLE_IS_FIRST else "roles/secretmanager.viewer"
    gcp.secretmanager.SecretIamMember(
        "accesses", project=PROJECT, secret_id=secret.secret_id, role=role, member=member
    )
    bucket = gcp.storage.Bucket(
        "bucket",
        project=PROJECT,
        name=f"{PROJECT}-bucket{SUFFIX}",
        location="US-CENTRAL1",
        uniform_bucket_level_access=True,
        labels=LABELS,
        opts=after,
    )
    role = "roles/storage.objectUser" if ROLE_IS_FIRST else "roles/storage.objectViewer"
    gcp.storage.BucketIAMMember("writes", bucket=bucket.name, role=role, member=member)


if __name__ == "__main__":
    declare()
