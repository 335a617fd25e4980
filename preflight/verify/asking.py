"""Gathers what there is to ask: the stack's declarations, the project, and the way to Google.

With the local cloud the stack is read from its workspace (`.local/stacks/STACK`), since that is what ran
there: its settings hold what a person has yet to fill in, and the addresses of the local cloud in the
provider's own keys (`gcp:pubsubCustomEndpoint`). Deliberately absent: starting a local cloud.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import requests

from preflight import declared as declarations
from preflight import yaml_files
from preflight.ending import COULD_NOT_LOOK, StoppedError
from preflight.planned import reading
from preflight.planned.stack import text
from preflight.verify import google, local, probes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from preflight.models.registry import Registry
    from preflight.planned.stack import Planned
    from preflight.verify.checks import Check

APIS = Path("infra/apis.yaml")
ME, RUNTIME = "me", "runtime"
FIRST = "apis"
_SECONDS = 10
_ENDPOINT = re.compile(r"(http://[^/]+)/[a-z]+\.googleapis\.com/")
# Small letters, digits and hyphens; old ones stand behind a domain. Or the project's number.
_PROJECT = re.compile(r"(?:[a-z0-9.-]+:)?[a-z0-9][a-z0-9-]{2,28}[a-z0-9]")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Wanted(NamedTuple):
    """What a person asked for. `endpoint`: of a local cloud; `fresh`: APIs may have been enabled just now."""

    root: Path
    stack: str
    project: str = ""
    identity: str = ME
    local: bool = False
    endpoint: str = ""
    plan: Path | None = None
    fresh: bool = False


class Gathered(NamedTuple):
    """What is asked, and the entries of the declared APIs by their line."""

    asked: probes.Asked
    lines: Mapping[str, int]


def gather(wanted: Wanted) -> Gathered:
    """Read the stack and reach Google. Raises StoppedError."""
    if wanted.identity not in {ME, RUNTIME} and not _EMAIL.fullmatch(wanted.identity):
        sentence = f"--identity {wanted.identity}: is no account; give me, runtime, or an email"
        raise StoppedError([sentence])
    root, endpoint = wanted.root, wanted.endpoint
    if wanted.local:
        root = wanted.root / local.WORKSPACES / wanted.stack
        endpoint = endpoint or _local_endpoint(root, wanted.stack)
    entries = _entries(wanted.root / APIS)
    planned = _planned(root, wanted)
    project = _project(planned, wanted)
    _answers(endpoint)
    account = "" if wanted.identity in {ME, RUNTIME} else wanted.identity

    def reach(email: str) -> google.Google:
        found = google.reach(project, endpoint, email)
        found.fresh = wanted.fresh
        return found

    asked = probes.Asked(
        wanted.stack,
        project,
        _moved(planned, project),
        tuple(entries),
        models,
        reach(account),
        cache(reach) if wanted.identity == RUNTIME else None,
        root=root,
    )
    return Gathered(asked, entries)


def checks(asked: probes.Asked, names: Sequence[str]) -> list[Check]:
    """Give the checks of the probes named (of all, if none is), and those that they depend on."""
    wanted = set(names) or set(probes.names())
    # A check depends on checks of its own probe, and on whether an API is enabled.
    probed = sorted(wanted | {FIRST}, key=lambda name: (name != FIRST, name))
    every = [(name, check) for name in probed for check in probes.probe(name).checks(asked)]
    kept = {check.id for name, check in every if name in wanted}
    by_id = {check.id: check for _name, check in every}
    left = list(kept)
    while left:
        needed = [one for one in by_id[left.pop()].depends_on if one in by_id and one not in kept]
        kept.update(needed)
        left += needed
    return [check for _name, check in every if check.id in kept]


def _entries(file: Path) -> dict[str, int]:
    found = declarations.load(file, str(file))
    if not found.entries:
        raise StoppedError([str(problem) for problem in found.problems] or [f"{file}: declares nothing"])
    return {entry.api: entry.line for entry in found.entries if entry.api}


def _planned(root: Path, wanted: Wanted) -> Planned:
    if wanted.plan is None:
        return reading.declared(root, wanted.stack)
    try:
        data = wanted.plan.read_bytes()
    except OSError as error:
        raise StoppedError([f"{wanted.plan}: cannot be read, {error.strerror}; name a document"]) from error
    return reading.from_document(data, str(wanted.plan))


def _project(planned: Planned, wanted: Wanted) -> str:
    """Give the project that most of the stack belongs to."""
    file = reading.file_of(wanted.root, wanted.stack)
    missing = [key for key in planned.stood_in if key.endswith(":project")]
    if missing:
        what = f"{missing[0]} is not filled in, so there is no project to ask"
        raise StoppedError([f"{file}: {what}; fill it in, or try the stack with CLOUD=local"])
    project = wanted.project or _named(planned)
    if not project:
        raise StoppedError([f"{file}: names no project; give it with --project"])
    if not _PROJECT.fullmatch(project):
        raise StoppedError([f"{project}: is no id of a project; give one with --project, like vividly-dev"])
    return project


def _named(planned: Planned) -> str:
    named = [name for one in planned.resources if (name := text(one.inputs.get("project")))]
    return max(sorted(set(named)), key=named.count) if named else ""


def _moved(planned: Planned, project: str) -> Planned:
    """Give the stack as if it had been told another project than the one that most of it names."""
    named = _named(planned)
    moved = (
        one._replace(inputs={**one.inputs, "project": project})
        if text(one.inputs.get("project")) == named
        else one
        for one in planned.resources
    )
    return planned if project == named else planned._replace(resources=tuple(moved))


def _local_endpoint(folder: Path, stack: str) -> str:
    file = folder / f"Pulumi.{stack}.yaml"
    try:
        document = yaml_files.read(file, str(file))
    except yaml_files.UnreadableError as error:
        what = f"{folder}: the stack has not run in the local cloud"
        raise StoppedError([f"{what}; run `make up STACK={stack} CLOUD=local`"], COULD_NOT_LOOK) from error
    config = cast("Mapping[str, Mapping[str, object]]", document or {}).get("config") or {}
    for key, value in config.items():
        found = _ENDPOINT.match(str(value))
        if key.endswith("CustomEndpoint") and found:
            return found[1]
    raise StoppedError([f"{file}: names no local cloud; run `make up STACK={stack} CLOUD=local`"])


def _answers(endpoint: str) -> None:
    """Refuse an endpoint where nobody listens, before each check finds that out for itself."""
    if not endpoint:
        return
    google.Google("", endpoint)  # refuses what is not on this machine
    try:
        requests.get(f"{endpoint.rstrip('/')}/_local/status", timeout=_SECONDS)
    except requests.RequestException as error:
        sentence = f"{endpoint}: no local cloud answers there; run `make local`"
        raise StoppedError([sentence], COULD_NOT_LOOK) from error


@cache
def models() -> Registry:
    """Read the registry of models, which takes longer than most checks. Raises StoppedError."""
    from preflight.models import registry  # noqa: PLC0415 - slow to import, and not always asked for

    try:
        return registry.load()
    except registry.RegistryError as error:
        raise StoppedError(error.problems) from error
