"""Log-based metrics and a project's log buckets.

A metric is written whole, under the name that it is to have: renaming one leaves the old one behind, as with
the official provider. A bucket that is there already (``_Default`` is in every project) is taken over; one
that is gone is an error, not a reason to make it again, and ``_Default`` and ``_Required`` are never deleted.

Deliberately absent: sinks, exclusions, views, buckets of folders and organizations.

Source: https://cloud.google.com/logging/docs/reference/v2/rest
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud.provider import operations
from localcloud.provider.differences import changed_names
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.kind import PATH_PART, Kind
from localcloud.provider.spec import Rule
from localcloud.provider.steps import Steps, rest_names
from localcloud.provider.values import Properties, Value, as_dict, as_list, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job

METRICS = "projects/{project}/metrics"
BUCKETS = "projects/{project}/locations/{location}/buckets"
GOOGLES_OWN = ("_Default", "_Required")
PLAIN = ("retentionDays", "description", "cmekSettings", "indexConfigs")
"""What one PATCH changes; analytics and the lock have requests of their own."""

EMPTY_AS_WELL = Rule(computed=True, default="", zero=True)


def _same_value_type(one: Value, other: Value) -> bool:
    """Google leaves out the first of an enumeration."""
    return (one or "STRING") == (other or "STRING")


def _analytics_stay(had: Value, wanted: Value) -> bool:
    """Once on they cannot be switched off, and the official provider does not try."""
    return bool(had) or had == wanted


class Metrics(Steps):
    """PUT instead of PATCH, to the name of the plan."""

    def path(self, job: Job, identity: str) -> str:  # noqa: ARG002 - the id is a bare name, and not the newest
        """A metric's name may hold slashes."""
        return f"{job.path(METRICS)}/{quote(text(job.names['name']), safe='')}"

    def update(self, job: Job) -> Properties | None:
        """Write it whole."""
        if not rest_names(job.kind, changed_names(job.kind.spec, job.state, job.plan)):
            return None
        job.send("PUT", self.path(job, job.id), body=self.resource(job, updating=True))
        return self.read(job, job.id)

    def import_names(self, kind: Kind, identity: str) -> Properties | None:  # noqa: ARG002 - any name is one
        """``PROJECT NAME`` or the name alone."""
        project, _, name = identity.rpartition(" ")
        return {"name": name, **({"project": project} if project else {})}


class LogBuckets(Steps):
    """Taken over where it is there, made where it is not."""

    def create(self, job: Job) -> tuple[str, Properties]:
        """Look; then change what is there, or have it made."""
        identity = job.path(job.kind.id)
        try:
            job.send("GET", identity)
        except GoogleError:
            self._make(job)
            job.made.append(identity)
        else:
            job.made.append(identity)
            self._change(job, identity, changed_names(job.kind.spec, {}, job.plan))
        return identity, self.found_again(job, identity)

    def _make(self, job: Job) -> None:
        body: Properties = {**self._plain(job), "name": "", "locked": bool(job.plan.get("locked"))}
        if job.plan.get("enableAnalytics") is not None:
            body["analyticsEnabled"] = job.plan["enableAnalytics"]
        query = {"bucketId": job.path("{bucketId}")}
        answer = job.send("POST", f"{job.path(BUCKETS)}:createAsync", query=query, body=body)
        operations.wait(job, answer, "create Bucket")

    def _plain(self, job: Job) -> Properties:
        whole = self.resource(job, updating=True)
        return {name: whole.get(name) for name in PLAIN} | {"description": text(whole.get("description"))}

    def _change(self, job: Job, path: str, changed: list[str]) -> None:
        analytics: Properties = {}
        if "enableAnalytics" in changed:
            analytics = {"analyticsEnabled": job.plan.get("enableAnalytics")}
            query = {"updateMask": "analyticsEnabled"}
            answer = job.send("POST", f"{path}:updateAsync", query=query, body=analytics)
            operations.wait(job, answer, "update Bucket with analytics")
        if mask := [name for name in PLAIN if name in changed]:
            body = {**self._plain(job), **analytics}
            job.send("PATCH", path, query={"updateMask": ",".join(mask)}, body=body)
        if "locked" in changed:
            lock: Properties = {"locked": bool(job.plan.get("locked"))}
            job.send("PATCH", path, query={"updateMask": "locked"}, body=lock)

    def read(self, job: Job, identity: str) -> Properties | None:
        """The bucket; the official provider fails where it is gone."""
        return job.send("GET", identity)

    def update(self, job: Job) -> Properties | None:
        """Analytics first, the lock last."""
        changed = changed_names(job.kind.spec, job.state, job.plan)
        if not rest_names(job.kind, changed):
            return None
        self._change(job, job.id, changed)
        return self.read(job, job.id)

    def delete(self, job: Job) -> None:
        """Delete what is not Google's own."""
        if job.names.get("bucketId") not in GOOGLES_OWN:
            job.send("DELETE", job.id)


def _fields(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    return [{k: as_dict(one).get(k) for k in ("fieldPath", "type")} for one in as_list(value)]


KINDS = [
    Kind(
        type="gcp:logging/metric:Metric",
        api="logging",
        id="{name}",
        create=("POST", METRICS),
        steps=Metrics(),
        autoname="name",
        rules={
            "metricDescriptor": Rule(computed=True),
            "metricDescriptor.unit": Rule(default="1"),
            # A set whose elements cannot be changed: another one is another metric.
            "metricDescriptor.labels": Rule(unordered="key", force_new=True),
            "metricDescriptor.labels.valueType": Rule(default="STRING", same=_same_value_type),
        },
    ),
    Kind(
        type="gcp:logging/projectBucketConfig:ProjectBucketConfig",
        api="logging",
        id=f"{BUCKETS}/{{bucketId}}",
        create=("POST", BUCKETS),
        steps=LogBuckets(),
        rules={
            "bucketId": PATH_PART,
            "description": Rule(computed=True),
            "retentionDays": Rule(default=30, zero=True),
            "enableAnalytics": Rule(rest="analyticsEnabled", same=_analytics_stay),
            "cmekSettings": Rule(null=True),
            "cmekSettings.name": EMPTY_AS_WELL,
            "cmekSettings.kmsKeyVersionName": EMPTY_AS_WELL,
            "cmekSettings.serviceAccountId": EMPTY_AS_WELL,
            "indexConfigs": Rule(unordered="fieldPath", default=[], zero=True, encode=_fields),
        },
    ),
]
