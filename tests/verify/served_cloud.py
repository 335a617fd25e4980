"""A served local cloud that has what `planned` declares, made over REST."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests

from preflight.models import registry
from preflight.planned.stack import Planned, Resource
from preflight.verify import asking, google, running
from preflight.verify.probes import Asked

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from preflight.verify.checks import Result

PROJECT = "vividly-verify"
PLACE = f"projects/{PROJECT}/locations/us-central1"
IMAGE = f"us-central1-docker.pkg.dev/{PROJECT}/vividly/worker:0.1.0"
APIS = tuple(
    f"{name}.googleapis.com"
    for name in (
        "aiplatform", "artifactregistry", "cloudresourcemanager", "iam", "iamcredentials", "pubsub", "run",
        "secretmanager", "serviceusage", "storage", "texttospeech",
    )
)  # fmt: skip
WORKER, PUSHER = (f"{name}@{PROJECT}.iam.gserviceaccount.com" for name in ("worker", "pusher"))
AUDIENCE = "https://worker.internal"
SECRET, BUCKET, SERVICE = "api-key", f"{PROJECT}-content", "worker-service"
SUBSCRIPTION = "requests-push"
ENV = {
    "SCRIPT_GENERATION_MODEL": "gemini-3.5-flash",
    "SCRIPT_GENERATION_LOCATION": "global",
    "SCRIPT_GENERATION_FALLBACKS": '[{"model": "gemini-3.8-flash", "location": "global"}]',
    "SPEECH_MODEL": "en-US-Chirp3-HD-Aoede",
    "SPEECH_LOCATION": "global",
    "SPEECH_PARAMETERS": '{"language_code": "en-US"}',
}


def planned(env: dict[str, str] | None = None, ingress: str = "INGRESS_TRAFFIC_ALL") -> Planned:
    """A small stack: a service that is pushed to, its secret, its bucket, and what is needed for both."""
    variables: list[dict[str, Any]] = [{"name": name, "value": value} for name, value in (env or ENV).items()]
    variables.append({"name": "KEY", "valueSource": {"secretKeyRef": {"secret": SECRET, "version": "1"}}})
    container = {"image": IMAGE, "envs": variables, "startupProbe": {"httpGet": {"path": "/ready"}}}
    dead = f"projects/{PROJECT}/topics/dead"
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("gcp:cloudrunv2/service:Service", "worker", {
            "name": SERVICE, "location": "us-central1", "ingress": ingress,
            "template": {"serviceAccount": WORKER, "containers": [container]},
        }),
        ("gcp:cloudrunv2/serviceIamMember:ServiceIamMember", "pusher-calls", {
            "name": SERVICE, "location": "us-central1", "role": "roles/run.invoker",
            "member": f"serviceAccount:{PUSHER}",
        }),
        ("gcp:pubsub/topic:Topic", "requests", {"name": "requests"}),
        ("gcp:pubsub/topic:Topic", "dead", {"name": "dead"}),
        ("gcp:pubsub/subscription:Subscription", "push", {
            "name": SUBSCRIPTION, "topic": f"projects/{PROJECT}/topics/requests",
            "pushConfig": {
                "pushEndpoint": "<worker.uri>",
                "oidcToken": {"audience": AUDIENCE, "serviceAccountEmail": PUSHER},
            },
            "deadLetterPolicy": {"deadLetterTopic": dead, "maxDeliveryAttempts": 5.0},
        }),
        ("gcp:storage/bucket:Bucket", "content", {
            "name": BUCKET, "location": "US-CENTRAL1", "versioning": {"enabled": True},
            "publicAccessPrevention": "enforced", "uniformBucketLevelAccess": True,
        }),
    ]  # fmt: skip
    return Planned(tuple(Resource(kind, name, {"project": PROJECT, **inputs}) for kind, name, inputs in told))


class Cloud:
    """A local cloud at an address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def call(self, verb: str, path: str, body: object = None, **more: Any) -> Any:  # noqa: ANN401 - JSON
        """Sends one request that must succeed; the path leaves out `.googleapis.com`."""
        host, _, rest = path.partition("/")
        known = host == "_local" or host.endswith(".dev")
        url = f"{self.address}/{host if known else host + '.googleapis.com'}/{rest}"
        answer = requests.request(verb, url, json=body, timeout=30, **more)
        assert answer.ok, f"{verb} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content and "json" in answer.headers.get("content-type", "") else {}

    def allow(self, path: str, *bindings: tuple[str, str], verb: str = "POST") -> None:
        """Replaces a policy by grants to service accounts, as (role, member)."""
        policy = {"bindings": [{"role": role, "members": [member]} for role, member in bindings]}
        body = policy if verb == "PUT" else {"policy": policy}
        self.call(verb, f"{path}/iam" if verb == "PUT" else f"{path}:setIamPolicy", body)

    @property
    def agent(self) -> str:
        """The account with which Pub/Sub acts."""
        number = self.call("GET", f"cloudresourcemanager/v1/projects/{PROJECT}")["projectNumber"]
        return f"serviceAccount:service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com"

    @property
    def uri(self) -> str:
        """The address of the service."""
        return str(self.call("GET", f"run/v2/{PLACE}/services/{SERVICE}")["uri"])

    def requests(self, ending: str) -> int:
        """How many calls were made whose path ends so, refused ones too."""
        return sum(one["path"].endswith(ending) for one in self.call("GET", "_local/calls")["calls"])

    def push(self, image: str = IMAGE) -> None:
        """Puts an image into its repository, over the registry's own protocol."""
        host, _, rest = image.partition("/")
        name, _, tag = rest.partition(":")
        self.call("PUT", f"{host}/v2/{name}/manifests/{tag}", {"schemaVersion": 2, "layers": []})

    def fill(self, ingress: str = "INGRESS_TRAFFIC_ALL") -> None:
        """Makes everything that `planned` declares."""
        self.call("POST", "_local/reset")
        self.call("DELETE", "_local/faults")
        enable = {"serviceIds": [name for name in APIS if name != "cloudresourcemanager.googleapis.com"]}
        self.call("POST", f"serviceusage/v1/projects/{PROJECT}/services:batchEnable", enable)
        for email in (WORKER, PUSHER):
            account = {"accountId": f"{email.partition('@')[0]}"}
            self.call("POST", f"iam/v1/projects/{PROJECT}/serviceAccounts", account)
        self._fill_registry_and_secret()
        container = {
            "image": IMAGE,
            "env": [{"name": "KEY", "valueSource": {"secretKeyRef": {"secret": SECRET, "version": "1"}}}],
        }
        service = {
            "ingress": ingress, "customAudiences": [AUDIENCE],
            "template": {"serviceAccount": WORKER, "containers": [container]},
        }  # fmt: skip
        self.call("POST", f"run/v2/{PLACE}/services?serviceId={SERVICE}", service)
        self.allow(f"run/v2/{PLACE}/services/{SERVICE}", ("roles/run.invoker", f"serviceAccount:{PUSHER}"))
        self._fill_pubsub()
        bucket = {
            "name": BUCKET, "location": "us-central1", "versioning": {"enabled": True},
            "iamConfiguration": {
                "publicAccessPrevention": "enforced", "uniformBucketLevelAccess": {"enabled": True},
            },
        }  # fmt: skip
        self.call("POST", f"storage/storage/v1/b?project={PROJECT}", bucket)
        self.allow(
            f"cloudresourcemanager/v1/projects/{PROJECT}",
            ("roles/aiplatform.user", f"serviceAccount:{WORKER}"),
        )

    def _fill_registry_and_secret(self) -> None:
        self.call(
            "POST", f"artifactregistry/v1/{PLACE}/repositories?repositoryId=vividly", {"format": "DOCKER"}
        )
        self.push()
        secrets = f"secretmanager/v1/projects/{PROJECT}/secrets"
        self.call("POST", f"{secrets}?secretId={SECRET}", {"replication": {"automatic": {}}})
        self.call("POST", f"{secrets}/{SECRET}:addVersion", {"payload": {"data": "a2V5"}})
        self.allow(f"{secrets}/{SECRET}", ("roles/secretmanager.secretAccessor", f"serviceAccount:{WORKER}"))

    def _fill_pubsub(self) -> None:
        for topic in ("requests", "dead"):
            self.call("PUT", f"pubsub/v1/projects/{PROJECT}/topics/{topic}", {})
        subscription = {
            "topic": f"projects/{PROJECT}/topics/requests",
            "pushConfig": {
                "pushEndpoint": self.uri,
                "oidcToken": {"audience": AUDIENCE, "serviceAccountEmail": PUSHER},
            },
            "deadLetterPolicy": {"deadLetterTopic": f"projects/{PROJECT}/topics/dead"},
        }
        self.call("PUT", f"pubsub/v1/projects/{PROJECT}/subscriptions/{SUBSCRIPTION}", subscription)
        self.allow(f"pubsub/v1/projects/{PROJECT}/topics/dead", ("roles/pubsub.publisher", self.agent))
        self.allow(
            f"pubsub/v1/projects/{PROJECT}/subscriptions/{SUBSCRIPTION}",
            ("roles/pubsub.subscriber", self.agent),
        )

    def asked(
        self, declared: Planned | None = None, *, runtime: bool = False, apis: tuple[str, ...] = APIS
    ) -> Asked:
        """What a run asks about."""
        return Asked(
            "dev",
            PROJECT,
            declared or planned(),
            apis,
            registry.load,
            google.reach(PROJECT, self.address),
            self._as_account if runtime else None,
        )

    def _as_account(self, email: str) -> google.Google:
        return google.reach(PROJECT, self.address, email)

    def verified(self, *only: str, **how: Any) -> dict[str, Result]:  # noqa: ANN401 - as `asked` takes them
        """The results of a run, by the ids of its checks; drift takes an engine and is left out."""
        checks = asking.checks(self.asked(**how), only)
        return {one.check.id: one for one in running.run([one for one in checks if one.id != "drift"])}


@contextmanager
def serving(folder: Path) -> Generator[Cloud]:
    """Serves a folder until the block ends."""
    command = [sys.executable, "-m", "localcloud", "serve", "--port", "0", "--data", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("localcloud: http://127.0.0.1:"), process.stderr and process.stderr.read()
        yield Cloud(line.split()[1])
    finally:
        process.kill()
        process.communicate(timeout=10)
