"""Rules about how long logs are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import STACK, Declared, resource_rule, stack_rule
from rules.readings import hear_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

PROJECT_BUCKET = "gcp:logging/projectBucketConfig:ProjectBucketConfig"
ANY_BUCKET = r"gcp:logging/(project|folder|organization|billingAccount)BucketConfig:\w+"

_STACK = Declared(STACK, name="dev")
_DEFAULT = {"project": "a-project", "location": "global", "bucketId": "_Default"}
_KEPT = Declared(PROJECT_BUCKET, {**_DEFAULT, "retentionDays": 90}, "default-logs")


@resource_rule(
    judges=ANY_BUCKET,
    fix="write retention_days",
    good=(_KEPT,),
    bad=(Declared(PROJECT_BUCKET, _DEFAULT),),
    severity="medium",
)
def log_retention_is_set(bucket: Resource) -> Iterator[str]:
    """How long logs are kept decides how far back a fault can be followed, so somebody should have chosen it.

    Unset, it is 30 days.
    https://cloud.google.com/logging/docs/buckets
    """
    if not bucket.get("retentionDays"):
        yield "retentionDays is not set"


@stack_rule(
    judges=STACK,
    fix='declare a gcp.logging.ProjectBucketConfig with bucket_id="_Default" and retention_days',
    good=(_STACK, _KEPT),
    bad=(_STACK,),
    severity="low",
    level="advisory",
)
def logs_are_kept_as_long_as_decided(_: Resource, stack: Stack) -> Iterator[str]:
    """A project's logs go to its bucket _Default, which forgets them after 30 days unless told otherwise.

    Advisory, since 30 days may well be what is wanted.
    https://cloud.google.com/logging/docs/routing/overview
    """
    if not any(hear_all(_is_default(one) for one in stack.of(PROJECT_BUCKET))):
        yield "the stack says nothing about the log bucket _Default"


def _is_default(bucket: Resource) -> Iterator[bool]:
    yield str(bucket.get("bucketId")).rpartition("/")[2] == "_Default"
