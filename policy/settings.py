"""What an environment decides about the pack: the `policy:` keys of its Pulumi.<environment>.yaml.

The engine hands them over as text, structures as JSON; here they become one frozen `Settings` and all that
is wrong with them. What is wrong never stops the pack: the rule settings-are-sound reports it, and the other
rules judge with what could be read. A choice that nobody made is None, which is not an empty list.

https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/configuration/
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast, get_type_hints

import msgspec
from msgspec.structs import replace

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMESPACE = "policy:"
PRODUCTION = re.compile(r"(.*[-_.])?(prod|production|live)([-_.].*)?", re.IGNORECASE)

Level = Literal["mandatory", "advisory", "disabled"]
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One resource that one rule lets pass until a day.

    `resource`: its name in the program, its type and name (`gcp:...:Topic::requests`), or its whole URN.
    """

    rule: Text
    resource: Text
    reason: Annotated[str, msgspec.Meta(min_length=10, description="Why it may be so, for the next reader.")]
    until: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}", description="The last day.")]

    def __post_init__(self) -> None:
        """Refuse what is no day of the calendar; msgspec turns the ValueError into its own."""
        date.fromisoformat(self.until[:10])

    @property
    def end(self) -> date:
        """The last day. Without quotes YAML's day reaches us as an instant, which begins with it."""
        return date.fromisoformat(self.until[:10])

    def covers(self, rule: str, urn: str) -> bool:
        """Say whether it speaks of this rule and this resource."""
        return self.rule == rule and f"::{urn}".endswith(f"::{self.resource}")


def _says(description: str) -> msgspec.Meta:
    return msgspec.Meta(description=description)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All choices of one environment. `stack`: its name; `problems`: what could not be read, as sentences."""

    stack: str = ""
    problems: tuple[str, ...] = ()
    levels: Annotated[
        dict[str, Level], _says("Level of single rules, by name: mandatory, advisory or disabled.")
    ] = {}
    exemptions: Annotated[
        tuple[Exemption, ...], _says("Resources that a rule lets pass, each with a reason and an end.")
    ] = ()
    production: Annotated[
        bool | None,
        _says("Is this production? Without it the stack's name says: prod, production or live in it."),
    ] = None
    allowed_regions: Annotated[
        tuple[Text, ...] | None, _says("Regions and multi-regions in which something may be.")
    ] = None
    required_labels: Annotated[
        tuple[Text, ...] | None, _says("Labels that everything carries that can carry labels.")
    ] = None
    forbidden_apis: Annotated[tuple[Text, ...] | None, _says("APIs that the organisation does not want.")] = (
        None
    )
    services_open_to_the_internet: Annotated[
        tuple[Text, ...] | None,
        _says("Cloud Run services that may be reached from outside, by their name in Google."),
    ] = None
    registries: Annotated[
        tuple[Text, ...],
        _says("Registries besides the project's own, like us-docker.pkg.dev/shared/images."),
    ] = ()
    apis_declared_elsewhere: Annotated[
        tuple[Text, ...], _says("APIs that another stack of the same project declares.")
    ] = ()
    today: Annotated[
        date | None, _says("The day on which models and exemptions are judged; without it, today.")
    ] = None

    @property
    def day(self) -> date:
        """The day on which models and exemptions are judged."""
        return self.today or date.today()

    @property
    def is_production(self) -> bool:
        """Say whether what only production must do is asked for."""
        return bool(PRODUCTION.fullmatch(self.stack)) if self.production is None else self.production


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
    problems = [
        f"{place}{key} is encrypted; write it in plain"
        for key in given
        if NAMESPACE + key in encrypted and key in CHOICES
    ]
    for key, text in given.items():
        if NAMESPACE + key in encrypted:
            continue
        value, wrong = _decoded(key, text)
        problems += [f"{place}{key} {sentence}" for sentence in wrong]
        values |= {} if wrong else {key: value}
    return Settings(stack=stack, problems=tuple(problems), **values)


def overridden(settings: Settings, properties: Mapping[str, object]) -> Settings:
    """Give the settings with what `--policy-pack-config` says of one rule."""
    values: dict[str, Any] = {}
    problems: list[str] = []
    for key, given in properties.items():
        value, wrong = _decoded(key, msgspec.json.encode(given).decode())
        problems += [f"--policy-pack-config: {key} {sentence}" for sentence in wrong]
        values |= {} if wrong else {key: value}
    return replace(settings, problems=(*settings.problems, *problems), **values)


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
    if key not in CHOICES:
        from preflight.closest import closest  # noqa: PLC0415 - only for a mistake

        known = f"the settings are {', '.join(CHOICES)}"
        return None, [f"is no setting; {closest(key, CHOICES) or known}"]
    try:
        # A day is text to the engine, and no JSON; without quotes YAML makes an instant of it.
        value = date.fromisoformat(text.strip('"')[:10]) if key == "today" else None
        return value or msgspec.json.decode(text, type=CHOICES[key]), []
    except (msgspec.MsgspecError, ValueError) as error:
        said = str(error).replace("`", "")
        return None, [f"is wrong: {said}; {schema_of(key)['description']}"]
