"""Enables every API of apis.yaml, and makes every other resource wait for the ones that it needs.

An API is never switched off, neither by `destroy` nor by removing its entry: other workloads of the project
may use it, and Google switches dependents off with it. Said explicitly, because the default has changed
between versions of the provider. Deliberately absent: APIs that "come with" another one. Which those are is
documented nowhere and changes, so each API is asked for by name.

https://www.pulumi.com/registry/packages/gcp/api-docs/projects/service/
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pulumi
import pulumi_gcp as gcp

from infra.problems import Problem, Problems, closest
from preflight import yaml_files
from preflight.catalogue.resource_types import apis_of

if TYPE_CHECKING:
    from infra.shape import Settings

REGISTRY = Path(__file__).with_name("apis.yaml")
PLACE = "infra/apis.yaml"
_API = re.compile(r"[a-z][a-z0-9-]*\.googleapis\.com")
_KEYS = ("api", "reason", "bootstrap")
_NAMES_AN_API = ("gcp:projects/service:Service", "gcp:projects/serviceIdentity:ServiceIdentity")


@dataclass(frozen=True)
class Declared:
    """An API that the platform asks for. `bootstrap`: the provider itself cannot work without it."""

    api: str
    reason: str
    bootstrap: bool = False


def load() -> tuple[Declared, ...]:
    """Read apis.yaml. Raises Problems."""
    return _declared(lambda: yaml_files.read(REGISTRY, PLACE))


def parse(text: str) -> tuple[Declared, ...]:
    """Turn the text of a registry into declarations. Raises Problems with every sentence at once."""
    return _declared(lambda: yaml_files.parse(text, PLACE))


def _declared(read: Callable[[], object]) -> tuple[Declared, ...]:
    try:
        document = read()
    except yaml_files.UnreadableError as error:
        raise Problems(error.problems) from error
    if not isinstance(document, list) or not document:
        what = "is empty" if document in ([], None) else "is no list"
        raise Problems([f"{PLACE}: {what}; write entries like `- api: run.googleapis.com`"])
    entries = cast("list[object]", document)
    problems = [problem for number, entry in enumerate(entries, 1) for problem in _entry(number, entry)]
    blocks = [cast("Mapping[str, object]", entry) for entry in entries if isinstance(entry, Mapping)]
    declared = tuple(
        Declared(str(block.get("api")), str(block.get("reason")).strip(), block.get("bootstrap") is True)
        for block in blocks
    )
    times = Counter(entry.api for entry in declared)
    problems += [
        Problem(PLACE, f"{api} is declared {count} times", "keep one entry, with all reasons")
        for api, count in times.items()
        if count > 1
    ]
    if problems:
        raise Problems(map(str, problems))
    return declared


def _entry(number: int, entry: object) -> list[Problem]:
    if not isinstance(entry, Mapping):
        return [Problem(PLACE, f"entry {number} is no block of keys", "write `- api: ...` and `reason: ...`")]
    fields = cast("Mapping[str, object]", entry)
    name = f"entry {number} ({fields.get('api', 'without api')})"
    problems = [
        Problem(PLACE, f"{name} has the unknown key {key!r}", closest(str(key), _KEYS) or "remove it")
        for key in fields
        if key not in _KEYS
    ]
    api, reason = fields.get("api"), fields.get("reason")
    # Google enables in batches of 20 that succeed or fail whole, so one bad name fails its neighbours.
    if not isinstance(api, str) or not _API.fullmatch(api):
        problems.append(Problem(PLACE, f"{name} names no API", "write it like pubsub.googleapis.com"))
    if not isinstance(reason, str) or not reason.strip():
        problems.append(Problem(PLACE, f"{name} has no reason", "add `reason:`, what would stop without it"))
    if not isinstance(fields.get("bootstrap", False), bool):
        problems.append(
            Problem(PLACE, f"{name} has a bootstrap that is neither true nor false", "write true")
        )
    return problems


def enable(
    settings: Settings, declared: tuple[Declared, ...], hooks: pulumi.ResourceHookBinding
) -> Mapping[str, gcp.projects.Service]:
    """Enable the APIs, the bootstrap ones first, and bind every resource made from now on to its own.

    Bound means: it is created after the APIs that its type needs, and retried by `hooks` while one of them
    is enabled but not usable yet. A resource whose API is not declared raises Problems. Gives what enables
    each API, for those who call it at run time.
    """
    enabled: dict[str, gcp.projects.Service] = {}
    bootstrap = {entry.api for entry in declared if entry.bootstrap}

    def bound(args: pulumi.ResourceTransformationArgs) -> pulumi.ResourceTransformationResult:
        own = cast("Mapping[str, object]", args.props).get("service") if args.type_ in _NAMES_AN_API else None
        needed = [] if own in bootstrap else list(apis_of(args.type_))
        if own and args.type_ != _NAMES_AN_API[0]:
            needed.append(str(own))
        missing = [api for api in needed if api not in enabled]
        if missing:
            raise Problems(
                str(Problem(PLACE, f"{api} is needed by {args.type_} {args.name} and not declared", "add it"))
                for api in missing
            )
        extra = pulumi.ResourceOptions(depends_on=[enabled[api] for api in needed], hooks=hooks)
        return pulumi.ResourceTransformationResult(args.props, pulumi.ResourceOptions.merge(args.opts, extra))

    pulumi.runtime.register_stack_transformation(bound)
    for entry in sorted(declared, key=lambda entry: not entry.bootstrap):
        enabled[entry.api] = gcp.projects.Service(
            entry.api, project=settings.project, service=entry.api, disable_on_destroy=False
        )
    return enabled
