"""What an environment decides about the pack: the `policy:` keys of its Pulumi.<environment>.yaml.

The only reader of the pack's configuration. The engine hands it over as text, structures as JSON; here it
becomes one frozen `Settings` and all that is wrong with it. What is wrong never stops the pack: the rule
settings-are-sound reports it, and the other rules judge with what could be read. A choice that nobody made is
None, which is not an empty list. What a choice may look like stands in `choices.py`.

https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/configuration/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast, get_type_hints

import msgspec
from choices import Exemption, Level, Settings
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CHOICES", "NAMESPACE", "Exemption", "Settings", "overridden", "read", "schema_of"]

NAMESPACE = "policy:"
CHOICES = {
    name: kind
    for name, kind in get_type_hints(Settings, include_extras=True).items()
    if name not in {"stack", "problems"}
}


def read(stack: str, config: Mapping[str, str], encrypted: frozenset[str] = frozenset()) -> Settings:
    """Turn the stack's configuration into settings; keys of other namespaces are not ours to judge."""
    given = {key.removeprefix(NAMESPACE): text for key, text in config.items() if key.startswith(NAMESPACE)}
    place = f"Pulumi.{stack}.yaml: {NAMESPACE}"
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, text in given.items():
        if NAMESPACE + key in encrypted:
            problems.append(f"{place}{key} is encrypted; write it in plain")
            continue
        value, wrong = _decoded(key, text)
        problems += [f"{place}{_at(key, sentence)}" for sentence in wrong]
        values |= {} if value is None else {key: value}
    return Settings(stack=stack, problems=tuple(problems), **values)


def overridden(settings: Settings, properties: Mapping[str, object]) -> Settings:
    """Give the settings with what `--policy-pack-config` says of one rule."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, given in properties.items():
        value, wrong = _decoded(key, json.dumps(given))
        problems += [f"--policy-pack-config: {_at(key, sentence)}" for sentence in wrong]
        values |= {} if value is None else {key: value}
    return replace(settings, problems=(*settings.problems, *problems), **values)


def _at(key: str, sentence: str) -> str:
    """Say where: `levels.NAME is wrong`, `exemptions[0] is wrong`, `production is wrong`."""
    inner, _, rest = sentence.partition(" ")
    if key == "levels" and rest.startswith("is wrong"):
        return f"{key}.{inner} {rest}"
    return f"{key}{sentence}" if sentence.startswith("[") else f"{key} {sentence}"


def schema_of(key: str) -> dict[str, Any]:
    """Give the JSON Schema of one choice."""
    (shape,), parts = msgspec.json.schema_components([CHOICES[key]])
    return _inlined(shape, parts)


def _inlined(shape: Any, parts: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(shape, dict):
        block = cast("dict[str, Any]", shape)
        if "$ref" in block:
            return _inlined(parts[str(block["$ref"]).rpartition("/")[2]], parts)
        return {key: _inlined(value, parts) for key, value in block.items()}
    return [_inlined(one, parts) for one in cast("list[Any]", shape)] if isinstance(shape, list) else shape


def _decoded(key: str, text: str) -> tuple[Any, list[str]]:
    """Give the value, as much of it as can be read, and what is wrong with the rest."""
    if key not in CHOICES:
        from preflight.closest import closest  # noqa: PLC0415 - only for a mistake

        known = f"the settings are {', '.join(CHOICES)}"
        return None, [f"is no setting; {closest(key, CHOICES) or known}"]
    value = _value(text)
    if key == "levels" and isinstance(value, dict):
        parts = {name: _fit(one, Level) for name, one in cast("dict[str, Any]", value).items()}
        good = {name: one for name, (one, wrong) in parts.items() if not wrong}
        return good, [f"{name} {wrong}" for name, (_, wrong) in parts.items() if wrong]
    if key == "exemptions" and isinstance(value, list):
        found = [_fit(one, Exemption) for one in cast("list[Any]", value)]
        good = tuple(one for one, wrong in found if not wrong)
        return good, [f"[{number}] {wrong}" for number, (_, wrong) in enumerate(found) if wrong]
    if key == "today" and isinstance(value, str):
        value = value[:10]  # without quotes YAML makes an instant of a day
    fit, wrong = _fit(value, CHOICES[key])
    return fit, [f"{wrong}; it is meant so: {schema_of(key)['description']}"] if wrong else []


def _value(text: str) -> Any:  # noqa: ANN401 - JSON, or a text that is none
    try:
        return json.loads(text)
    except ValueError:
        return text


def _fit(value: object, kind: Any) -> tuple[Any, str]:  # noqa: ANN401 - any shape
    try:
        return msgspec.convert(value, kind), ""
    except msgspec.ValidationError as error:
        return None, f"is wrong: {str(error).replace('`', '')}"
