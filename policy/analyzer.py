# ruff: noqa: N802, ARG002, ANN401 - names and arguments are the protocol's, the generated messages have no types
"""Speaks with the engine: its Analyzer protocol over gRPC, on the SDK's own messages.

Not the SDK's `PolicyPack`, for two reasons. It hands no stack configuration to the rules, which decides about
levels, regions and exemptions here; and it decodes every resource once for each rule, and the whole stack
once for each stack rule, so that its cost is resources times rules (docs/decisions/0009). Deliberately
absent: remediation. What must not be deployed is said, never silently rewritten.

https://github.com/pulumi/pulumi/blob/master/proto/pulumi/analyzer.proto
"""

from __future__ import annotations

import sys
from concurrent import futures
from typing import TYPE_CHECKING, Any

import beside
import decoding
import grpc
import settings
from google.protobuf import empty_pb2, json_format
from pack import WAITING, Pack
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2
from rules import Resource, Stack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pack import Said
    from rules import Rule

NAME, VERSION = "vividly", "0.1.0"
_LEVELS = {"advisory": messages.ADVISORY, "mandatory": messages.MANDATORY, "disabled": messages.DISABLED}
_WORDS: Mapping[int, Any] = {
    **{int(number): word for word, number in _LEVELS.items()},
    int(messages.REMEDIATE): "mandatory",
}
_SEVERITIES = {
    "low": messages.POLICY_SEVERITY_LOW,
    "medium": messages.POLICY_SEVERITY_MEDIUM,
    "high": messages.POLICY_SEVERITY_HIGH,
    "critical": messages.POLICY_SEVERITY_CRITICAL,
}
_LARGEST = 400 * 1024 * 1024
_KINDS = {True: messages.POLICY_TYPE_STACK, False: messages.POLICY_TYPE_RESOURCE}


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
        return plugin_pb2.PluginInfo(version=VERSION)

    def ConfigureStack(self, request: Any, context: Any) -> Any:
        """Take the stack's own configuration."""
        encrypted = frozenset(request.config_secret_keys)
        self._pack.configure(settings.read(request.stack, dict(request.config), encrypted))
        self._configured = True
        return messages.AnalyzerStackConfigureResponse()

    def GetAnalyzerInfo(self, request: Any, context: Any) -> Any:
        """Describe every rule, with the level that this environment gives it."""
        self._told = {rule.name: self._pack.level(rule) for rule in self._pack.rules}
        about = [
            _described(rule, self._told.get(rule.name, rule.level)) for rule in (*self._pack.rules, WAITING)
        ]
        return messages.AnalyzerInfo(name=NAME, version=VERSION, supportsConfig=True, policies=about)

    def Configure(self, request: Any, context: Any) -> Any:
        """Take what differs from what was told: that is what `--policy-pack-config` asked for."""
        for name, config in request.policyConfig.items():
            level = _WORDS.get(config.enforcementLevel)
            properties = json_format.MessageToDict(config.properties)
            self._pack.override(name, level if level != self._told.get(name) else None, properties)
        return empty_pb2.Empty()

    def Analyze(self, request: Any, context: Any) -> Any:
        """Judge one resource by its inputs."""
        self._settle(request.urn)
        one = decoding.resource(request, self._pack.settings)
        self._inputs[one.urn] = one
        return _answer(self._pack.judged(one))

    def AnalyzeStack(self, request: Any, context: Any) -> Any:
        """Judge all resources together, each by the inputs that were shown before, else by its outputs."""
        for one in request.resources[:1]:
            self._settle(one.urn)
        seen = self._inputs
        # The engine sends them in an order that differs from run to run.
        sent = sorted(request.resources, key=lambda one: one.urn)
        found = [decoding.in_stack(one, self._pack.settings, seen.get(one.urn)) for one in sent]
        return _answer(self._pack.judged_together(Stack(found)))

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


def _described(rule: Rule, level: str) -> Any:
    about = messages.PolicyInfo(
        name=rule.name,
        description=rule.reason,
        enforcementLevel=_LEVELS[level],
        severity=_SEVERITIES[rule.severity],
        policy_type=_KINDS[rule.of_stack],
        remediation_steps=rule.fix,
        url=rule.page,
    )
    about.configSchema.properties.update(
        {name: settings.schema_of(name) for name in (*rule.needs, *rule.reads)}
    )
    return about


def _answer(said: Iterable[Said]) -> Any:
    answer = messages.AnalyzeResponse()
    for one in said:
        if one.level == "exempt":
            answer.not_applicable.add(policy_name=one.rule.name, reason=one.text)
            continue
        answer.diagnostics.add(
            policyName=one.rule.name,
            policyPackName=NAME,
            policyPackVersion=VERSION,
            description=one.rule.reason,
            message=f"{one.rule.reason}\n{one.text}",
            enforcementLevel=_LEVELS[one.level],
            severity=_SEVERITIES[one.rule.severity],
            urn=one.urn,
        )
    return answer
