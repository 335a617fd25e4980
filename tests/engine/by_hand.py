"""A project in which somebody made by hand what the platform needs, and a few things besides.

Through Google's own API, with the platform's names. The topic of requests is as the program would make it;
the others differ. Deliberately absent: the services, so that the next `up` has something left to make.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checkouts import Checkout

PROJECT, REGION = "vividly-local", "us-central1"
LABELS: dict[str, object] = {"app": "vividly", "environment": "local", "managed-by": "pulumi"}
APIS = ("iam", "pubsub", "storage", "secretmanager", "artifactregistry", "run")
BESIDE = {
    "topic": f"projects/{PROJECT}/topics/clicks",
    "bucket": f"{PROJECT}-old-content",
    "account": f"projects/{PROJECT}/serviceAccounts/somebody@{PROJECT}.iam.gserviceaccount.com",
}
ACCOUNT = f"vividly-api@{PROJECT}.iam.gserviceaccount.com"


def make(checkout: Checkout) -> None:
    """Make all of it."""
    call, here = checkout.call, f"projects/{PROJECT}"
    for api in APIS:
        call("POST", f"serviceusage.googleapis.com/v1/{here}/services/{api}.googleapis.com:enable", {})
    regions = {"messageStoragePolicy": {"allowedPersistenceRegions": [REGION]}}
    call("PUT", f"pubsub.googleapis.com/v1/{here}/topics/content-requests", {"labels": LABELS, **regions})
    # Made without labels: the one that differs from the program.
    call("PUT", f"pubsub.googleapis.com/v1/{here}/topics/content-requests-dead-letter", regions)
    secret: dict[str, object] = {"replication": {"automatic": {}}, "labels": LABELS}
    for name in ("vividly-api", "somebody"):
        call("POST", f"iam.googleapis.com/v1/{here}/serviceAccounts", {"accountId": name})
    call("POST", f"secretmanager.googleapis.com/v1/{here}/secrets?secretId=result-link-key", secret)
    call("POST", f"storage.googleapis.com/storage/v1/b?project={PROJECT}", _bucket("generated-content"))
    grant = {"role": "roles/pubsub.publisher", "members": [f"serviceAccount:{ACCOUNT}"]}
    topic = f"pubsub.googleapis.com/v1/{here}/topics/content-requests"
    call("POST", f"{topic}:setIamPolicy", {"policy": {"bindings": [grant]}})
    call("PUT", f"pubsub.googleapis.com/v1/{BESIDE['topic']}", {})
    call("POST", f"storage.googleapis.com/storage/v1/b?project={PROJECT}", _bucket("old-content"))


def _bucket(name: str) -> dict[str, object]:
    uniform = {"uniformBucketLevelAccess": {"enabled": True}, "publicAccessPrevention": "enforced"}
    return {"name": f"{PROJECT}-{name}", "location": REGION.upper(), "iamConfiguration": uniform}
