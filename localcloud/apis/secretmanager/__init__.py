"""Secret Manager v1: secrets, their versions and what these hold.

Names are answered with the project's number. A stale etag is 400 FAILED_PRECONDITION here, not 409.
Absent: regional secrets, rotating, expiring and destroying by itself, and the schedule of replication.
https://cloud.google.com/secret-manager/docs/reference/rest and
https://cloud.google.com/secret-manager/docs/etags
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING

from localcloud import clock, durations, etags, kinds, regions
from localcloud.api import Api, Call, Kind, now
from localcloud.apis.secretmanager import rules
from localcloud.crc32c import crc32c
from localcloud.errors import failed_precondition, invalid, not_found

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("secretmanager.googleapis.com")
regions.serve(API)
_LARGEST = 65_536
_STALE = "The etag of '{name}' does not match; read it again and repeat."


def fill_secret(call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A secret as Google shows it."""
    created = old["createTime"] if old else now()
    filled = {**body, "name": call.numbered(name), "createTime": created}
    if ttl := filled.pop("ttl", None):
        filled["expireTime"] = clock.timestamp(clock.seconds() + durations.seconds(ttl))
    return filled | {"etag": f'"{etags.etag({"name": name, "write": clock.new_uuid()})}"'}


SECRETS = API.kind(
    Kind(
        at="projects.secrets",
        schema="Secret",
        id_param="secretId",
        ids=re.compile(r"[A-Za-z0-9_-]{1,255}"),
        bad_id="Invalid secret id '{id}': letters, digits, hyphens and underscores are allowed, up to 255.",
        missing="Secret [{name}] not found.",
        exists="Secret [{name}] already exists.",
        check=rules.check,
        fill=fill_secret,
        immutable=frozenset({"replication"}),
        default_page=25_000,
        largest_page=25_000,
        stale=failed_precondition,
        numbered=True,
        etag_words=_STALE,
    )
)
VERSIONS = API.kind(
    Kind(
        at="projects.secrets.versions",
        schema="SecretVersion",
        missing="Secret Version [{name}] not found.",
        default_page=25_000,
        largest_page=25_000,
        stale=failed_precondition,
        numbered=True,
        etag_words=_STALE,
    )
)


@API.on("projects.secrets.patch")
def patch(call: Call) -> Json:
    """Changes what the mask names; a mask is a must."""
    if not (call.query.get("updateMask") or call.body.get("updateMask")):
        raise invalid("The update_mask must be set.", "update_mask")
    return kinds.patch(call, SECRETS)


@API.on("projects.secrets.addVersion")
def add_version(call: Call) -> Json:
    """Adds a version with the next number."""
    secret = kinds.existing(call, SECRETS, call.resource)
    payload: Json = call.body.get("payload", {})
    if not payload.get("data"):
        raise invalid("Secret Payload cannot be empty.", "payload.data")
    data = base64.b64decode(str(payload.get("data", "")).replace("-", "+").replace("_", "/") + "==")
    if len(data) > _LARGEST:
        raise invalid(f"The payload is larger than {_LARGEST} bytes.", "payload.data")
    if "dataCrc32c" in payload and int(payload["dataCrc32c"]) != crc32c(data):
        raise invalid("The checksum does not fit the payload.", "payload.data_crc32c")
    newest = call.store.page(call.service, VERSIONS.at, call.resource, "", 1)
    number = int(newest[0][1]["name"].rpartition("/")[2]) + 1 if newest else 1
    name = f"{call.resource}/versions/{number}"
    body: Json = {
        "name": call.numbered(name),
        "createTime": now(),
        "state": "ENABLED",
        "replicationStatus": _status(secret["replication"]),
        "clientSpecifiedPayloadChecksum": "dataCrc32c" in payload,
    }
    if not body["clientSpecifiedPayloadChecksum"]:
        del body["clientSpecifiedPayloadChecksum"]
    call.store.put_blob(call.service, name, data)
    return _stored(call, name, body)


@API.on("projects.secrets.versions.get")
def get_version(call: Call) -> Json:
    """A version by number, or the newest one as `latest`."""
    return _version(call)[1]


@API.on("projects.secrets.versions.access")
def access(call: Call) -> Json:
    """What an enabled version holds."""
    name, body = _version(call)
    if body["state"] != "ENABLED":
        raise failed_precondition(f"Secret Version [{body['name']}] is in {body['state']} state.")
    data = call.store.blob(call.service, name) or b""
    payload = {"data": base64.b64encode(data).decode(), "dataCrc32c": str(crc32c(data))}
    return {"name": body["name"], "payload": payload}


@API.on(
    "projects.secrets.versions.enable",
    "projects.secrets.versions.disable",
    "projects.secrets.versions.destroy",
)
def switch(call: Call) -> Json:
    """Enables, disables or destroys a version; a destroyed one stays so, and its payload is gone."""
    name, body = _version(call)
    verb = call.method.id.rpartition(".")[2]
    etags.check(call.body.get("etag"), body["etag"], VERSIONS.words(_STALE, name), failed_precondition)
    if body["state"] == "DESTROYED":
        if verb == "destroy":
            return body
        raise failed_precondition(f"Secret Version [{body['name']}] is in DESTROYED state.")
    secret = kinds.existing(call, SECRETS, name.partition("/versions/")[0])
    delay = durations.of(secret, "versionDestroyTtl") if verb == "destroy" else 0
    body.pop("scheduledDestroyTime", None)
    if delay:
        body |= {"state": "DISABLED", "scheduledDestroyTime": clock.timestamp(clock.seconds() + delay)}
        return _stored(call, name, body)
    body["state"] = {"enable": "ENABLED", "disable": "DISABLED", "destroy": "DESTROYED"}[verb]
    if verb == "destroy":
        body["destroyTime"] = now()
        call.store.put_blob(call.service, name, b"")
    return _stored(call, name, body)


def _version(call: Call) -> tuple[str, Json]:
    secret, _, number = call.resource.partition("/versions/")
    aliases = kinds.existing(call, SECRETS, secret).get("versionAliases", {})
    number = str(aliases.get(number, number))
    if number == "latest":
        newest = call.store.page(call.service, VERSIONS.at, secret, "", 1)
        if not newest:
            raise not_found(f"Secret [{call.numbered(secret)}] not found or has no versions.")
        number = newest[0][1]["name"].rpartition("/")[2]
    name = f"{secret}/versions/{number}"
    return name, kinds.existing(call, VERSIONS, name)


def _stored(call: Call, name: str, body: Json) -> Json:
    body["etag"] = f'"{etags.etag({"name": name, "write": clock.new_uuid()})}"'
    # Newest first in lists: sorted by how far the number is from the largest one.
    newest_first = f"{10**9 - int(name.rpartition('/')[2]):010}"
    call.store.put(call.service, VERSIONS.at, name, body, sort=newest_first)
    return body


def _status(replication: Json) -> Json:
    if "userManaged" not in replication:
        return {"automatic": {}}
    places = [{"location": replica["location"]} for replica in replication["userManaged"]["replicas"]]
    return {"userManaged": {"replicas": places}}
