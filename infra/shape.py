"""The shape of an environment's settings: frozen, strict, every field with its description.

A setting exists only where environments differ; what is the same everywhere is Python. Deliberately absent:
values of secrets. A setting pins the *version* of a secret, the value lives in Secret Manager alone.

The limits are Cloud Run's: https://cloud.google.com/run/quotas
"""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema, model_validator

from infra import names
from infra.callers import Caller, somebody_may_call
from infra.checks import (
    LABEL_NAMES,
    MEMORY_BY_CPU,
    MOST_LABELS,
    Cpu,
    Label,
    LabelValue,
    Memory,
    RoleName,
    Secret,
    Text,
    memory_fits,
    schema,
    wrong,
)
from infra.images import image_of, image_schema
from preflight.models.registry import Channel, Fallback, Location


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


_IMAGE: str = Field(
    description="Tag, digest (sha256:...) or full reference of the image in this environment's registry.",
    examples=["0.2.0"],
)


class Service(_Strict):
    """What differs between environments in one Cloud Run service."""

    image: Annotated[str, Text] = _IMAGE
    min_instances: int = Field(default=0, ge=0, le=100, description="Instances kept warm.")
    max_instances: int = Field(
        default=3, ge=1, le=100, description="Instances at most: what a flood may cost."
    )
    concurrency: int = Field(
        default=40, ge=1, le=1000, description="Requests that one instance serves at once."
    )
    cpu: Cpu = Field(default=1, description="CPUs of an instance.", examples=[1])
    memory: Memory = Field(default="512Mi", description="Memory limit.", examples=["512Mi"])
    timeout_seconds: int = Field(default=60, ge=1, le=3600, description="Longest request, in seconds.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.min_instances > self.max_instances:
            raise wrong(
                f"keeps {self.min_instances} instances warm but allows only {self.max_instances}",
                "raise max_instances or lower min_instances",
            )
        fitting = MEMORY_BY_CPU[self.cpu]
        if self.memory not in fitting:
            raise wrong(
                f"has {self.cpu} CPU and {self.memory}, which Cloud Run does not offer",
                f"with cpu {self.cpu} write a memory of {', '.join(fitting)}",
            )
        return self


class Api(Service):
    """The API service: many requests at once, each a short one."""

    model_config = ConfigDict(json_schema_extra=memory_fits("512Mi"))

    image: Annotated[str, Text, image_of(names.API), image_schema(names.API)] = _IMAGE


class PushWorker(Service):
    """The push worker: few requests at once, each a long one."""

    model_config = ConfigDict(json_schema_extra=memory_fits("1Gi"))

    image: Annotated[str, Text, image_of(names.PUSH_WORKER), image_schema(names.PUSH_WORKER)] = _IMAGE
    concurrency: int = Field(
        default=4, ge=1, le=1000, description="Requests that one instance serves at once."
    )
    memory: Memory = Field(default="1Gi", description="Memory limit.", examples=["1Gi"])
    # The ack deadline is 600, and its clock also runs while a request waits and an instance starts.
    timeout_seconds: int = Field(
        default=540,
        ge=1,
        le=540,
        description="Longest request, in seconds; past the ack deadline (600) Pub/Sub delivers twice.",
    )


class Services(_Strict):
    """The Cloud Run services of the platform."""

    api: Api = Field(description="Takes a student's request.", examples=[{"image": "0.2.0"}])
    push_worker: PushWorker = Field(
        alias=names.PUSH_WORKER,
        description="Writes and speaks the answer.",
        examples=[{"image": "0.2.0"}],
    )


class ModelChoice(_Strict):
    """The model that fills a role in this environment, instead of the registry's."""

    model: str = Field(
        min_length=1, description="An id of preflight/models/models.yaml.", examples=["gemini-next"]
    )
    location: Location | None = Field(
        default=None, description="Endpoint; the registry's if it is left out.", examples=["global"]
    )
    channel: Annotated[Channel | None, schema(enum=sorted(Channel))] = Field(
        default=None, description="Only the role's own: the services call that API.", examples=["vertex"]
    )
    parameters: Annotated[dict[str, JsonValue] | None, WithJsonSchema({"type": "object"})] = Field(
        default=None,
        description="Arguments of the call; the registry's if they are left out.",
        examples=[{"temperature": 0.2}],
    )
    fallbacks: tuple[Fallback, ...] | None = Field(
        default=None,
        description="Models that are called on 404 or 429; the registry's if they are left out.",
        examples=[[{"model": "gemini-next", "location": "global"}]],
    )


class Settings(_Strict):
    """One environment."""

    # The pipeline's accounts, `pulumi-applier-<environment>`, have at most 30 characters.
    environment: str = Field(
        pattern=r"^[a-z]([a-z0-9-]{0,13}[a-z0-9])?$", description="Name of the stack.", examples=["dev"]
    )
    project: str = Field(
        pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$",
        description="Id of this environment's own Google Cloud project.",
        examples=["vividly-prod-1234"],
    )
    region: str = Field(
        default="us-central1",
        pattern=r"^[a-z]+-[a-z]+[0-9]+$",
        description="Region of everything that has one.",
        examples=["us-central1"],
    )
    services: Services = Field(
        description="The Cloud Run services.",
        examples=[{"api": {"image": "0.2.0"}, "push-worker": {"image": "0.2.0"}}],
    )
    api_callers: Annotated[tuple[Caller, ...], AfterValidator(somebody_may_call)] = Field(
        default=(),
        validate_default=True,
        json_schema_extra={"uniqueItems": True},
        description="Who may call the API service. serviceAccount:NAME without @ is made by the stack.",
        examples=[["serviceAccount:vividly-web"]],
    )
    deletion_protection: bool = Field(
        default=True,
        description="Services, secrets and the bucket refuse to be deleted until this is false.",
        examples=[True],
    )
    destroy_content: bool = Field(
        default=False,
        description="Destroying the stack deletes the bucket with all that is in it.",
        examples=[False],
    )
    immutable_tags: bool = Field(
        default=False,
        description="A tag in the registry, once pushed, names the same image forever.",
        examples=[True],
    )
    secrets: dict[Secret, Annotated[int, Field(ge=1)]] = Field(
        default={},
        description="Version of each secret that the services read; a number, never latest.",
        examples=[{"result-link-key": 1}],
    )
    models: dict[RoleName, ModelChoice] = Field(
        default={},
        description="Models that this environment calls instead of those of the registry, by role.",
        examples=[{"clarification": {"model": "gemini-next", "location": "global"}}],
    )
    labels: dict[Label, LabelValue] = Field(
        default={},
        max_length=MOST_LABELS,
        description="Labels in addition to the platform's own.",
        examples=[{"team": "learning"}],
        json_schema_extra=LABEL_NAMES,
    )
