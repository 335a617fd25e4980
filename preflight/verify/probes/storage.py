"""Is every bucket there, with the protections that the stack declares, and closed to the public?

https://cloud.google.com/storage/docs/json_api/v1/buckets
https://cloud.google.com/storage/docs/public-access-prevention
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from preflight.planned.stack import inside, text
from preflight.verify import granted, probes
from preflight.verify.checks import Answer, Check, Status
from preflight.verify.google import RefusedError
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.planned.stack import Resource
    from preflight.verify.google import Json
    from preflight.verify.probes import Asked

HOST = "storage.googleapis.com"
BUCKET = "gcp:storage/bucket:Bucket"
_VIEWER = "roles/storage.bucketViewer"
_READING = frozenset({
    "roles/storage.objectViewer", "roles/storage.objectUser", "roles/storage.objectAdmin",
    "roles/storage.admin", "roles/storage.legacyObjectReader", "roles/storage.legacyBucketReader",
})  # fmt: skip


def checks(asked: Asked) -> list[Check]:
    """Give one check for each bucket."""
    found: list[Check] = []
    for one in asked.planned.of(BUCKET):
        name = probes.chosen(one)
        if not name:
            found.append(probes.nameless(f"storage/{one.name}", f"bucket {one.name}"))
            continue
        about = f"bucket {name} is there, with its protections"
        found.append(Check(f"storage/{name}", about, _Ask(asked, name, one), (apis.name(HOST),)))
    return found


class _Ask:
    def __init__(self, asked: Asked, name: str, declared: Resource) -> None:
        self._google, self._up, self._name = asked.google, asked.up, name
        self._inputs = declared.inputs

    def __call__(self, seconds: float) -> Answer:
        try:
            return self._ask(seconds)
        except RefusedError as error:
            return apis.refused(error, self._google.project, _VIEWER)

    def _ask(self, seconds: float) -> Answer:
        make = self._up
        real = self._google.get(HOST, f"storage/v1/b/{self._name}", seconds)
        if real is None:
            return Answer(Status.FAIL, f"there is no bucket {self._name}", make)
        wrong = list(_weaker(self._inputs, real))
        if wrong:
            return Answer(Status.FAIL, "; ".join(wrong), make)
        return self._open(real, seconds) or Answer(Status.PASS, "it is there, with its protections")

    def _open(self, real: Json, seconds: float) -> Answer | None:
        """Say whether the public may read it, where nothing prevents that."""
        if inside(real, "iamConfiguration.publicAccessPrevention") == "enforced":
            return None
        policy = self._google.get(HOST, f"storage/v1/b/{self._name}/iam", seconds) or {}
        close = f"gcloud storage buckets update gs://{self._name} --public-access-prevention"
        if granted.judged(policy, "allUsers", _READING).answer and not self._meant():
            return Answer(Status.FAIL, "everybody may read it, and the stack does not say so", close)
        return None

    def _meant(self) -> bool:
        return text(self._inputs.get("publicAccessPrevention")) not in {"", "enforced"}


def _weaker(declared: object, real: Json) -> Iterator[str]:
    """Say what protects less than was declared."""
    inputs = cast("Json", declared)
    for key, path, words in (
        ("publicAccessPrevention", "iamConfiguration.publicAccessPrevention", "public access prevention"),
        ("uniformBucketLevelAccess", "iamConfiguration.uniformBucketLevelAccess.enabled", "uniform access"),
        ("versioning.enabled", "versioning.enabled", "versioning"),
        ("location", "location", "its location"),
        ("encryption.defaultKmsKeyName", "encryption.defaultKmsKeyName", "its key"),
        ("retentionPolicy.isLocked", "retentionPolicy.isLocked", "the lock of its retention"),
    ):
        wanted, has = text(inside(inputs, key)), text(inside(real, path))
        if wanted and wanted != "false" and not wanted.startswith("<") and wanted.lower() != has.lower():
            yield f"{words} is {has or 'not set'} instead of {wanted}"
    for key, path, words in (
        (
            "softDeletePolicy.retentionDurationSeconds",
            "softDeletePolicy.retentionDurationSeconds",
            "soft deletion",
        ),
        ("retentionPolicy.retentionPeriod", "retentionPolicy.retentionPeriod", "retention"),
    ):
        seconds, kept = text(inside(inputs, key)), text(inside(real, path)) or "0"
        if seconds.isdecimal() and kept.isdecimal() and int(kept) < int(seconds):
            yield f"{words} lasts {kept} s instead of {seconds} s"
    ages = len(cast("list[object]", inputs.get("lifecycleRules") or []))
    rules = len(cast("list[object]", inside(real, "lifecycle.rule") or []))
    if rules < ages:
        yield f"it has {rules} lifecycle rules instead of {ages}"
