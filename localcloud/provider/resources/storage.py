"""Buckets and the members of their policies.

An update is a JSON merge: only what changes is sent, what is gone as null.

Deliberately absent: objects, default ACLs, notifications. Objects are only counted, and deleted where the
program says ``force_destroy``.

Source: https://cloud.google.com/storage/docs/json_api/v1/buckets
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud.provider.bucket_lifecycle import condition, read_condition, same_condition
from localcloud.provider.configuration import EndpointMissingError
from localcloud.provider.differences import changed_names
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.iam_kinds import member
from localcloud.provider.iam_members import Policy
from localcloud.provider.kind import Kind
from localcloud.provider.rest import at, set_at
from localcloud.provider.spec import Rule
from localcloud.provider.steps import RefusedError, Steps, body, rest_names
from localcloud.provider.values import Properties, Value, as_dict, as_list, same_caseless, text

if TYPE_CHECKING:
    from localcloud.provider.job import Job


def _upper(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    return text(value).upper()


def _same_where_known(one: Value, other: Value) -> bool:
    """An imported bucket's project may not be known."""
    return not one or one == other


def _as_text(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    return text(value)


class Buckets(Steps):
    """A merge instead of a mask; a bucket is deleted only when it is empty."""

    def create(self, job: Job) -> tuple[str, Properties]:
        """Make it, read it twice, and ask whose it is where the program did not say."""
        query = {"project": job.path("{project}")}
        if job.plan.get("enableObjectRetention"):
            query["enableObjectRetention"] = "true"
        job.send("POST", "b", query=query, body=body(job.kind, job.plan))
        identity = job.path("{name}")
        job.made.append(identity)
        self.found_again(job, identity)
        answer = self.found_again(job, identity)
        if not job.inputs.get("project"):
            self._owner(job, text(answer.get("projectNumber")))
        return identity, answer

    def _owner(self, job: Job, number: str) -> Value:
        """The project's id; None where Compute does not say, and the provider's own project stands."""
        try:
            return job.send("GET", f"projects/{number}", api="compute", compact=False).get("name")
        except (GoogleError, EndpointMissingError):
            return None

    def read(self, job: Job, identity: str) -> Properties | None:
        """The bucket, None where it is gone; its project where nobody said which that is."""
        answer = job.find(f"b/{identity}")
        if answer is None or job.names.get("project"):
            return answer
        return {**answer, "project": self._owner(job, text(answer.get("projectNumber")))}

    def update(self, job: Job) -> Properties | None:
        """PATCH with what changes, nulls for what goes."""
        changed = changed_names(job.kind.spec, job.state, job.plan)
        if not rest_names(job.kind, changed):
            return None
        whole, sent = body(job.kind, job.plan, updating=True), Properties()
        for name in changed:
            path = job.kind.spec.rest_name(name)
            if job.kind.spec.members[name].rule.in_body:
                set_at(sent, path, at(whole, path))
        if "labels" in changed:
            gone = as_dict(job.state.get("effectiveLabels")).keys() - as_dict(whole.get("labels")).keys()
            sent["labels"] = {**as_dict(whole.get("labels")), **dict.fromkeys(sorted(gone))}
        job.send("PATCH", f"b/{job.id}", body=sent)
        return self.read(job, job.id)

    def delete(self, job: Job) -> None:
        """Look for caches and objects, then delete."""
        try:
            job.send("GET", f"b/{job.id}/anywhereCaches/", compact=False)
        except GoogleError as error:
            if error.code not in (404, 501):
                raise
        while self._empty(job):
            continue
        try:
            job.send("DELETE", f"b/{job.id}")
        except GoogleError as error:
            if error.code != 404:
                raise

    def _empty(self, job: Job) -> bool:
        """Whether there was something to delete, and perhaps more is left."""
        listed = job.find(f"b/{job.id}/o", query={"versions": "true"}) or {}
        items = [as_dict(item) for item in as_list(listed.get("items"))]
        if items and not job.state.get("forceDestroy"):
            raise RefusedError(
                f"Error trying to delete bucket {job.id} containing objects without "
                "`force_destroy` set to true; set force_destroy=True, run `pulumi up`, and destroy again"
            )
        for item in items:
            path = f"b/{job.id}/o/{quote(text(item.get('name')), safe='')}"
            job.send("DELETE", path, query={"generation": text(item.get("generation"))})
        return bool(listed.get("nextPageToken")) and bool(items)

    def outputs(self, answer: Properties, state: Properties) -> Properties:  # noqa: ARG002 - the answer suffices
        """The gs:// address, and the owner where it had to be asked for."""
        owner = {"project": answer["project"]} if answer.get("project") else {}
        return {"url": f"gs://{text(answer.get('name'))}", **owner}


KINDS = [
    Kind(
        type="gcp:storage/bucket:Bucket",
        api="storage",
        id="{name}",
        create=("POST", "b"),
        imports=("{project}/{name}",),
        steps=Buckets(),
        autoname="name",
        compact=True,
        rules={
            "name": Rule(force_new=True),
            "project": Rule(in_body=False, force_new=True, computed=True, same=_same_where_known),
            "location": Rule(force_new=True, encode=_upper, same=same_caseless),
            "forceDestroy": Rule(in_body=False, default=False),
            "storageClass": Rule(default="STANDARD"),
            "uniformBucketLevelAccess": Rule(
                rest="iamConfiguration.uniformBucketLevelAccess.enabled",
                computed=True,
                default=False,
                zero=True,
            ),
            "publicAccessPrevention": Rule(rest="iamConfiguration.publicAccessPrevention", computed=True),
            "lifecycleRules": Rule(rest="lifecycle.rule", default=[], zero=True),
            "lifecycleRules.condition": Rule(encode=condition, decode=read_condition, same=same_condition),
            "softDeletePolicy": Rule(computed=True),
            "softDeletePolicy.retentionDurationSeconds": Rule(computed=True, zero=True, encode=_as_text),
            "softDeletePolicy.effectiveTime": Rule(in_body=False, computed=True),
            "versioning": Rule(computed=True),
            "versioning.enabled": Rule(zero=True),
            "autoclass.enabled": Rule(zero=True),
            "autoclass.terminalStorageClass": Rule(computed=True),
            "rpo": Rule(computed=True),
            "requesterPays": Rule(rest="billing.requesterPays"),
            "website": Rule(computed=True),
            "encryption.googleManagedEncryptionEnforcementConfig": Rule(computed=True),
            "encryption.customerManagedEncryptionEnforcementConfig": Rule(computed=True),
            "encryption.customerSuppliedEncryptionEnforcementConfig": Rule(computed=True),
            "logging.logObjectPrefix": Rule(computed=True),
            "retentionPolicy.retentionPeriod": Rule(encode=_as_text),
            "cors.methods": Rule(rest="method"),
            "cors.origins": Rule(rest="origin"),
            "cors.responseHeaders": Rule(rest="responseHeader"),
            "customPlacementConfig": Rule(force_new=True),
            "hierarchicalNamespace": Rule(force_new=True, computed=True),
            "enableObjectRetention": Rule(in_body=False, force_new=True),
        },
    ),
    member(
        "gcp:storage/bucketIAMMember:BucketIAMMember",
        "storage",
        Policy(
            get=("GET", "b/{bucket}/iam"),
            set=("PUT", "b/{bucket}/iam"),
            get_query={"optionsRequestedPolicyVersion": "3"},
            bare=True,
        ),
        ("b/{bucket}", "{bucket}"),
        owner=("bucket",),
    ),
]
