"""Resources as they should be, each with room for the one thing that is changed about it."""

from __future__ import annotations

import copy
import zlib
from typing import Any

import pulumi
import pulumi_gcp as gcp

PROJECT, REGION = "a-project", "us-central1"
WHERE = {"project": PROJECT, "location": REGION}
LABELS = {"app": "vividly"}
DEAD_LETTERS = f"projects/{PROJECT}/topics/dead-letters"
AGENT = "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
ACCOUNT = f"worker@{PROJECT}.iam.gserviceaccount.com"
ROBOT = f"serviceAccount:{ACCOUNT}"
IMAGE = f"{REGION}-docker.pkg.dev/{PROJECT}/images/worker:1.2.3"
PROBE = {"http_get": {"path": "/ready"}}

APIS = (
    "artifactregistry",
    "bigquery",
    "billingbudgets",
    "cloudfunctions",
    "cloudresourcemanager",
    "compute",
    "iam",
    "logging",
    "privilegedaccessmanager",
    "pubsub",
    "run",
    "secretmanager",
    "serviceusage",
    "storage",
)

CONTAINER: dict[str, Any] = {
    "image": IMAGE,
    "resources": {"limits": {"cpu": "1", "memory": "512Mi"}},
    "startup_probe": PROBE,
    "liveness_probe": PROBE,
}
SIDECAR: dict[str, Any] = {
    "name": "sidecar",
    "image": IMAGE.replace("worker", "proxy"),
    "resources": {"limits": {"cpu": "1", "memory": "256Mi"}},
}
CONTAINER_V1: dict[str, Any] = {
    "image": IMAGE,
    "resources": {"limits": {"memory": "512Mi"}},
    "startup_probe": PROBE,
    "liveness_probe": PROBE,
}


def declare_apis(*left_out: str, but: tuple[str, ...] = ()) -> None:
    """Declare every API, and make everything wait for them except what is named like one of `left_out`."""
    apis = [
        gcp.projects.Service(f"{api}-api", project=PROJECT, service=f"{api}.googleapis.com")
        for api in APIS
        if api not in but
    ]

    def bound(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult | None:
        if args.type_.startswith(("pulumi:", "gcp:projects/service:")) or args.name.startswith(left_out):
            return None
        waits = pulumi.ResourceOptions(depends_on=apis)
        return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, waits))

    pulumi.runtime.register_stack_transformation(bound)


def account_of(name: str) -> str:
    """The account of its own that a resource runs as."""
    return f"runs-{zlib.crc32(name.encode()):08x}@{PROJECT}.iam.gserviceaccount.com"


def container(**changes: Any) -> dict[str, Any]:
    """A container, changed."""
    return changed(CONTAINER, changes)


def with_sidecar(**changes: Any) -> list[dict[str, Any]]:
    """Two containers, the second one changed."""
    return [{**CONTAINER, "name": "main", "ports": {"container_port": 8080}}, changed(SIDECAR, changes)]


def service(name: str, /, template: dict[str, Any] | None = None, **changes: Any) -> gcp.cloudrunv2.Service:
    """A Cloud Run service."""
    good = {
        "service_account": account_of(name),
        "timeout": "60s",
        "max_instance_request_concurrency": 10,
        "scaling": {"max_instance_count": 3},
        "containers": [CONTAINER],
    }
    return gcp.cloudrunv2.Service(
        name,
        **{
            **WHERE,
            "ingress": "INGRESS_TRAFFIC_INTERNAL_ONLY",
            "labels": LABELS,
            "template": changed(good, template or {}),
            **changes,
        },
    )


def job(name: str, /, template: dict[str, Any] | None = None, **changes: Any) -> None:
    """A Cloud Run job."""
    task = {"image": IMAGE, "resources": {"limits": {"cpu": "1", "memory": "512Mi"}}}
    good = {"service_account": account_of(name), "timeout": "600s", "containers": [task]}
    gcp.cloudrunv2.Job(
        name,
        **{**WHERE, "labels": LABELS, "template": {"template": changed(good, template or {})}, **changes},
    )


