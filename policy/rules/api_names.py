"""Rules about the names of APIs: those that cannot be right, and those that may be.

Names are compared with the catalogue in preflight/catalogue/tables/apis.csv. Google publishes no list of all
services, so a name that is merely not in it is told and not refused.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from preflight.catalogue.apis import names
from preflight.closest import closest_api
from rules import Declared, resource_rule
from rules.api_index import SERVICE
from rules.apis import IDENTITIES, PUBSUB

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

GOOGLE = "googleapis.com"
# What products are called, where their API is called otherwise.
CALLED = {
    "artifact-registry": "artifactregistry",
    "billing": "cloudbilling",
    "cloud-run": "run",
    "cloudlogging": "logging",
    "cloudmonitoring": "monitoring",
    "cloudpubsub": "pubsub",
    "cloudrun": "run",
    "cloudsql": "sqladmin",
    "cloudstorage": "storage",
    "functions": "cloudfunctions",
    "gce": "compute",
    "gcr": "containerregistry",
    "gcs": "storage",
    "gke": "container",
    "kms": "cloudkms",
    "kubernetes": "container",
    "resourcemanager": "cloudresourcemanager",
    "scheduler": "cloudscheduler",
    "secret-manager": "secretmanager",
    "secrets": "secretmanager",
    "stt": "speech",
    "text-to-speech": "texttospeech",
    "trace": "cloudtrace",
    "tts": "texttospeech",
    "vertex": "aiplatform",
    "vertex-ai": "aiplatform",
    "vertexai": "aiplatform",
}


@resource_rule(
    judges=f"{SERVICE}|{IDENTITIES}",
    fix="write the name that `gcloud services list --available` gives",
    good=(
        Declared(SERVICE, PUBSUB),
        Declared(SERVICE, {"service": "catalogue.endpoints.a-project.cloud.goog"}),
    ),
    bad=(
        Declared(SERVICE, {**PUBSUB, "service": "pubsubb.googleapis.com"}),
        Declared(SERVICE, {**PUBSUB, "service": "pubsub"}),
        Declared(SERVICE, {**PUBSUB, "service": "cloudrun.googleapis.com"}),
    ),
    severity="high",
)
def api_names_exist(service: Resource) -> Iterator[str]:
    """Google enables APIs in groups, and one name that does not exist fails the whole group.

    Which name it was, the error does not say. Refused is what is no name of a service, one letter or two
    beside a known one, or a product's name where the API has another. Names of other domains than
    googleapis.com are let pass: they are services of your own or of partners.
    https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchEnable
    """
    api = str(service.get("service") or "")
    if not api:
        yield "service is empty"
    elif (meant := _misspelt(api)) is not None:
        yield f"service is {api}, which is no API{meant and f' (did you mean {meant}?)'}"


@resource_rule(
    judges=f"{SERVICE}|{IDENTITIES}",
    fix="see that `gcloud services list --available` gives it",
    good=(Declared(SERVICE, PUBSUB),),
    bad=(Declared(SERVICE, {**PUBSUB, "service": "containerscanning.googleapis.com"}),),
    severity="low",
    level="advisory",
)
def api_names_are_known(service: Resource) -> Iterator[str]:
    """One name that does not exist fails every API that is enabled with it, and this one nobody here knows.

    The catalogue holds the APIs that Google describes; some that can be enabled it describes nowhere, so a
    name that is unknown may be right.
    https://cloud.google.com/service-usage/docs/list-services
    """
    api = str(service.get("service") or "")
    if api.endswith(f".{GOOGLE}") and api not in names() and _misspelt(api) is None:
        yield f"service is {api}, which the catalogue does not know"


def _misspelt(api: str) -> str | None:
    """Give the name that was probably meant, empty if none comes to mind, None if a name may be right."""
    if api in names():
        return None
    short, dot, domain = api.partition(".")
    if called := CALLED.get(short if domain in {"", GOOGLE} else ""):
        return f"{called}.{GOOGLE}"
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", api):
        return _closest(api)
    if domain != GOOGLE:
        return _closest(f"{short}{dot}{GOOGLE}") if _alike(domain, GOOGLE) else None
    near = difflib.get_close_matches(api, names(), n=1, cutoff=0.85)
    return near[0] if near and _alike(short, near[0].removesuffix(f".{GOOGLE}")) else None


def _closest(api: str) -> str:
    return closest_api(api, names()).removeprefix("did you mean ").rstrip("?")


def _alike(word: str, other: str) -> bool:
    """Say whether two words differ by one or two letters, and not by most of them."""
    match = difflib.SequenceMatcher(None, word, other)
    edits = sum(max(i2 - i1, j2 - j1) for kind, i1, i2, j1, j2 in match.get_opcodes() if kind != "equal")
    return word != other and edits <= 2 and match.ratio() >= 0.8
