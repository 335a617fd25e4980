"""The registry of models, read from models.yaml and validated: the only place where a model is spelled.

Rows are never deleted: a retired model must stay known, because the lists of others drop it, and a name that
is absent here means "unknown", never "fine". Dates carry a precision, since Google announces some as "no
sooner than". What a row means on a day stands in lifecycle.py. Deliberately absent: a clock (callers pass the
date) and the network (`preflight models refresh` reads Google's pages).

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from preflight import yaml_files
from preflight.models.kinds import Channel, Precision, Role, Stability

REGISTRY = Path(__file__).with_name("models.yaml")


class RegistryError(ValueError):
    """The registry is wrong. `problems` holds every sentence."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Model(_Row):
    """One model on one channel."""

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9.@_-]*$", description="The name that is called.")]
    channel: Channel
    released: date | None = Field(description="First day of general availability; null if not known.")
    retires: date | None = Field(description="The announced day; null if none is announced.")
    precision: Precision
    stability: Stability
    closed_to_new: date | None = Field(
        default=None, description="From this day projects that did not use it before are refused."
    )
    shutdown: date | None = Field(
        default=None, description="Last day for projects that already use it, where later than `retires`."
    )
    shutdown_by_region: dict[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], date] = Field(
        default_factory=dict,
        description="Countries (ISO 3166, two letters) whose regions go on longer, with their last day.",
    )
    replacement: str | None = Field(default=None, description="The id that Google names as its successor.")
    source: str = Field(min_length=8, description="Where the dates stand; a URL where there is one.")
    verified_on: date = Field(description="Day on which the source was last read.")
    note: str | None = Field(default=None, description="What a reader must know, such as what is unproven.")

    def open_to_new_projects(self, today: date) -> bool:
        """Say whether a project that never used this model may start on `today`."""
        closed = self.closed_to_new is not None and self.closed_to_new <= today
        gone = self.precision is Precision.EXACT and self.retires is not None and self.retires <= today
        return not closed and not gone


Location = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9-]*$", description="Endpoint: `global` or a region.", examples=["global"]),
]


class Fallback(_Row):
    """A model that is called, with the parameters of the role, where the one before it does not answer."""

    model: str = Field(
        description="An id of the registry, on the channel of the role.", examples=["gemini-next"]
    )
    location: Location


class Use(_Row):
    """The model that fills a role."""

    model: str = Field(description="An id of this registry.")
    channel: Channel = Channel.VERTEX
    location: Location
    parameters: dict[str, JsonValue] = Field(default_factory=dict, description="Arguments of the call.")
    fallbacks: tuple[Fallback, ...] = Field(
        default=(), description="What is called instead, in this order, on 404 of the model or on 429."
    )
    why: str = Field(min_length=10, description="Why this model and this location.")


class Registry(_Row):
    """All rows, and what fills each role."""

    models: tuple[Model, ...]
    roles: dict[Role, Use]

    def find(self, model: str, channel: Channel) -> Model | None:
        """Give the row, or None: unknown, which is not the same as fine."""
        return next((row for row in self.models if (row.id, row.channel) == (model, channel)), None)


@cache
def load() -> Registry:
    """Read the project's own registry. Raises RegistryError with all problems."""
    return _registry(lambda: yaml_files.read(REGISTRY, REGISTRY.name, dates=True))


def parse(text: str) -> Registry:
    """Validate a registry given as YAML. Raises RegistryError with all problems."""
    return _registry(lambda: yaml_files.parse(text, REGISTRY.name, dates=True))


def read(path: Path) -> Registry:
    """Read a registry that stands elsewhere. Raises RegistryError with all problems."""
    return _registry(lambda: yaml_files.read(path, path.name, dates=True))


def _registry(document: Callable[[], object]) -> Registry:
    try:
        given = document()
    except yaml_files.UnreadableError as error:
        raise RegistryError(list(error.problems)) from error
    try:
        registry = Registry.model_validate(given, strict=False)
    except ValidationError as error:
        raise RegistryError(
            [
                f"{REGISTRY.name}: {'.'.join(map(str, problem['loc'])) or 'it'} is wrong; {problem['msg']}"
                for problem in error.errors(include_url=False)
            ]
        ) from error
    # Here, because what is checked is defined above.
    from preflight.models import soundness  # noqa: PLC0415

    if problems := [f"{REGISTRY.name}: {sentence}" for sentence in soundness.problems(registry)]:
        raise RegistryError(problems)
    return registry
