"""The pack as a process, asked over gRPC exactly what the engine asks, without an engine."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grpc
import pytest
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import found

if TYPE_CHECKING:
    from collections.abc import Iterator

POLICY = Path(__file__).resolve().parents[2] / "policy"
Analyzer = Any  # the generated stub has no types of its own
MEMBER = "gcp:cloudrunv2/serviceIamMember:ServiceIamMember"


@pytest.fixture(scope="module")
def analyzer() -> Iterator[Analyzer]:
    """Start the pack with its own folder as working directory; it prints the port that it serves."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", str(POLICY)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=POLICY, stdout=pipe, stderr=pipe, text=True) as pack:
        try:
            assert pack.stdout is not None
            port = int(pack.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield analyzer_pb2_grpc.AnalyzerStub(channel)
        finally:
            pack.send_signal(signal.SIGINT)
            pack.communicate(timeout=20)


def analyze(analyzer: Analyzer, kind: str, **inputs: str) -> list[Any]:
    properties = struct_pb2.Struct()
    properties.update(inputs)
    request = analyzer_pb2.AnalyzeRequest(
        type=kind, properties=properties, urn=f"urn:pulumi:dev::vividly::{kind}::example", name="example"
    )
    return list(analyzer.Analyze(request, timeout=20).diagnostics)


def analyze_stack(analyzer: Analyzer, kind: str) -> list[Any]:
    one = analyzer_pb2.AnalyzerResource(
        type=kind, urn=f"urn:pulumi:dev::vividly::{kind}::example", name="example"
    )
    request = analyzer_pb2.AnalyzeStackRequest(resources=[one])
    said = analyzer.AnalyzeStack(request, timeout=20).diagnostics
    return [told for told in said if told.policyName == "rules-know-what-they-judge"]


def test_the_pack_tells_the_engine_every_rule_with_its_level(analyzer: Analyzer) -> None:
    info = analyzer.GetAnalyzerInfo(empty_pb2.Empty(), timeout=20)
    level_name = analyzer_pb2.EnforcementLevel.Name
    told = {policy.name: level_name(policy.enforcementLevel) for policy in info.policies}
    assert info.name == "vividly"
    assert told.items() >= {rule.name: rule.level.upper() for rule in found()}.items()


def test_a_violation_reaches_the_engine_with_reason_what_fix_and_page(analyzer: Analyzer) -> None:
    (told,) = analyze(analyzer, MEMBER, member="allUsers")
    assert told.policyName == "grants-are-not-public"
    assert told.enforcementLevel == analyzer_pb2.MANDATORY
    assert told.message == (
        "Whatever is granted to allUsers or allAuthenticatedUsers is granted to anybody on the internet.\n"
        "member is allUsers; name the service accounts or the group that need the role"
        " (docs/rules/grants-are-not-public.md)"
    )


def test_a_good_resource_is_passed_without_a_word(analyzer: Analyzer) -> None:
    assert analyze(analyzer, MEMBER, member="serviceAccount:robot@p.iam.gserviceaccount.com") == []


def test_an_unknown_value_is_reported_as_not_judged(analyzer: Analyzer) -> None:
    assert analyze(analyzer, MEMBER, member=UNKNOWN_STRING_VALUE) == []
    (told,) = analyze_stack(analyzer, MEMBER)
    assert told.enforcementLevel == analyzer_pb2.ADVISORY
    assert "grants-are-not-public" in told.message
    assert "until member is known: example by " in told.message
