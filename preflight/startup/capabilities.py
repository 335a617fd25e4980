"""What a service can do, and the APIs that each capability stands on.

A capability is a word for people ("speech"); an API that has none is asked for by its own name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Capability(StrEnum):
    """What a service may need Google for."""

    SPEECH = "speech"
    GENERATION = "generation"
    STORAGE = "storage"
    PUBSUB = "pubsub"
    SECRETS = "secrets"
    TASKS = "tasks"
    FIRESTORE = "firestore"
    BIGQUERY = "bigquery"


APIS: dict[Capability, tuple[str, ...]] = {
    Capability.SPEECH: ("texttospeech.googleapis.com",),
    Capability.GENERATION: ("aiplatform.googleapis.com",),
    Capability.STORAGE: ("storage.googleapis.com",),
    Capability.PUBSUB: ("pubsub.googleapis.com",),
    Capability.SECRETS: ("secretmanager.googleapis.com",),
    Capability.TASKS: ("cloudtasks.googleapis.com",),
    Capability.FIRESTORE: ("firestore.googleapis.com",),
    Capability.BIGQUERY: ("bigquery.googleapis.com",),
}


def apis_by_name(wanted: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give the APIs of each capability or API, in order and once. Raises ValueError for what is neither."""
    named = [wanted] if isinstance(wanted, str) else list(wanted)
    return {str(name): _apis(str(name)) for name in named}


def _apis(name: str) -> tuple[str, ...]:
    if name in set(Capability):
        return APIS[Capability(name)]
    if "." in name.strip(".") and name.replace(".", "").replace("-", "").isalnum():
        return (name,)
    known = ", ".join(Capability)
    raise ValueError(f"{name!r}: is no capability; name one of {known}, or an API like vision.googleapis.com")
