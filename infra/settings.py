"""Reads the settings of an environment: the only reader of the stack's configuration.

The engine hands every value over as text, structures as JSON; here they become one frozen `Settings`, or
all that is wrong with them at once, each as `Pulumi.dev.yaml: vividly:services.api.image is missing; ...`.
Deliberately absent: encrypted settings. Whoever reviews an environment must be able to read it, and a secret
value belongs in Secret Manager.

https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pulumi
from pydantic import ValidationError

from infra import model_choices
from infra.checks import Surroundings
from infra.problems import Problem, Problems
from infra.sentences import problems_in
from infra.shape import Settings
from preflight.models import registry

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

NAMESPACE = "vividly"
_MOST_BLOCKS = 100


def read() -> Settings:
    """Read the settings of the stack that the engine is running. Raises Problems."""
    config: dict[str, str] = pulumi.runtime.get_config_env()
    encrypted = {key for key in config if pulumi.runtime.is_config_secret(key)}
    return parse(pulumi.get_stack(), config, encrypted)


def parse(environment: str, config: Mapping[str, str], encrypted: Collection[str] = ()) -> Settings:
    """Turn what the engine hands over into the settings of `environment`.

    `config` maps full keys (`vividly:project`) to text; keys of other namespaces are not ours to judge.
    Raises Problems with every sentence at once.
    """
    place = f"Pulumi.{environment}.yaml"
    prefix = f"{NAMESPACE}:"
    given = {key.removeprefix(prefix): text for key, text in config.items() if key.startswith(prefix)}
    if not given:
        fix = f"write {place} (infra/settings.schema.json says what may stand there), or choose another stack"
        raise Problems([str(Problem(place, f"holds no {prefix} settings", fix))])
    problems = [
        Problem(place, "is encrypted", "write it in plain, or keep it in Secret Manager", key=key)
        for key in config
        if key in encrypted and key.startswith(prefix)
    ]
    if "environment" in given:
        problems.append(
            Problem(place, "is no setting", "the name of the file says it", key=f"{prefix}environment")
        )
    values = {key: _decoded(key, text) for key, text in given.items() if prefix + key not in encrypted}
    values["environment"] = environment
    try:
        settings = Settings.model_validate_json(
            json.dumps(values), context=_surroundings(environment, values)
        )
    except ValidationError as error:
        problems += problems_in(error, Settings, place, NAMESPACE)
        raise Problems(map(str, problems)) from error
    problems += _unfit_models(settings, place)
    if problems:
        raise Problems(map(str, problems))
    return settings


def _unfit_models(settings: Settings, place: str) -> list[Problem]:
    try:
        return list(model_choices.problems(registry.load(), settings, place, NAMESPACE))
    except registry.RegistryError:
        return []  # told where the registry itself is read


def _decoded(key: str, text: str) -> object:
    field = Settings.model_fields.get(key)
    # No setting nests like that; what reads JSON would run out of stack.
    nested = text.count("[") + text.count("{") > _MOST_BLOCKS
    if field is None or field.annotation is str or nested:
        return text
    try:
        return json.loads(text)
    except ValueError:
        # No JSON, or a number of thousands of digits.
        return text


def _surroundings(environment: str, values: Mapping[str, object]) -> Surroundings:
    region: object = values.get("region", Settings.model_fields["region"].default)
    return Surroundings(environment, str(values.get("project", "")), str(region))
