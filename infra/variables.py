"""The environment variables of the services: where they are, what they write to, and which models they call.

Model ids come from the registry and from nowhere else, so that a retired model is one line in one file.
Students sign in with this project's own Identity Platform, so whose tokens are believed follows from the
project; Pub/Sub's tokens are Google's, and Cloud Run cuts their signature off once it has checked it.
Deliberately absent: values of secrets (see secrets.py) and everything that a service can ask Cloud Run for
itself (PORT, K_SERVICE, K_REVISION).

https://cloud.google.com/identity-platform/docs/work-with-tokens
https://cloud.google.com/run/docs/troubleshooting#signature-removed
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from infra import names
from preflight.models.registry import Role

if TYPE_CHECKING:
    from infra.shape import Settings
    from preflight.models.registry import Registry

API_ROLES = (Role.CLARIFICATION,)
PUSH_WORKER_ROLES = (Role.INTEREST_MATCHING, Role.SCRIPT_GENERATION, Role.SPEECH)

# Where the issuers of tokens publish their certificates, as PEM by key id.
_STUDENT_CERTIFICATES = (
    "https://www.googleapis.com/robot/v1/metadata/x509/securetoken@system.gserviceaccount.com"
)
_GOOGLE_CERTIFICATES = "https://www.googleapis.com/oauth2/v1/certs"


def of_api(settings: Settings, models: Registry) -> dict[str, str]:
    """Give the variables of the API service."""
    return {
        **_everywhere(settings),
        "TOPIC": names.TOPIC,
        "STUDENT_ISSUER": f"https://securetoken.google.com/{settings.project}",
        "STUDENT_AUDIENCE": settings.project,
        "STUDENT_CERTIFICATES": _STUDENT_CERTIFICATES,
        **_models(models, API_ROLES),
    }


def of_push_worker(settings: Settings, models: Registry, pusher: str) -> dict[str, str]:
    """Give the variables of the push worker; by PUSH_* it checks who is calling, `pusher` being an email."""
    return {
        **_everywhere(settings),
        "PUSH_AUDIENCE": names.push_audience(settings.environment, settings.project),
        "PUSH_IDENTITY": pusher,
        "PUSH_ISSUER": "https://accounts.google.com",
        "PUSH_CERTIFICATES": _GOOGLE_CERTIFICATES,
        "PUSH_SIGNATURE": "cloud_run",
        **_models(models, PUSH_WORKER_ROLES),
    }


def _everywhere(settings: Settings) -> dict[str, str]:
    return {
        "GOOGLE_CLOUD_PROJECT": settings.project,
        "BUCKET": names.bucket(settings.project),
    }


def _models(models: Registry, roles: tuple[Role, ...]) -> dict[str, str]:
    variables: dict[str, str] = {}
    for role in roles:
        use = models.roles[role]
        variables[f"{role.upper()}_MODEL"] = use.model
        variables[f"{role.upper()}_LOCATION"] = use.location
        variables[f"{role.upper()}_FALLBACKS"] = json.dumps(
            [fallback.model_dump() for fallback in use.fallbacks]
        )
        if use.parameters:
            variables[f"{role.upper()}_PARAMETERS"] = json.dumps(use.parameters, sort_keys=True)
    return variables
