"""What each service must find when its first instance starts: its image, its APIs, its grants.

`/ready` asks whether the APIs that the service calls are enabled, and a revision that is not ready within two
minutes has failed. In a fresh environment the engine would otherwise start a service as soon as its account
exists, beside the APIs and grants that it needs. Deliberately absent: who may call a service. Those grants
stand on the service itself and can only come after it.

https://cloud.google.com/run/docs/configuring/healthchecks#startup-probes
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from infra import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pulumi
    import pulumi_gcp as gcp

    from infra.identities import Identities
    from infra.messaging import Topics
    from infra.secrets import Secrets
    from infra.storage import Content

# What the services call at run time. Logs and metrics are absent: Cloud Run collects them from the outside.
APIS: dict[str, tuple[str, ...]] = {
    names.API: (
        "serviceusage.googleapis.com",
        "aiplatform.googleapis.com",
        "pubsub.googleapis.com",
        "storage.googleapis.com",
    ),
    names.PUSH_WORKER: (
        "serviceusage.googleapis.com",
        "aiplatform.googleapis.com",
        "texttospeech.googleapis.com",
        "storage.googleapis.com",
    ),
}


@dataclass(frozen=True)
class Needs:
    """Everything that services wait for, and for each service its share of it."""

    apis: Mapping[str, gcp.projects.Service]
    images: gcp.artifactregistry.Repository
    identities: Identities
    content: Content
    topics: Topics
    secrets: Secrets

    def of_api(self) -> list[pulumi.Resource]:
        """Give what the API service waits for."""
        return [
            *self._of(names.API, names.API_IDENTITY),
            self.topics.publishing,
            *self.secrets.grants,
        ]

    def of_push_worker(self) -> list[pulumi.Resource]:
        """Give what the push worker waits for."""
        return self._of(names.PUSH_WORKER, names.PUSH_WORKER_IDENTITY)

    def _of(self, service: str, identity: str) -> list[pulumi.Resource]:
        return [
            self.images,
            *(self.apis[api] for api in APIS[service]),
            *self.identities.grants[identity],
            *self.content.grants[identity],
        ]
