"""Enables every API of apis.yaml, and makes every other resource wait for the ones that it needs.

An API is never switched off, neither by `destroy` nor by removing its entry: other workloads of the project
may use it, and Google switches dependents off with it. Said explicitly, because the default has changed
between versions of the provider. Deliberately absent: APIs that "come with" another one. Which those are is
documented nowhere and changes, so each API is asked for by name.

https://www.pulumi.com/registry/packages/gcp/api-docs/projects/service/
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import pulumi
import pulumi_gcp as gcp

from infra.problems import Problem, Problems
from preflight import declared
from preflight.catalogue.resource_types import apis_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.shape import Settings
    from preflight.declared import Declared

REGISTRY = Path(__file__).with_name("apis.yaml")
PLACE = "infra/apis.yaml"
_NAMES_AN_API = ("gcp:projects/service:Service", "gcp:projects/serviceIdentity:ServiceIdentity")


def load() -> tuple[Declared, ...]:
    """Read apis.yaml. Raises Problems."""
    return _sound(declared.load(REGISTRY, PLACE))


def parse(text: str) -> tuple[Declared, ...]:
    """Turn the text of a registry into declarations. Raises Problems with every sentence at once."""
    return _sound(declared.parse(text, PLACE))


def _sound(read: declared.Declarations) -> tuple[Declared, ...]:
    if read.problems:
        raise Problems(
            str(Problem(f"{PLACE}:{found.line}" if found.line else PLACE, found.what, found.fix))
            for found in read.problems
        )
    return read.entries


def enable(
    settings: Settings, entries: tuple[Declared, ...], hooks: pulumi.ResourceHookBinding
) -> Mapping[str, gcp.projects.Service]:
    """Enable the APIs, the bootstrap ones first, and bind every resource made from now on to its own.

    Bound means: it is created after the APIs that its type needs, and retried by `hooks` while one of them
    is enabled but not usable yet. A resource whose API is not declared raises Problems. Gives what enables
    each API, for those who call it at run time.
    """
    enabled: dict[str, gcp.projects.Service] = {}
    bootstrap = {entry.api for entry in entries if entry.bootstrap}

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
    for entry in sorted(entries, key=lambda entry: not entry.bootstrap):
        enabled[entry.api] = gcp.projects.Service(
            entry.api, project=settings.project, service=entry.api, disable_on_destroy=False
        )
    return enabled
