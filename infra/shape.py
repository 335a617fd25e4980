"""The shape of an environment's settings: frozen, strict, every field with its description.

A setting exists only where environments differ; what is the same everywhere is Python. Deliberately absent:
values of secrets. A setting pins the *version* of a secret, the value lives in Secret Manager alone.

The limits are Cloud Run's: https://cloud.google.com/run/quotas
"""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from infra import names
from infra.checks import LABEL_NAMES, LOCAL, Caller, Image, Label, LabelValue, Secret, surroundings, wrong


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Service(_Strict):
    """What differs between environments in one Cloud Run service."""

    image: Image = Field(
        description="Tag, digest (sha256:...) or full reference of the image in this environment's registry.",
        examples=["2026-11-23"],
    )
    min_instances: int = Field(default=0, ge=0, le=100, description="Instances kept warm.")
    max_instances: int = Field(
        default=3, ge=1, le=100, description="Instances at most: what a flood may cost."
    )
    concurrency: int = Field(
        default=40, ge=1, le=1000, description="Requests that one instance serves at once."
    )
    cpu: Literal[1, 2, 4] = Field(default=1, description="CPUs of an instance.", examples=[1])
    memory: str = Field(
        default="512Mi", pattern=r"^[1-9][0-9]*(Mi|Gi)$", description="Memory limit.", examples=["512Mi"]
    )
    timeout_seconds: int = Field(default=60, ge=1, le=3600, description="Longest request, in seconds.")

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.min_instances > self.max_instances:
            raise wrong(
                f"keeps {self.min_instances} instances warm but allows only {self.max_instances}",
                "raise max_instances or lower min_instances",
            )
        return self


class PushWorker(Service):
    """The push worker: few requests at once, each a long one."""

    concurrency: int = Field(
        default=4, ge=1, le=1000, description="Requests that one instance serves at once."
    )
    memory: str = Field(
        default="1Gi", pattern=r"^[1-9][0-9]*(Mi|Gi)$", description="Memory limit.", examples=["1Gi"]
    )
    timeout_seconds: int = Field(
        default=600,
        ge=1,
        le=600,
        description="Longest request, in seconds; past the ack deadline (600) Pub/Sub delivers twice.",
    )


class Services(_Strict):
    """The Cloud Run services of the platform."""

    api: Service = Field(description="Takes a student's request.", examples=[{"image": "2026-11-23"}])
    push_worker: PushWorker = Field(
        alias=names.PUSH_WORKER,
        description="Writes and speaks the answer.",
        examples=[{"image": "2026-11-23"}],
    )


class Settings(_Strict):
    """One environment."""

    environment: str = Field(
        pattern=r"^[a-z][a-z0-9-]{0,19}$", description="Name of the stack.", examples=["dev"]
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
        examples=[{"api": {"image": "2026-11-23"}, "push-worker": {"image": "2026-11-23"}}],
    )
    api_callers: Annotated[tuple[Caller, ...], Field(validate_default=True)] = Field(
        default=(),
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
    labels: dict[Label, LabelValue] = Field(
        default={},
        description="Labels in addition to the platform's own.",
        examples=[{"team": "learning"}],
        json_schema_extra=LABEL_NAMES,
    )

    @field_validator("api_callers")
    @classmethod
    def _somebody_may_call(cls, callers: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not callers and surroundings(info).environment != LOCAL:
            raise wrong(
                "names nobody, so that no request would ever arrive",
                "list who calls, like serviceAccount:vividly-web",
            )
        twice = {caller for caller in callers if callers.count(caller) > 1}
        if twice:
            raise wrong(f"names {', '.join(sorted(twice))} more than once", "name each caller once")
        return callers
