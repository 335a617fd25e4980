"""The settings of the API service; the only place where its environment is read.

Most come from the stack (infra/variables.py). Deliberately absent: a default for whose tokens are believed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.vividly_service import cloud, models
from services.vividly_service.environment import Environment
from services.vividly_service.tokens import Trust

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.vividly_service.cloud import Cloud
    from services.vividly_service.models import ModelUse

_ROLE = "CLARIFICATION"
_SHORTEST_KEY = 16


@dataclass(frozen=True)
class Settings:
    """Everything that the API service is told; without a key it signs no links."""

    cloud: Cloud
    bucket: str
    topic: str
    clarification: ModelUse
    students: Trust
    link_key: bytes
    link_seconds: int


def read(variables: Mapping[str, str]) -> Settings:
    """Reads the settings; raises SettingsError with everything that is wrong."""
    environment = Environment(variables)
    settings = Settings(
        cloud=cloud.read(environment),
        bucket=environment.text("BUCKET"),
        topic=environment.text("TOPIC"),
        clarification=models.read(environment, _ROLE),
        students=Trust(
            issuer=environment.text("STUDENT_ISSUER"),
            audience=environment.text("STUDENT_AUDIENCE"),
            certificates=environment.address("STUDENT_CERTIFICATES"),
        ),
        link_key=environment.optional("RESULT_LINK_KEY").encode(),
        link_seconds=environment.number("RESULT_LINK_SECONDS", 900),
    )
    models.check_generation(environment, _ROLE, settings.clarification)
    if 0 < len(settings.link_key) < _SHORTEST_KEY:
        environment.wrong("RESULT_LINK_KEY", "is too short to sign with", "fill it as docs/how-to says")
    environment.check()
    return settings
