"""The settings of the push worker; the only place where its environment is read.

Cloud Run checks Pub/Sub's token and cuts its signature off before it passes the token on, so behind Cloud Run
(PUSH_SIGNATURE is cloud_run) the claims are what is left to check. Everywhere else the signature must be
there and fit.
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

_MATCHING, _GENERATION, _SPEECH = "INTEREST_MATCHING", "SCRIPT_GENERATION", "SPEECH"
# What Text-to-Speech takes here: speech is made in pieces, and only files of MP3 can be joined.
_ENCODING = "MP3"


@dataclass(frozen=True)
class Voice:
    """A voice, where it answers, and the language in which it speaks."""

    model: str
    location: str
    language_code: str
    speaking_rate: float


@dataclass(frozen=True)
class Settings:
    """Everything that the push worker is told; the first voice speaks, the others where it does not."""

    cloud: Cloud
    bucket: str
    matching: ModelUse
    generation: ModelUse
    voices: tuple[Voice, ...]
    push: Trust
    push_identity: str


def read(variables: Mapping[str, str]) -> Settings:
    """Reads the settings; raises SettingsError with everything that is wrong."""
    environment = Environment(variables)
    settings = Settings(
        cloud=cloud.read(environment),
        bucket=environment.text("BUCKET"),
        matching=models.read(environment, _MATCHING),
        generation=models.read(environment, _GENERATION),
        voices=_voices(environment, models.read(environment, _SPEECH)),
        push=Trust(
            issuer=environment.text("PUSH_ISSUER"),
            audience=environment.text("PUSH_AUDIENCE"),
            certificates=environment.address("PUSH_CERTIFICATES"),
            behind_cloud_run=environment.choice("PUSH_SIGNATURE", ("present", "cloud_run")) == "cloud_run",
        ),
        push_identity=environment.text("PUSH_IDENTITY"),
    )
    models.check_generation(environment, _MATCHING, settings.matching)
    models.check_generation(environment, _GENERATION, settings.generation)
    environment.check()
    return settings


def _voices(environment: Environment, use: ModelUse) -> tuple[Voice, ...]:
    told = dict(use.parameters)
    language, rate = told.pop("language_code", ""), told.pop("speaking_rate", 1.0)
    name = f"{_SPEECH}_PARAMETERS"
    if told.pop("audio_encoding", _ENCODING) != _ENCODING:
        environment.wrong(name, "asks for another audio_encoding", f"write {_ENCODING}, which can be joined")
    if not isinstance(language, str) or not language:
        environment.wrong(name, "names no language_code", "name the voice's, like en-US")
    if isinstance(rate, bool) or not isinstance(rate, int | float):
        environment.wrong(name, "has a speaking_rate that is no number", "write one, like 1.0")
        rate = 1.0
    if told:
        environment.wrong(name, f"has unknown {', '.join(sorted(told))}", "leave them out")
    return tuple(Voice(one.model, one.location, str(language), float(rate)) for one in use.attempts())
