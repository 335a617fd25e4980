"""What the language host answers to the engine, call by call.

What is not answered here is refused by gRPC as unimplemented, which the engine takes for "not supported".

Protocol: https://github.com/pulumi/pulumi/blob/sdk/v3.259.0/proto/pulumi/language.proto
"""

# ruff: noqa: N802, ARG002  (names and arguments are the protocol's)
from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import language_pb2 as messages
from pulumi.runtime.proto import language_pb2_grpc, plugin_pb2

from localcloud.engine.children import Children, end, output_of
from localcloud.engine.interpreter import MissingEnvironmentError, installed, required_plugins
from localcloud.engine.program import (
    chosen_interpreter,
    configuration,
    plugin_command,
    program_command,
    run_response,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """One instance serves the program and the policy packs of one run of the engine."""

    def __init__(self, engine: str, launcher: str, children: Children) -> None:
        self._engine = engine
        self._launcher = launcher
        self._children = children

    def Handshake(
        self, request: messages.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> messages.LanguageHandshakeResponse:
        """Nothing is negotiated."""
        return messages.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """A stand-in has no version of its own."""
        return plugin_pb2.PluginInfo()

    def About(self, request: messages.AboutRequest, context: grpc.ServicerContext) -> messages.AboutResponse:
        """The interpreter, for `pulumi about`."""
        return messages.AboutResponse(executable=sys.executable, version=platform.python_version())

    def GetRequiredPackages(
        self, request: messages.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> messages.GetRequiredPackagesResponse:
        """The providers of the SDKs that are installed."""
        packages = [
            plugin_pb2.PackageDependency(
                name=p.name, kind="resource", version=f"v{p.version}", server=p.server
            )
            for p in required_plugins(chosen_interpreter(request.info).packages)
        ]
        return messages.GetRequiredPackagesResponse(packages=packages)

    def GetProgramDependencies(
        self, request: messages.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> messages.GetProgramDependenciesResponse:
        """Every installed distribution; the engine keeps the list with the update."""
        found = installed(chosen_interpreter(request.info).packages)
        listed = [
            messages.DependencyInfo(name=name, version=version) for name, version in sorted(found.items())
        ]
        return messages.GetProgramDependenciesResponse(dependencies=listed)

    def InstallDependencies(
        self, request: messages.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[messages.InstallDependenciesResponse]:
        """Say who installs here."""
        yield messages.InstallDependenciesResponse(stdout=b"dependencies are installed by `make setup`\n")

    def Run(self, request: messages.RunRequest, context: grpc.ServicerContext) -> messages.RunResponse:
        """Run the program to its end; its output is this process's output, which the engine shows."""
        try:
            python = chosen_interpreter(request.info).executable
        except MissingEnvironmentError as missing:
            return messages.RunResponse(error=str(missing))
        command = program_command(request, engine=self._engine, python=python, launcher=self._launcher)
        env = {**os.environ, **configuration(request)}
        child = self._children.start(command, folder=Path(request.pwd), env=env, piped=False)
        return run_response(self._children.wait(child))

    def RunPlugin(
        self, request: messages.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[messages.RunPluginResponse]:
        """Run a policy pack until the engine hangs up, handing on what it writes."""
        if request.kind != "analyzer":
            context.abort(
                grpc.StatusCode.UNIMPLEMENTED, f"plugins of kind {request.kind} are not run by this host"
            )
        try:
            python = chosen_interpreter(request.info).executable
        except MissingEnvironmentError as missing:
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(missing))
        folder = Path(request.info.program_directory)
        env = dict(entry.split("=", 1) for entry in request.env)
        child = self._children.start(plugin_command(request, python), folder=folder, env=env, piped=True)
        context.add_callback(lambda: end(child))
        for stream, line in output_of(child):
            if stream == "stdout":
                yield messages.RunPluginResponse(stdout=line)
            else:
                yield messages.RunPluginResponse(stderr=line)
        yield messages.RunPluginResponse(exitcode=self._children.wait(child))

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """End the program: the user has interrupted the engine."""
        self._children.end_all()
        return Empty()
