"""What the stack tells others: addresses, topic, repository, identities, bucket, audience.

Read by `make local`, by the live checks and by people (`pulumi stack output`). Deliberately absent: anything
secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pulumi

from infra import names

if TYPE_CHECKING:
    import pulumi_gcp as gcp

    from infra.identities import Identities
    from infra.messaging import Topics
    from infra.services import PushTarget
    from infra.shape import Settings


def export(  # noqa: PLR0913 - one argument a thing that is told
    settings: Settings,
    *,
    api: gcp.cloudrunv2.Service,
    worker: PushTarget,
    topics: Topics,
    bucket: gcp.storage.Bucket,
    identities: Identities,
) -> None:
    """Export the outputs; service addresses are known only after the first deployment."""
    pulumi.export("services", {names.API: api.uri, names.PUSH_WORKER: worker.service.uri})
    pulumi.export("topic", topics.requests.name)
    pulumi.export("dead_letter_topic", topics.dead_letters.name)
    pulumi.export("repository", names.registry_path(settings.region, settings.project))
    pulumi.export("bucket", bucket.name)
    pulumi.export("push_audience", worker.audience)
    pulumi.export(
        "identities",
        {
            names.API: identities.api.email,
            names.PUSH_WORKER: identities.push_worker.email,
            "pusher": identities.pusher.email,
        },
    )
