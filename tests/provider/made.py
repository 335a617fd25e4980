"""What a recorded program made, and what a recorded destroy deleted: one entry a resource."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.provider.values import Properties, Value

REGION = "us-central1"
NUMBER = "123456789012"
LOCATION = f"projects/demo/locations/{REGION}"
IN_DEMO: Properties = {"project": "demo"}
IN_REGION: Properties = {"project": "demo", "location": REGION}


@dataclass(frozen=True)
class Made:
    """One resource: its type, its inputs, and the inputs that an update changes.

    ``then`` is what a second update changes.
    """

    type: str
    inputs: Properties
    change: Properties = field(default_factory=dict[str, "Value"])
    then: Properties = field(default_factory=dict[str, "Value"])


@dataclass(frozen=True)
class Gone:
    """One resource that a recorded destroy deleted: its type, id, and what its state says."""

    type: str
    id: str
    state: Properties
