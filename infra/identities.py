"""Who acts: one service account a service, one that only pushes, one for each caller that has none yet.

Grants on single resources (a topic, a bucket, a secret, a service) stand beside the resource; only what has
no narrower place stands here. Every grant adds one member and never replaces those of others. Deliberately
absent: keys (services get tokens from their metadata server), the default service account (it may edit the
project), roles for Text-to-Speech (it has none: an enabled API and an identity are enough), and whatever
could widen the pipeline itself (made once by the bootstrap script, by a person).

https://cloud.google.com/iam/docs/best-practices-service-accounts
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pulumi_gcp as gcp

from infra import names

if TYPE_CHECKING:
    from infra.shape import Settings


@dataclass(frozen=True)
class Identities:
    """The service accounts of the platform."""

    api: gcp.serviceaccount.Account
    push_worker: gcp.serviceaccount.Account
    pusher: gcp.serviceaccount.Account
    # Made for callers that the settings name without a project: whoever calls runs as one of these.
    callers: dict[str, gcp.serviceaccount.Account]
    # Project-wide roles by account id; a service waits for those of its own.
    grants: dict[str, list[gcp.projects.IAMMember]] = field(default_factory=dict)

    def of_services(self) -> dict[str, gcp.serviceaccount.Account]:
        """Give the accounts that services run as, by id."""
        return {names.API_IDENTITY: self.api, names.PUSH_WORKER_IDENTITY: self.push_worker}


def declare(settings: Settings) -> Identities:
    """Declare the accounts and their project-wide roles."""
    identities = Identities(
        api=_account(settings, names.API_IDENTITY, "The API service"),
        push_worker=_account(settings, names.PUSH_WORKER_IDENTITY, "The push worker"),
        pusher=_account(settings, names.PUSHER_IDENTITY, "What Pub/Sub pushes as"),
        callers={
            caller: _account(settings, account_id, "Calls the API service")
            for caller in settings.api_callers
            if (account_id := names.account_of(caller))
        },
    )
    for name, account in identities.of_services().items():
        identities.grants[name] = [
            # The start-up check asks which APIs are enabled; there is no narrower place than the project.
            _project_role(
                settings, f"{name}-reads-enabled-apis", account, "roles/serviceusage.serviceUsageViewer"
            ),
            # Models of publishers belong to no project of ours, so calling them can only be granted here.
            _project_role(settings, f"{name}-calls-models", account, "roles/aiplatform.user"),
        ]
    return identities


def addresses(settings: Settings) -> set[str]:
    """Give the address of every account that `declare` makes."""
    made = {*names.IDENTITIES, *filter(None, map(names.account_of, settings.api_callers))}
    return {names.email(settings.project, account_id) for account_id in made}


def _account(settings: Settings, account_id: str, display_name: str) -> gcp.serviceaccount.Account:
    return gcp.serviceaccount.Account(
        account_id, project=settings.project, account_id=account_id, display_name=display_name
    )


def _project_role(
    settings: Settings, name: str, account: gcp.serviceaccount.Account, role: str
) -> gcp.projects.IAMMember:
    return gcp.projects.IAMMember(name, project=settings.project, role=role, member=account.member)
