"""The secrets: declared here, filled by a person, read by one service each.

Deliberately absent: values, in code, in settings and in state. A secret always exists; which version a
service reads is pinned in the settings, because a service that reads "latest" changes at its next cold start
without anybody deploying. A new environment pins none yet: its service comes up without the variable, and
the program says which two commands fix that.

https://cloud.google.com/run/docs/configuring/services/secrets
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_gcp as gcp

from infra import names

if TYPE_CHECKING:
    from infra.identities import Identities
    from infra.shape import Settings


@dataclass(frozen=True)
class SecretVariable:
    """An environment variable that holds a pinned version of a secret."""

    name: str
    secret: gcp.secretmanager.Secret
    version: int
    # A revision whose identity may not read the secret does not start, so the service waits for the grant.
    grant: gcp.secretmanager.SecretIamMember


def declare(settings: Settings, identities: Identities) -> list[SecretVariable]:
    """Declare every secret with its reader; give what the API service reads in this environment."""
    variables: list[SecretVariable] = []
    for secret_id, variable in names.SECRETS.items():
        secret = gcp.secretmanager.Secret(
            secret_id,
            project=settings.project,
            secret_id=secret_id,
            replication={"auto": {}},
            deletion_protection=settings.deletion_protection,
            labels=names.labels(settings.environment, settings.labels),
            opts=pulumi.ResourceOptions(protect=settings.deletion_protection),
        )
        grant = gcp.secretmanager.SecretIamMember(
            f"vividly-api-reads-{secret_id}",
            project=settings.project,
            secret_id=secret.secret_id,
            role="roles/secretmanager.secretAccessor",
            member=identities.api.member,
        )
        version = settings.secrets.get(secret_id)
        if version is None:
            pulumi.log.warn(how_to_fill(settings, secret_id, variable))
        else:
            variables.append(SecretVariable(variable, secret, version, grant))
    return variables


def how_to_fill(settings: Settings, secret_id: str, variable: str) -> str:
    """Say that a secret has no pinned version, what follows, and the two commands that fix it."""
    place, key = f"Pulumi.{settings.environment}.yaml", f"vividly:secrets.{secret_id}"
    return (
        f"{place}: {key} is not pinned, so the API service starts without {variable};"
        " see docs/how-to/populate-a-secret.md, or, in short:\n"
        f"  openssl rand -base64 32 | gcloud secrets versions add {secret_id}"
        f" --project {settings.project} --data-file -\n"
        f"  pulumi config set --stack {settings.environment} --path {key} 1  # the version that was printed"
    )
