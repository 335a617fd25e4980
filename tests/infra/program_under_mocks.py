"""Runs the whole program, from `__main__.py` on, without an engine, and tells what it registered.

Pulumi's own mocks hide what a resource depends on and what the stack exports, so the monitor is listened to
here one level lower, where both still are. Every output that only Google could know is left to be the text
`<resource>.<output>`.

https://www.pulumi.com/docs/iac/concepts/testing/unit/
"""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import os
import runpy
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import pulumi
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.mocks import MockEngine, MockMonitor, MockSettings
from pulumi.runtime.proto import resource_pb2

from infra import environments

if TYPE_CHECKING:
    from collections.abc import Mapping

STAND_INS = {"vividly:project": "vividly-prod-stand-in"}


@dataclass(frozen=True)
class Resource:
    """One registered resource: type token, name, inputs as the provider gets them, and what it waits for."""

    type: str
    name: str
    inputs: Mapping[str, Any]
    depends_on: frozenset[str]
    hooks: frozenset[str]
    ignored_changes: tuple[str, ...]
    protected: bool


@dataclass
class Declared:
    """What the program registered, exported and told."""

    resources: list[Resource] = field(default_factory=list)
    outputs: dict[str, Any] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    exit_code: int = 0

    def of(self, resource_type: str) -> list[Resource]:
        """Give all resources of a type."""
        return [resource for resource in self.resources if resource.type == resource_type]

    def named(self, name: str) -> Resource:
        """Give the resource of that name."""
        (resource,) = [resource for resource in self.resources if resource.name == name]
        return resource


class _NoLookUps(pulumi.runtime.Mocks):
    """Refuses every function of a provider; resources are answered by the listener."""

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
        raise AssertionError(f"{args.token} looks something up; a preview must need nothing but the provider")

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise AssertionError(f"{args.name} is read, not declared")


def _known_after(resource: Resource) -> dict[str, str]:
    outputs = {name: f"<{resource.name}.{name}>" for name in ("uri", "name", "email", "member")}
    if resource.type == "gcp:serviceaccount/account:Account":
        email = f"{resource.inputs['accountId']}@{resource.inputs['project']}.iam.gserviceaccount.com"
        outputs |= {"email": email, "member": f"serviceAccount:{email}"}
    return outputs


class _Listener(MockMonitor):
    def __init__(self, declared: Declared) -> None:
        super().__init__(_NoLookUps())
        self.declared = declared

    def RegisterResource(  # noqa: N802 - the name of the call
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == "pulumi:pulumi:Stack":
            return resource_pb2.RegisterResourceResponse(urn=urn)
        resource = Resource(
            request.type,
            request.name,
            json_format.MessageToDict(request.object),
            frozenset(dependency.split("::")[-1] for dependency in request.dependencies),
            frozenset(request.hooks.on_error),
            tuple(request.ignoreChanges),
            request.protect,
        )
        self.declared.resources.append(resource)
        answer = struct_pb2.Struct()
        answer.update({**_known_after(resource), **resource.inputs})
        return resource_pb2.RegisterResourceResponse(urn=urn, id=f"<{resource.name}.id>", object=answer)

    def RegisterResourceOutputs(  # noqa: N802 - the name of the call
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        self.declared.outputs = json_format.MessageToDict(request.outputs)
        return empty_pb2.Empty()


class _Told(logging.Handler):
    def __init__(self, declared: Declared) -> None:
        super().__init__()
        self.declared = declared

    def emit(self, record: logging.LogRecord) -> None:
        self.declared.told.append(record.getMessage())


def run(environment: str, config: Mapping[str, object]) -> Declared:
    """Run the program as the stack `environment` with this `config` block."""
    declared = Declared()
    logger = logging.Logger("told", logging.INFO)
    logger.addHandler(_Told(declared))
    handed = json.dumps(environments.as_the_engine_hands_it(config))
    with mock.patch.dict(os.environ, {"PULUMI_CONFIG": handed}):
        contextvars.copy_context().run(asyncio.run, _run(environment, declared, logger))
    return declared


def config_of(environment: str) -> dict[str, object]:
    """Give the `config` block of an environment that has a file, with what a person fills in filled in."""
    return {**STAND_INS, **environments.config_of(environments.found()[environment])}


@cache
def run_environment(environment: str) -> Declared:
    """Run the program for an environment that has a file."""
    return run(environment, config_of(environment))


async def _run(environment: str, declared: Declared, logger: logging.Logger) -> None:
    monitor = _Listener(declared)
    settings = MockSettings(
        monitor=monitor,
        monitor_features=set(),
        engine=MockEngine(logger),
        project="vividly",
        stack=environment,
        dry_run=False,
        organization="organization",
        callbacks=None,
        outputs=set(),
    )
    pulumi.runtime.configure(settings)

    def program() -> None:
        runpy.run_path(str(environments.ROOT / "__main__.py"), run_name="__main__")

    try:
        await pulumi.runtime.run_in_stack(program)
    except SystemExit as stopped:
        declared.exit_code = cast("int", stopped.code)
