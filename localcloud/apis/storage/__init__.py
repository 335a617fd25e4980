"""Cloud Storage's JSON API: buckets and their policies, objects with uploads and preconditions.

Buckets share one name space over all projects. Absent: ACLs, notifications, HMAC keys, soft-deleted buckets,
lifecycle rules as acts (they are kept and checked), and the XML API.
https://cloud.google.com/storage/docs/json_api/v1
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, paging, policies
from localcloud.api import Answer, Api, Call, Cloud, now
from localcloud.apis.storage import bucket_defaults, bucket_extras, bucket_rules, kept, objects, past
from localcloud.errors import GoogleError, already_exists, invalid, not_found
from localcloud.etags import etag

if TYPE_CHECKING:
    from localcloud.casing import Json
    from localcloud.projects import Project

API = Api("storage.googleapis.com", legacy=True)
_KIND = "buckets"
_IN_PATH = re.compile(r"storage/v1/b/([^/]+)")


def project_of(cloud: Cloud, path: str, query: Json) -> Project | None:
    """The project that a call is about: the one in the query, else the bucket's."""
    if query.get("project"):
        return cloud.projects.named(str(query["project"]))
    found = _IN_PATH.match(path)
    body = cloud.store.get(API.service, f"{_KIND}/{found[1]}") if found else None
    return cloud.projects.named(body["projectNumber"]) if body else None


API.project_of = project_of


@API.on("buckets.insert")
def insert(call: Call) -> Json:
    """Makes a bucket."""
    if call.named is None:
        raise bucket_rules.required("project")
    name = str(call.body.get("name", ""))
    bucket_rules.check_name(name)
    bucket_rules.check_parts(call.body)
    if call.store.get(API.service, f"{_KIND}/{name}") is not None:
        raise already_exists(
            "Your previous request to create the named bucket succeeded and you already own it."
            if bucket(call, name)["projectNumber"] == call.named.number
            else "The requested bucket name is not available. The bucket namespace is shared by all users."
        )
    body = {**bucket_defaults.filled(call.body), "name": name, "id": name, "projectNumber": call.named.number}
    return _saved(call, body, None)


@API.on("buckets.get")
def get(call: Call) -> Json:
    """One bucket."""
    found = bucket(call, call.path["bucket"])
    _match(call, found)
    return found


@API.on("buckets.list")
def list_(call: Call) -> Json:
    """The buckets of a project."""
    if call.named is None:
        raise bucket_rules.required("project")
    if call.query.get("softDeleted"):
        # A bucket that is deleted here is gone.
        return {"kind": "storage#buckets"}
    size = paging.size(call.query, default=1000, limit=1000, name="maxResults")
    start = str(call.query.get("prefix", ""))

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        found = call.store.page(
            API.service, _KIND, f"projects/{call.project.id}", after, limit if not start else 10**6
        )
        return [(key, body) for key, body in found if key.startswith(start)][:limit]

    found, token = paging.cut(call.project.id, call.query, size, fetch)
    return {"kind": "storage#buckets"} | paging.shown("items", found, token)


@API.on("buckets.patch", "buckets.update")
def patch(call: Call) -> Json:
    """Merges what was sent into the bucket (JSON merge patch: null takes a field away)."""
    old = bucket(call, call.path["bucket"])
    _match(call, old)
    sent = call.body
    for fixed in ("location", "name"):
        if fixed in sent and str(sent[fixed]).upper() != str(old[fixed]).upper():
            raise invalid(f"The {fixed} of a bucket cannot be changed.", fixed)
    shapes = call.document.shapes["Bucket"]
    kept = {key: old[key] for key in old if key in _COMPUTED or key not in shapes}
    patching = call.method.verb == "PATCH"
    new = objects.merge(old, objects.with_nulls(call, sent)) if patching else kept | sent
    new |= {field: old[field] for field in _COMPUTED if field in old}
    bucket_rules.check_parts(new)
    bucket_rules.check_changes(new, old)
    return _saved(call, bucket_defaults.filled(new, old), old)


@API.on("buckets.delete")
def delete(call: Call) -> Answer:
    """Deletes an empty bucket."""
    name = call.path["bucket"]
    _match(call, bucket(call, name))
    within = f"{_KIND}/{name}"
    if any(call.store.page(API.service, kind, within, "", 1) for kind in (kept.KIND, past.NONCURRENT)):
        raise GoogleError(
            409, "FAILED_PRECONDITION", "The bucket you tried to delete is not empty.", reason="conflict"
        )
    call.store.delete(API.service, f"{_KIND}/{name}")
    return Answer(204)


