# ruff: noqa: N802, ARG002, ANN401 - names and arguments are the protocol's, the generated messages have no types
"""Speaks with the engine: its Analyzer protocol over gRPC, on the SDK's own messages.

Not the SDK's `PolicyPack`, which drops the stack's configuration and decodes every resource once for each
rule (docs/decisions/0009). Deliberately absent: remediation. What must not be deployed is said, never
silently rewritten.

https://github.com/pulumi/pulumi/blob/master/proto/pulumi/analyzer.proto
"""

from __future__ import annotations

import sys
from concurrent import futures
from typing import TYPE_CHECKING, Any

import answers
import beside
import decoding
import grpc
import settings
from asked import Asked
from google.protobuf import empty_pb2, json_format
from pack import Pack, Verdict
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2
from rules import Resource, Stack
from speakers import SPEAKERS

if TYPE_CHECKING:
    from rules import Rule

# The pack may be sent a whole stack with all that its resources hold.
_LARGEST = 400 * 1024 * 1024


class Analyzer(analyzer_pb2_grpc.AnalyzerServicer):
    """One run of the engine. It asks about each resource, then about all of them together."""

    def __init__(self, rules: list[Rule]) -> None:
        """Start with what the rules themselves say; the engine configures before it asks."""
        self._pack = Pack(rules)
        self._told: dict[str, str] = {}
        self._configured = False
        # The engine shows inputs first, and later outputs only, which in a preview are mostly empty.
        self._inputs: dict[str, Resource] = {}

    def Handshake(self, request: Any, context: Any) -> Any:
        """Say that this is an analyzer."""
        return messages.AnalyzerHandshakeResponse()

    def GetPluginInfo(self, request: Any, context: Any) -> Any:
        """Give the version."""
        return plugin_pb2.PluginInfo(version=answers.VERSION)

    def ConfigureStack(self, request: Any, context: Any) -> Any:
        """Take the stack's own configuration."""
        encrypted = frozenset(request.config_secret_keys)
        self._pack.configure(settings.read(request.stack, dict(request.config), encrypted))
        self._configured = True
        return messages.AnalyzerStackConfigureResponse()

    def GetAnalyzerInfo(self, request: Any, context: Any) -> Any:
        """Describe every rule, with the level that this environment gives it."""
        self._told = {rule.name: self._pack.level(rule) for rule in self._pack.rules}
        told = [(rule, self._told[rule.name]) for rule in self._pack.rules]
        return answers.info([*told, *((rule, rule.level) for rule in SPEAKERS)])

    def Configure(self, request: Any, context: Any) -> Any:
        """Take what differs from what was told: that is what `--policy-pack-config` asked for."""
        asked = {
            name: Asked(
                level if (level := answers.word(one.enforcementLevel)) != self._told.get(name) else None,
                json_format.MessageToDict(one.properties),
            )
            for name, one in request.policyConfig.items()
        }
        speaking = {rule.name for rule in SPEAKERS}
        self._pack.override({name: one for name, one in asked.items() if name not in speaking})
        return empty_pb2.Empty()

    def Analyze(self, request: Any, context: Any) -> Any:
        """Judge one resource by its inputs."""
        self._settle(request.urn)
        try:
            one = decoding.resource(request, self._pack.settings)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must be told, and of which resource
            return answers.answer([self._pack.unreadable(request.urn, error)])
        self._inputs[one.urn] = one
        return answers.answer(self._pack.judged(one))

    def AnalyzeStack(self, request: Any, context: Any) -> Any:
        """Judge all resources together, each by the inputs that were shown before, else by its outputs."""
        for one in request.resources[:1]:
            self._settle(one.urn)
        found: list[Resource] = []
        unread: list[Verdict] = []
        # The engine sends them in an order that differs from run to run.
        for one in sorted(request.resources, key=lambda one: one.urn):
            try:
                found.append(decoding.in_stack(one, self._pack.settings, self._inputs.get(one.urn)))
            except Exception as error:  # noqa: BLE001 - the others must still be judged
                unread.append(self._pack.unreadable(one.urn, error))
        return answers.answer([*unread, *self._pack.judged_together(Stack(found))])

    def Remediate(self, request: Any, context: Any) -> Any:
        """Change nothing."""
        return messages.RemediateResponse()

    def Cancel(self, request: Any, context: Any) -> Any:
        """End whatever runs: nothing does for longer than a moment."""
        return empty_pb2.Empty()

    def _settle(self, urn: str) -> None:
        # `pulumi policy analyze` hands no configuration over; the file beside the pack has it.
        if not self._configured:
            self._pack.configure(beside.settings_of(urn))
            self._configured = True


def start(rules: list[Rule]) -> None:
    """Serve the engine on a loopback port, which is the first line of the output. Ends with the engine."""
    workers = futures.ThreadPoolExecutor(max_workers=4)
    server = grpc.server(workers, options=[("grpc.max_receive_message_length", _LARGEST)])
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Analyzer(rules), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    try:
        server.wait_for_termination()
    except KeyboardInterrupt:
        server.stop(0)
