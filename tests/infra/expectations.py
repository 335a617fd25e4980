"""Questions that tests of the program ask: every environment, one container, all grants."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any, cast

import pulumi_gcp as gcp
import pytest
from program_under_mocks import config_of

from infra import environments, names, settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from program_under_mocks import Declared, Resource

    from infra.shape import Settings

API = "gcp:projects/service:Service"
RUN = "gcp:cloudrunv2/service:Service"
SUBSCRIPTION = "gcp:pubsub/subscription:Subscription"
ENVIRONMENTS = sorted(environments.found())
CONFIG = {
    "vividly:project": "vividly-test-1234",
    "vividly:api_callers": ["serviceAccount:vividly-web", "group:staff@example.com"],
    "vividly:services": {"api": {"image": "v1"}, "push-worker": {"image": "sha256:" + "a" * 64}},
}

every_environment = pytest.mark.parametrize("environment", ENVIRONMENTS)


def settings_of(environment: str) -> Settings:
    """Give what the environment's file says, whatever it says."""
    return settings.parse(environment, environments.as_the_engine_hands_it(config_of(environment)))


def members_of(environment: str) -> set[str]:
    """Give the environment's callers as IAM knows them."""
    read = settings_of(environment)
    made = {caller: names.account_of(caller) for caller in read.api_callers}
    return {
        f"serviceAccount:{names.email(read.project, account)}" if account else caller
        for caller, account in made.items()
    }


def takes(resource: Resource, property_name: str) -> bool:
    """Ask the SDK whether this type of resource has an input of that name."""
    module, _, name = resource.type.removeprefix("gcp:").replace(":", "/").split("/")
    constructor = getattr(getattr(gcp, module), name)._internal_init
    return property_name in inspect.signature(constructor).parameters


def container(service: Resource) -> Mapping[str, Any]:
    (only,) = service.inputs["template"]["containers"]
    return cast("Mapping[str, Any]", only)


def variables(service: Resource) -> dict[str, str]:
    return {env["name"]: env["value"] for env in container(service)["envs"] if "value" in env}


def grants(declared: Declared) -> set[tuple[str, str, str]]:
    """Give every grant as (on what, role, member)."""
    on = ("project", "topic", "subscription", "bucket", "secretId", "name", "serviceAccountId")
    found: set[tuple[str, str, str]] = set()
    for resource in declared.resources:
        if "iam" in resource.type.lower():
            narrowest = [str(resource.inputs[key]) for key in on if key in resource.inputs][-1]
            found.add((narrowest, resource.inputs["role"], resource.inputs["member"]))
    return found