@API.on("buckets.getIamPolicy")
def get_policy(call: Call) -> Json:
    """The policy of a bucket; a new one has the legacy roles of the project's people."""
    name = _seeded(call)
    kept_policy = policies.current(call, name)
    asked = int(call.query.get("optionsRequestedPolicyVersion") or 1)
    if asked < 3 and policies.has_conditions(kept_policy):
        words = f"Requested policy version ({asked}) cannot be less than the existing policy version (3)."
        raise invalid(words)
    return _policy(call, policies.get(call, name))


@API.on("buckets.setIamPolicy")
def set_policy(call: Call) -> Json:
    """Writes the policy of a bucket; unlike elsewhere, the body is the policy itself."""
    name = _seeded(call)
    found = bucket(call, call.path["bucket"])
    prevention = found["iamConfiguration"].get("publicAccessPrevention")
    everybody = {"allUsers", "allAuthenticatedUsers"}
    public = any(everybody & set(binding.get("members", ())) for binding in call.body.get("bindings", []))
    if public and prevention == "enforced":
        words = (
            "The member bindings allUsers and allAuthenticatedUsers are not allowed since public access "
            "prevention is enforced."
        )
        raise _not_met(words)
    if policies.has_conditions(call.body) and not bucket_rules.is_uniform(found):
        words = (
            "To use IAM Conditions with this bucket, you must enable uniform bucket-level access. "
            "See https://cloud.google.com/storage/docs/uniform-bucket-level-access"
        )
        raise _not_met(words)
    return _policy(call, policies.write(call, name, call.body, stale=_not_met))


@API.on("buckets.testIamPermissions")
def test_permissions(call: Call) -> Json:
    """The asked-for permissions."""
    bucket(call, call.path["bucket"])
    return {"kind": "storage#testIamPermissionsResponse", **policies.test(call)}


@API.on("projects.serviceAccount.get")
def service_agent(call: Call) -> Json:
    """The account with which Cloud Storage acts in a project."""
    email = f"service-{call.project.number}@gs-project-accounts.iam.gserviceaccount.com"
    return {"kind": "storage#serviceAccount", "email_address": email}


def _not_met(message: str) -> GoogleError:
    """412, which Storage says where others say 409 ABORTED."""
    return GoogleError(412, "FAILED_PRECONDITION", message)


def bucket(call: Call, name: str) -> Json:
    """Gives a bucket or raises 404."""
    found = call.store.get(API.service, f"{_KIND}/{name}")
    if found is None:
        raise not_found("The specified bucket does not exist.")
    return found


objects.serve(API, bucket)
_COMPUTED = frozenset(
    [
        "name",
        "id",
        "kind",
        "selfLink",
        "projectNumber",
        "timeCreated",
        "generation",
        "locationType",
        "location",
        "updated",
        "metageneration",
    ]
)


def _saved(call: Call, body: Json, old: Json | None) -> Json:
    name, moment = str(body["name"]), now()
    metageneration = str(int(old["metageneration"]) + 1) if old else "1"
    body |= {
        "kind": "storage#bucket",
        "selfLink": f"https://www.googleapis.com/storage/v1/b/{name}",
        "timeCreated": old["timeCreated"] if old else moment,
        "updated": moment,
        "metageneration": metageneration,
        "generation": old["generation"] if old else str(int(clock.seconds() * 1_000_000)),
        "etag": etag({"bucket": name, "metageneration": metageneration}, size=6),
    }
    project = call.cloud.projects.named(str(body["projectNumber"])).id
    call.store.put(
        API.service, _KIND, f"{_KIND}/{name}", body, sort=name, parent=f"projects/{project}", project=project
    )
    return body


def _match(call: Call, found: Json) -> None:
    wanted = kept.number(call, "ifMetagenerationMatch")
    unwanted = kept.number(call, "ifMetagenerationNotMatch")
    if wanted is not None and wanted != found["metageneration"]:
        raise kept.precondition_failed()
    if unwanted == found["metageneration"]:
        raise GoogleError(304, "", "") if call.method.verb == "GET" else kept.precondition_failed()


bucket_extras.serve(API, bucket, _match, _saved)


def _seeded(call: Call) -> str:
    """Gives the canonical name of a bucket, whose first policy names the owners of its project."""
    found = bucket(call, call.path["bucket"])
    name = f"{_KIND}/{found['name']}"
    if call.store.policy(API.service, name) is None:
        project = call.cloud.projects.named(found["projectNumber"]).id
        call.store.put_policy(API.service, name, bucket_rules.first_policy(found, project))
    return name


def _policy(call: Call, policy: Json) -> Json:
    place = f"projects/_/buckets/{call.path['bucket']}"
    return {"kind": "storage#policy", "resourceId": place, **policy}
