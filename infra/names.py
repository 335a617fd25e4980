"""Every name that this platform gives, in one place; pure, so that anything may ask.

Names are fixed: a random suffix would make the same deployment different in every project and no runbook
could spell it. An environment is a project of its own, so only what people see next to each other (the
services) carries the environment's name; a bucket's name is global and carries the project's.
"""

from __future__ import annotations

TOPIC = "content-requests"
PUSH_SUBSCRIPTION = "content-requests-push"
DEAD_LETTER_TOPIC = "content-requests-dead-letter"
DEAD_LETTER_SUBSCRIPTION = "content-requests-dead-letter-pull"
REPOSITORY = "vividly"
API = "api"
PUSH_WORKER = "push-worker"

# Service accounts: who the services are, and who pushes to the worker.
API_IDENTITY = "vividly-api"
PUSH_WORKER_IDENTITY = "vividly-push-worker"
PUSHER_IDENTITY = "vividly-pubsub-push"
IDENTITIES = (API_IDENTITY, PUSH_WORKER_IDENTITY, PUSHER_IDENTITY)

# Secrets that exist in every environment, and the environment variable in which a service reads each.
SECRETS = {"result-link-key": "RESULT_LINK_KEY"}


def service(environment: str, service_name: str) -> str:
    """Name a Cloud Run service: `dev-vividly-push-worker`."""
    return f"{environment}-vividly-{service_name}"


def email(project: str, account_id: str) -> str:
    """Give the address of a service account of `project`."""
    return f"{account_id}@{project}.iam.gserviceaccount.com"


def account_of(caller: str) -> str | None:
    """Give the account that the stack makes for `serviceAccount:vividly-web`; None for other members."""
    kind, _, name = caller.partition(":")
    return name if kind == "serviceAccount" and "@" not in name else None


def bucket(project: str) -> str:
    """Name the bucket of generated scripts and audio."""
    return f"{project}-generated-content"


def registry_path(region: str, project: str) -> str:
    """Give the address under which this environment's images stand."""
    return f"{region}-docker.pkg.dev/{project}/{REPOSITORY}"


def image(region: str, project: str, service_name: str, given: str) -> str:
    """Turn a tag, a digest or a full reference into a full reference."""
    if "/" in given:
        return given
    separator = "@" if given.startswith("sha256:") else ":"
    return f"{registry_path(region, project)}/{service_name}{separator}{given}"


def push_audience(environment: str, project: str) -> str:
    """Name the audience of the tokens that Pub/Sub sends to the push worker.

    A name of its own instead of the service's address, because the address is only known after the first
    deployment. Cloud Run wants a full URL; nothing is ever looked up under it.
    https://cloud.google.com/run/docs/configuring/custom-audiences
    """
    return f"https://{service(environment, PUSH_WORKER)}.{project}.internal"


def labels(environment: str, extra: dict[str, str]) -> dict[str, str]:
    """Give the labels that everything carries; an environment may add, never replace."""
    return {**extra, "app": "vividly", "environment": environment, "managed-by": "pulumi"}
