"""What Terraform and YAML declare: applying a `google_pubsub_topic` calls Pub/Sub. Always to deploy.

`google_project_service` declares its own API, which is no need of the API that it names. Workflows call what
their steps name, when they run; they are counted as deployed with the rest of the file. A kind that the
catalogue does not know is told as unresolved if it is Google's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import hosts, kinds, terraform
from preflight.scan.needs import Confidence, Phase, Sighting, Unresolved
from preflight.scan.service import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Declaration

_ADDRESS = re.compile(r"https?://([^/\s]+)(/\S*)?")
_GOOGLES = re.compile(
    r"google_|workflows:googleapis|.*\.cnrm\.cloud\.google\.com|action:google-github-actions/"
)


def detect(service: Service) -> Iterator[Sighting | Unresolved]:
    """Give the APIs that what is declared needs."""
    for file, source in service.of("terraform", "yaml"):
        for declaration in source.declarations:
            yield from _judged(file, declaration)


def _judged(file: str, declaration: Declaration) -> Iterator[Sighting | Unresolved]:
    kind = declaration.kind
    if kind == "workflows:http":
        yield from _asked(file, declaration)
        return
    apis = _apis(declaration)
    if apis is None:
        if _GOOGLES.match(kind):
            yield Unresolved(file, declaration.line, kind)
        return
    named = f"{kind} {declaration.name}" if kind.startswith("google_") else kind
    shown = named.strip().replace(HOLE, "{…}")
    for api in apis:
        yield Sighting(api, file, declaration.line, shown[:120], Confidence.CERTAIN, Phase.DEPLOY)


def _apis(declaration: Declaration) -> tuple[str, ...] | None:
    kind = declaration.kind
    if kind.startswith("google_"):
        return terraform.apis_of(kind)
    if kind.startswith("action:") and "workload_identity_provider" in declaration.name.split(","):
        return kinds.apis_of(f"{kind}+workload_identity_provider") or kinds.apis_of(kind)
    if kind.startswith("module:"):
        return _module(kind)
    return kinds.apis_of(kind)


def _module(kind: str) -> tuple[str, ...] | None:
    """Give the APIs of a module, which go by the first two words of its address."""
    address = re.sub(r".*github\.com[/:]", "", kind.removeprefix("module:"))
    owner, _, rest = address.partition("/")
    name = re.split(r"[/.?]", rest, maxsplit=1)[0].removeprefix("terraform-google-")
    return kinds.apis_of(f"module:{owner}/{name}")


def _asked(file: str, declaration: Declaration) -> Iterator[Sighting | Unresolved]:
    address = _ADDRESS.match(declaration.name)
    if address is None or "googleapis.com" not in address[1]:
        return
    api = hosts.api_at(address[1], address[2] or "")
    if api:
        shown = declaration.name.replace(HOLE, "{…}")[:120]
        yield Sighting(api, file, declaration.line, shown, Confidence.CERTAIN, Phase.DEPLOY)
    elif api is None:
        yield Unresolved(file, declaration.line, declaration.name.replace(HOLE, "{…}")[:120])
