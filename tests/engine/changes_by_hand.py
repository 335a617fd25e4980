"""One field of each resource type, changed behind the stack's back through Google's own API.

Each entry takes the cloud's `call` and a resource of the engine's state, and changes one field there. A type
of the program that is missing here fails the test that uses the table, so the table grows with the program.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Call = Callable[..., Any]
    Change = Callable[[Call, Mapping[str, Any]], None]

LABELS = {"changed": "by-hand"}


def _patch(host: str, mask: str, body: Mapping[str, object], wrapped_in: str = "") -> Change:
    def change(call: Call, resource: Mapping[str, Any]) -> None:
        sent = {wrapped_in: body} if wrapped_in else body
        call("PATCH", f"{host}/{resource['id']}?updateMask={mask}", sent)

    return change


def _without_members(host: str, parent: Callable[[Mapping[str, Any]], str]) -> Change:
    """Take every binding away from the policy that the member stands in."""

    def change(call: Call, resource: Mapping[str, Any]) -> None:
        call("POST", f"{host}/{parent(resource['outputs'])}:setIamPolicy", {"policy": {"bindings": []}})

    return change


def _disable(call: Call, resource: Mapping[str, Any]) -> None:
    outputs = resource["outputs"]
    path = f"projects/{outputs['project']}/services/{outputs['service']}:disable"
    call("POST", f"serviceusage.googleapis.com/v1/{path}", {})


def _rename_account(call: Call, resource: Mapping[str, Any]) -> None:
    body = {"serviceAccount": {"displayName": "changed by hand"}, "updateMask": "displayName"}
    call("PATCH", f"iam.googleapis.com/v1/{resource['id']}", body)


def _other_job_image(call: Call, resource: Mapping[str, Any]) -> None:
    name = f"run.googleapis.com/v2/{resource['id']}"
    job = call("GET", name)
    job["template"]["template"]["containers"][0]["image"] += "-by-hand"
    call("PATCH", name, job)


def _other_image(call: Call, resource: Mapping[str, Any]) -> None:
    name = f"run.googleapis.com/v2/{resource['id']}"
    service = call("GET", name)
    service["template"]["containers"][0]["image"] += "-by-hand"
    call("PATCH", name, service)


def _label_bucket(call: Call, resource: Mapping[str, Any]) -> None:
    call(
        "PATCH",
        f"storage.googleapis.com/storage/v1/b/{resource['outputs']['name']}",
        {"labels": {"app": "by-hand", "variant": "by-hand"}},
    )


def _bucket_without_members(call: Call, resource: Mapping[str, Any]) -> None:
    bucket = resource["outputs"]["bucket"].removeprefix("b/")
    call("PUT", f"storage.googleapis.com/storage/v1/b/{bucket}/iam", {"bindings": []})


def _destroy_version(call: Call, resource: Mapping[str, Any]) -> None:
    call("POST", f"secretmanager.googleapis.com/v1/{resource['outputs']['name']}:disable", {})


def _resume(call: Call, resource: Mapping[str, Any]) -> None:
    call("POST", f"cloudscheduler.googleapis.com/v1/{resource['id']}:resume", {})


def _rename_board(call: Call, resource: Mapping[str, Any]) -> None:
    name = f"monitoring.googleapis.com/v1/{resource['id']}"
    call("PATCH", name, {**call("GET", name), "displayName": "changed by hand"})


def _other_filter(call: Call, resource: Mapping[str, Any]) -> None:
    outputs = resource["outputs"]
    name = f"logging.googleapis.com/v2/projects/{outputs['project']}/metrics/{outputs['name']}"
    call("PUT", name, {**call("GET", name), "filter": "severity>=INFO"})


def _other_definition(call: Call, resource: Mapping[str, Any]) -> None:
    name = f"{PUBSUB}/{resource['id']}"
    schema = call("GET", name)
    record = json.loads(schema["definition"])
    record["fields"].append({"name": "ByHand", "type": "string", "default": ""})
    changed = {"name": resource["id"], "type": "AVRO", "definition": json.dumps(record)}
    call("POST", f"{name}:commit", {"schema": changed})


def _in_location(outputs: Mapping[str, Any], collection: str, name: str) -> str:
    short = str(outputs[name]).rpartition("/")[2]
    return f"projects/{outputs['project']}/locations/{outputs['location']}/{collection}/{short}"


def _in_project(outputs: Mapping[str, Any], collection: str, name: str) -> str:
    return f"projects/{outputs['project']}/{collection}/{str(outputs[name]).rpartition('/')[2]}"


PUBSUB, RUN, SECRETS = "pubsub.googleapis.com/v1", "run.googleapis.com/v2", "secretmanager.googleapis.com/v1"
REGISTRY, IAM, PROJECTS = (
    "artifactregistry.googleapis.com/v1",
    "iam.googleapis.com/v1",
    "cloudresourcemanager.googleapis.com/v1",
)

MONITORING, BY_HAND = "monitoring.googleapis.com/v3", {"displayName": "changed by hand"}

CHANGES: dict[str, Change] = {
    "gcp:projects/service:Service": _disable,
    "gcp:serviceaccount/account:Account": _rename_account,
    "gcp:serviceaccount/iAMMember:IAMMember": _without_members(
        IAM, lambda member: member["serviceAccountId"]
    ),
    "gcp:projects/iAMMember:IAMMember": _without_members(
        PROJECTS, lambda member: f"projects/{member['project']}"
    ),
    "gcp:pubsub/topic:Topic": _patch(PUBSUB, "labels", {"labels": LABELS}, "topic"),
    "gcp:pubsub/subscription:Subscription": _patch(
        PUBSUB, "ackDeadlineSeconds", {"ackDeadlineSeconds": 77}, "subscription"
    ),
    "gcp:pubsub/topicIAMMember:TopicIAMMember": _without_members(
        PUBSUB, lambda member: _in_project(member, "topics", "topic")
    ),
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember": _without_members(
        PUBSUB, lambda member: _in_project(member, "subscriptions", "subscription")
    ),
    "gcp:artifactregistry/repository:Repository": _patch(REGISTRY, "description", {"description": "by hand"}),
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": _without_members(
        REGISTRY, lambda member: _in_location(member, "repositories", "repository")
    ),
    "gcp:cloudrunv2/service:Service": _other_image,
    "gcp:cloudrunv2/serviceIamMember:ServiceIamMember": _without_members(
        RUN, lambda member: _in_location(member, "services", "name")
    ),
    "gcp:secretmanager/secret:Secret": _patch(SECRETS, "labels", {"labels": LABELS}),
    "gcp:secretmanager/secretVersion:SecretVersion": _destroy_version,
    "gcp:secretmanager/secretIamMember:SecretIamMember": _without_members(
        SECRETS, lambda member: _in_project(member, "secrets", "secretId")
    ),
    "gcp:storage/bucket:Bucket": _label_bucket,
    "gcp:storage/bucketIAMMember:BucketIAMMember": _bucket_without_members,
    "gcp:cloudrunv2/job:Job": _other_job_image,
    "gcp:cloudrunv2/jobIamMember:JobIamMember": _without_members(
        RUN, lambda member: _in_location(member, "jobs", "name")
    ),
    "gcp:pubsub/schema:Schema": _other_definition,
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": _patch(IAM, "displayName", BY_HAND),
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": _patch(IAM, "displayName", BY_HAND),
    "gcp:monitoring/alertPolicy:AlertPolicy": _patch(MONITORING, "displayName", BY_HAND),
    "gcp:monitoring/notificationChannel:NotificationChannel": _patch(MONITORING, "displayName", BY_HAND),
    "gcp:monitoring/dashboard:Dashboard": _rename_board,
    "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig": _patch(MONITORING, "displayName", BY_HAND),
    "gcp:monitoring/customService:CustomService": _patch(MONITORING, "displayName", BY_HAND),
    "gcp:monitoring/slo:Slo": _patch(MONITORING, "displayName", BY_HAND),
    "gcp:logging/metric:Metric": _other_filter,
    "gcp:logging/projectBucketConfig:ProjectBucketConfig": _patch(
        "logging.googleapis.com/v2", "retentionDays", {"retentionDays": 3}
    ),
    "gcp:billing/budget:Budget": _patch("billingbudgets.googleapis.com/v1", "displayName", BY_HAND),
    "gcp:cloudscheduler/job:Job": _resume,
    "gcp:cloudtasks/queue:Queue": _patch(
        "cloudtasks.googleapis.com/v2",
        "rateLimits.maxDispatchesPerSecond",
        {"rateLimits": {"maxDispatchesPerSecond": 3}},
    ),
}
NOT_READ_BACK = {
    # Google has no call that reads a service identity; the provider keeps what it was told.
    "gcp:projects/serviceIdentity:ServiceIdentity",
}
