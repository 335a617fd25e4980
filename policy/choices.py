"""The choices that an environment may make about the pack, and their shapes.

A choice that nobody made is None, which is not an empty list. How they are read stands in `settings.py`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

import msgspec

_PRODUCTION = re.compile(r"(prod|production|live)[0-9]*")
_NOT = {"no", "non", "not", "pre"}

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
        return self.rule == rule and self.names(urn)

    def names(self, urn: str) -> bool:
        """Say whether `resource` is this one. Within a component a URN holds the types of all its parents."""
        types, _, name = "::".join(urn.split("::")[2:]).partition("::")
        return self.resource in {urn, name, f"{types}::{name}", f"{types.rpartition('$')[2]}::{name}"}


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
        _says("Is this production? Without it the stack's name says, by a part like prod or live."),
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
        parts = re.split(r"[-_.]", self.stack.lower())
        by_name = any(map(_PRODUCTION.fullmatch, parts)) and _NOT.isdisjoint(parts)
        return by_name if self.production is None else self.production
