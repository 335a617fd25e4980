"""Which model a role calls, where and with what, as the stack says it.

No id is spelled here or in the services: SCRIPT_GENERATION_MODEL and its like come from the registry through
infra/variables.py, so that a retired model is one line in one file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.vividly_service.environment import Environment


@dataclass(frozen=True)
class ModelUse:
    """A model for one role: its id, the location that answers, and parameters by their API names."""

    model: str
    location: str
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])


def read(environment: Environment, role: str) -> ModelUse:
    """Reads what a role calls; `role` in upper case, as in SCRIPT_GENERATION."""
    return ModelUse(
        model=environment.text(f"{role}_MODEL"),
        location=environment.text(f"{role}_LOCATION"),
        parameters=environment.json_object(f"{role}_PARAMETERS"),
    )


def check_generation(environment: Environment, role: str, use: ModelUse) -> None:
    """Notes parameters that no text model takes here, and values of another kind."""
    known: dict[str, type | tuple[type, ...]] = {"max_output_tokens": int, "temperature": (int, float)}
    for name, value in use.parameters.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, known[name]):
            environment.wrong(
                f"{role}_PARAMETERS", f"has no usable {name}", f"known numbers are {', '.join(known)}"
            )