def worker_pool(name: str, /, template: dict[str, Any] | None = None, **changes: Any) -> None:
    """A Cloud Run worker pool."""
    task = {"image": IMAGE, "resources": {"limits": {"cpu": "1", "memory": "512Mi"}}}
    good = {"service_account": account_of(name), "containers": [task]}
    gcp.cloudrunv2.WorkerPool(
        name,
        **{
            **WHERE,
            "scaling": {"manual_instance_count": 1},
            "labels": LABELS,
            "template": changed(good, template or {}),
            **changes,
        },
    )


def service_v1(
    name: str,
    spec: dict[str, Any] | None = None,
    annotations: dict[str, str] | None = None,
    on_service: dict[str, str] | None = None,
) -> None:
    """A service of Cloud Run's first API. `annotations` are the revision's."""
    good = {
        "service_account_name": account_of(name),
        "timeout_seconds": 60,
        "container_concurrency": 10,
        "containers": [CONTAINER_V1],
    }
    gcp.cloudrun.Service(
        name,
        **WHERE,
        metadata={
            "labels": LABELS,
            "annotations": {"run.googleapis.com/ingress": "internal", **(on_service or {})},
        },
        template={
            "metadata": {
                "annotations": changed({"autoscaling.knative.dev/maxScale": "3"}, annotations or {})
            },
            "spec": changed(good, spec or {}),
        },
    )


def topic(name: str, /, **changes: Any) -> gcp.pubsub.Topic:
    """A topic."""
    good = {
        "project": PROJECT,
        "name": name[:200],
        "message_storage_policy": {"allowed_persistence_regions": [REGION]},
        "labels": LABELS,
    }
    return gcp.pubsub.Topic(name, **changed(good, changes))


def subscription(name: str, /, **changes: Any) -> gcp.pubsub.Subscription:
    """A subscription on a topic of another stack."""
    good = {
        "project": PROJECT,
        "name": name[:200],
        "topic": f"projects/{PROJECT}/topics/requests",
        "ack_deadline_seconds": 60,
        "expiration_policy": {"ttl": ""},
        "retry_policy": {"minimum_backoff": "10s"},
        "dead_letter_policy": {"dead_letter_topic": DEAD_LETTERS},
        "labels": LABELS,
    }
    return gcp.pubsub.Subscription(name, **changed(good, changes))


def dead_letters() -> None:
    """Where the messages of every subscription go that cannot be delivered, and who reads them there."""
    topic("dead-letters")
    subscription("dead-letters-pull", topic=DEAD_LETTERS, dead_letter_policy=None)
    for role in ("publisher", "subscriber"):
        gcp.projects.IAMMember(f"agent-is-{role}", project=PROJECT, role=f"roles/pubsub.{role}", member=AGENT)


def repository(name: str, /, **changes: Any) -> gcp.artifactregistry.Repository:
    """A repository of images."""
    good = {
        **WHERE,
        "repository_id": "images",
        "labels": LABELS,
        "format": "DOCKER",
        "cleanup_policies": [
            {"id": "keep", "action": "KEEP", "most_recent_versions": {"keep_count": 10}},
            {"id": "delete", "action": "DELETE", "condition": {"older_than": "2592000s"}},
        ],
    }
    return gcp.artifactregistry.Repository(name, **changed(good, changes))


def secret(name: str, /, **changes: Any) -> None:
    """A secret."""
    good = {
        "project": PROJECT,
        "secret_id": "session-key",
        "labels": LABELS,
        "replication": {"auto": {}},
        "topics": [{"name": f"projects/{PROJECT}/topics/rotate"}],
        "rotation": {"rotation_period": "7776000s", "next_rotation_time": "2027-01-01T00:00:00Z"},
    }
    gcp.secretmanager.Secret(name, **changed(good, changes))


def bucket(name: str, /, **changes: Any) -> None:
    """A bucket."""
    good = {
        "project": PROJECT,
        "name": f"{PROJECT}-{name[-20:]}".lower(),
        "location": REGION.upper(),
        "uniform_bucket_level_access": True,
        "public_access_prevention": "enforced",
        "versioning": {"enabled": True},
        "labels": LABELS,
    }
    gcp.storage.Bucket(name, **changed(good, changes))


def changed(good: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The good one with other values; None takes a key away."""
    merged = {**copy.deepcopy(good), **changes}
    return {key: value for key, value in merged.items() if value is not None}
