"""What the provider was configured with: endpoints, default project and region, token.

Keys that only steer the official plugin's dealings with real Google (batching, region validation, universe
domain) are taken and have no effect here. ``pollInterval`` has.

Source: https://www.pulumi.com/registry/packages/gcp/installation-configuration/
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from localcloud.provider import endpoints
from localcloud.provider.values import Properties, text

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_VARIABLES = ("GOOGLE_PROJECT", "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT")
REGION_VARIABLES = ("GOOGLE_REGION", "GCLOUD_REGION", "CLOUDSDK_COMPUTE_REGION")
DEFAULT_POLL_INTERVAL = 10.0
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class EndpointElsewhereError(Exception):
    """An endpoint is not on this machine."""


class EndpointMissingError(Exception):
    """An API is called and no endpoint says where it is."""


@dataclass(frozen=True)
class Configuration:
    """A configured provider.

    ``poll_interval`` is in seconds, ``addresses`` by API name (``pubsub``) with a slash at the end.
    """

    addresses: Mapping[str, str] = field(default_factory=dict[str, str])
    project: str = ""
    region: str = ""
    token: str = ""
    poll_interval: float = DEFAULT_POLL_INTERVAL
    attribution_label: bool = True

    @property
    def places(self) -> dict[str, str]:
        """What stands for a property that says where a resource is, where the program is silent."""
        return {"project": self.project, "location": self.region, "region": self.region}

    def address(self, api: str) -> str:
        """Where an API is.

        Raises:
            EndpointMissingError: Nobody said; real Google is never the answer.
        """
        if api in self.addresses:
            return self.addresses[api]
        raise EndpointMissingError(
            f"gcp:{endpoints.KEYS[api]} is not set: the stand-in provider calls {api}.googleapis.com at no "
            f"other address; set it (or {endpoints.VARIABLES[api]}) to the local cloud's"
        )


def configured(config: Mapping[str, str], environment: Mapping[str, str]) -> Configuration:
    """The provider's configuration; a key beats its variable.

    Args:
        config: The ``gcp:`` keys without their prefix.
        environment: The process's.

    Raises:
        EndpointElsewhereError: A key or a variable points an API away from this machine; every one is named.
    """
    if found := problems({**config}, environment):
        raise EndpointElsewhereError("; ".join(sentence for _, sentence in found))

    def first(key: str, variables: tuple[str, ...]) -> str:
        return config.get(key) or next((environment[name] for name in variables if environment.get(name)), "")

    addresses = {api: first(key, (endpoints.VARIABLES[api],)) for api, key in endpoints.KEYS.items()}
    return Configuration(
        addresses={api: url for api, url in addresses.items() if url},
        project=first("project", PROJECT_VARIABLES),
        region=first("region", REGION_VARIABLES),
        token=first("accessToken", ("GOOGLE_OAUTH_ACCESS_TOKEN",)),
        poll_interval=seconds(config.get("pollInterval", "")) or DEFAULT_POLL_INTERVAL,
        attribution_label=config.get("addPulumiAttributionLabel", "true") != "false",
    )


def seconds(duration: str) -> float:
    """A Go duration (``1s``, ``500ms``, ``1m30s``) in seconds; 0 where it is none."""
    parts = re.findall(r"([\d.]+)(ms|s|m|h)", duration)
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def problems(inputs: Properties, environment: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every endpoint that is refused, as (property, sentence)."""
    found: list[tuple[str, str]] = []
    for key in sorted({*endpoints.KEYS.values(), *(k for k in inputs if k.endswith("CustomEndpoint"))}):
        api = next((api for api, known in endpoints.KEYS.items() if known == key), "")
        url = text(inputs.get(key)) or environment.get(endpoints.VARIABLES.get(api, ""), "")
        sentence = endpoints.problem(key, url) if url else None
        if sentence:
            found.append((key, sentence))
    return found
