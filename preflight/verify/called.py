"""Which models and voices a stack has its services call, by their variables.

    ROLE_MODEL, ROLE_LOCATION, ROLE_FALLBACKS, ROLE_PARAMETERS

Where a stack tells nothing, what the registry says of the roles. Deliberately absent: whether they answer.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from preflight.lint import grammar
from preflight.models.registry import Channel
from preflight.planned.services import services

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preflight.planned.services import Service, Variable
    from preflight.verify.probes import Asked

_MODEL, _LOCATION, _FALLBACKS, _PARAMETERS = "_MODEL", "_LOCATION", "_FALLBACKS", "_PARAMETERS"


class Called(NamedTuple):
    """A model as a service calls it. `language`: of a voice; `identity`: the email that calls it, or none."""

    role: str
    model: str
    location: str
    channel: Channel
    language: str
    identity: str


def called(asked: Asked) -> Iterator[Called]:
    """Give what the services are told to call; where a stack tells nothing, what the registry says."""
    told = False
    for service in services(asked.planned):
        for variable in service.env:
            if variable.endswith(_MODEL):
                uses = list(_told(asked, service, variable.removesuffix(_MODEL)))
                told = told or bool(uses)
                yield from uses
    if not told:
        for role, use in asked.models().roles.items():
            language = str(use.parameters.get("language_code", ""))
            yield Called(str(role), use.model, use.location, use.channel, language, "")


def _told(asked: Asked, service: Service, role: str) -> Iterator[Called]:
    parameters = _parsed(service.env.get(role + _PARAMETERS))
    language = (
        str(cast("Mapping[str, Any]", parameters).get("language_code", ""))
        if isinstance(parameters, dict)
        else ""
    )
    model = _value(service.env.get(role + _MODEL))
    if not _is_model(asked, role, model):
        return
    named = [(model, _value(service.env.get(role + _LOCATION)))]
    fallbacks = _parsed(service.env.get(role + _FALLBACKS))
    for one in cast("list[object]", fallbacks) if isinstance(fallbacks, list) else []:
        block = cast("Mapping[str, object]", one) if isinstance(one, dict) else {"model": one}
        named.append((str(block.get("model", "")), str(block.get("location", "") or named[0][1])))
    for model, location in named:
        if model:
            channel = _channel(asked, role, model, language)
            yield Called(role.lower(), model, location or "global", channel, language, service.identity)


def _is_model(asked: Asked, role: str, name: str) -> bool:
    """Say whether a variable that is called like a role's holds a model: `DATA_MODEL=star` holds none."""
    known = any(role.lower() == one.lower() for one in asked.models().roles)
    return bool(name) and (known or grammar.named(name) is not None)


def _channel(asked: Asked, role: str, model: str, language: str) -> Channel:
    use = next((use for name, use in asked.models().roles.items() if name.lower() == role.lower()), None)
    if use is not None:
        return use.channel
    row = next((row for row in asked.models().models if row.id == model), None)
    if row is not None:
        return row.channel
    return Channel.TEXT_TO_SPEECH if language else Channel.VERTEX


def _value(variable: Variable | None) -> str:
    return (variable.value or "") if variable else ""


def _parsed(variable: Variable | None) -> object:
    try:
        return json.loads(_value(variable) or "null")
    except ValueError:
        return None
