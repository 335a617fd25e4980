"""Vividly's platform, in the order in which it comes up. Each line is one module; read on there.

A student's request enters at the API service, waits in a topic, is pushed to the worker, and comes back as a
script and audio in a bucket. Deliberately absent: look-ups of what exists (a preview must need no more than
the provider itself), and everything that can widen the pipeline (see the bootstrap script).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra import apis, identities, messaging, outputs, registry, retries, secrets, services, storage
from infra.needs import Needs

if TYPE_CHECKING:
    from infra.inputs import Inputs


def declare(inputs: Inputs) -> None:
    """Declare everything that one environment consists of."""
    settings, models = inputs.settings, inputs.models

    enabled = apis.enable(settings, inputs.apis, retries.hooks(inputs))
    people = identities.declare(settings)
    images = registry.declare(settings)
    content = storage.declare(settings, people)
    keys = secrets.declare(settings, people)
    topics = messaging.declare_topics(settings, people)
    needs = Needs(enabled, images, people, content, topics, keys)
    api = services.declare_api(settings, models, needs)
    worker = services.declare_push_worker(settings, models, needs)
    messaging.declare_delivery(settings, topics, people, worker)

    outputs.export(settings, api=api, worker=worker, topics=topics, bucket=content.bucket, identities=people)
