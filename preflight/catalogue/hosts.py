"""Which API answers at a host: a rule for `<service>.googleapis.com`, hosts.csv for what the rule gets wrong.

Three answers: an API; NONE_NEEDED (which is false) for a host that needs nothing enabled, such as a token
endpoint, the metadata server or a link to a public page; None for a host that is not known, which may be
nobody's of Google's or an API that the catalogue does not know yet.

The rule takes hosts of a region (`us-east1-aiplatform.googleapis.com`, `dlp.us-east1.rep.googleapis.com`), of
mutual TLS (`pubsub.mtls.googleapis.com`) and of a private endpoint (`storage-mine.p.googleapis.com`). A part
that is not known is written HOLE; what stands behind it still tells: `{region}-aiplatform.googleapis.com`.

Deliberately absent: a service for a name that apis.csv does not hold. https://cloud.google.com/apis/docs/urls
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from preflight.catalogue import apis, tables

COLUMNS = ("host", "api", "source", "note")
PATH_COLUMNS = ("address", "api", "source", "note")
NONE_NEEDED: Final = ""
HOLE: Final = "\x00"
_GOOGLE = ".googleapis.com"
_REGION = re.compile(r"(?:[a-z]+-[a-z]+\d+(?:-[a-z])?|[a-z]{2,6})-(?P<service>.+)")
_REGIONAL = re.compile(r"(?P<service>[^.]+)\.[^.]+\.rep")
# Vertex AI is found with the place behind its name as well: `aiplatform.us.googleapis.com`.
_PLACED = re.compile(r"(?P<service>aiplatform)\.[^.]+")
# What scripts in a browser call: `content-drive.googleapis.com`.
_CONTENT = "content-"
# What `www.googleapis.com` has before the path of an API: several calls in one, and the bytes of an object.
_BEFORE = re.compile(r"(www\.googleapis\.com)/(?:batch|download)(?=/)")

# A link to an object, which a browser follows; the API has paths of its own.
# https://cloud.google.com/storage/docs/request-endpoints
_LINK = re.compile(
    r"(storage\.googleapis\.com|storage\.cloud\.google\.com)(/(?!(batch/|download/|upload/)?storage/v).*)?"
    r"|[^/]+\.storage\.googleapis\.com(/.*)?"
)


def api_of_host(host: str) -> str | None:
    """Give what answers at a host (with or without a port), as the module says."""
    name = host.strip().lower().rstrip(".")
    name = name.partition(":")[0]
    listed = _listed(name)
    if listed is not None:
        return listed
    if not name.endswith(_GOOGLE):
        return None
    return _service(name.removesuffix(_GOOGLE))


def api_at(host: str, path: str = "") -> str | None:
    """Give what answers at an address: `www.googleapis.com` has many APIs, and the path tells which."""
    address = f"{host.strip().partition(':')[0]}{path.partition('?')[0]}".rstrip("/").lower()
    if _LINK.fullmatch(address):
        return NONE_NEEDED
    address = _BEFORE.sub(r"\1", address)
    known = _addresses()
    while "/" in address:
        if address in known:
            return known[address]
        address = address.rpartition("/")[0]
    return api_of_host(host)


def _listed(name: str) -> str | None:
    """Look a host up, then the domains above it, which are written `*.firebaseio.com`."""
    known = _hosts()
    if name in known:
        return known[name]
    while "." in name:
        name = name.partition(".")[2]
        if f"*.{name}" in known:
            return known[f"*.{name}"]
    return None


def _service(label: str) -> str | None:
    """Turn what stands before `.googleapis.com` into an API that the catalogue knows."""
    label = label.removesuffix(".mtls").removesuffix(".sandbox")
    if regional := _REGIONAL.fullmatch(label) or _PLACED.fullmatch(label):
        label = regional["service"]
    if label.endswith(".p"):
        return _private(label.removesuffix(".p"))
    label = label.rpartition(HOLE)[2].lstrip("-.") if HOLE in label else label
    if found := _known(label) or _known(label.removeprefix(_CONTENT)):
        return found
    region = _REGION.fullmatch(label)
    return _known(region["service"]) if region else None


def _private(label: str) -> str | None:
    """Take the name of an endpoint from the end, part by part: `storage-mine`."""
    while label:
        if found := _known(label):
            return found
        label = label.rpartition("-")[0]
    return None


def _known(service: str) -> str | None:
    api = f"{service}{_GOOGLE}"
    return apis.canonical(api) if service and api in apis.names() else None


@cache
def _hosts() -> dict[str, str]:
    return {host: api for host, api, _source, _note in tables.read("hosts", COLUMNS)}


@cache
def _addresses() -> dict[str, str]:
    return {address: api for address, api, _source, _note in tables.read("host_paths", PATH_COLUMNS)}
