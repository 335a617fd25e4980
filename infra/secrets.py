"""The secrets: declared here, filled by a person, read by one service each.

Deliberately absent: values, in code, in settings and in state. A secret always exists; which version a
service reads is pinned in the settings, because a service that reads "latest" changes at its next cold start
without anybody deploying. A new environment pins none yet: its service comes up without the variable, and
the program says how that is fixed.

https://cloud.google.com/run/docs/configuring/services/secrets
"""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Secrets:
    """What the API service reads in this environment, and its grants to read each secret, pinned or not."""

    variables: list[SecretVariable] = field(default_factory=list)
    # A revision whose identity may not read its secret does not start, so the service waits for these.
    grants: list[gcp.secretmanager.SecretIamMember] = field(default_factory=list)


def declare(settings: Settings, identities: Identities) -> Secrets:
    """Declare every secret with its reader."""
    secrets = Secrets()
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
        secrets.grants.append(
            gcp.secretmanager.SecretIamMember(
                f"vividly-api-reads-{secret_id}",
                project=settings.project,
                secret_id=secret.secret_id,
                role="roles/secretmanager.secretAccessor",
                member=identities.api.member,
            )
        )
        version = settings.secrets.get(secret_id)
        if version is None:
            pulumi.log.warn(how_to_fill(settings, secret_id, variable))
        else:
            secrets.variables.append(SecretVariable(variable, secret, version))
    return secrets


def how_to_fill(settings: Settings, secret_id: str, variable: str) -> str:
    """Say that a secret has no pinned version, what follows, and what docs/how-to says that fixes it."""
    place, key = f"Pulumi.{settings.environment}.yaml", f"vividly:secrets.{secret_id}"
    # Without `tr` the value would end in a line break, which no reader expects.
    return f"""{place}: {key} is not pinned, so the API service starts without {variable}; make a version:

    openssl rand -base64 32 | tr -d '\\n' |
      gcloud secrets versions add {secret_id} --project {settings.project} --data-file -

pin the number that it prints, in {place}:

    config:
      vividly:secrets:
        {secret_id}: 1

and apply; docs/how-to/populate-a-secret.md says more:

    make up STACK={settings.environment}
"""
