"""Resource types of a program: found however the SDK is named, and only where something is made of them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pulumi_gcp
import pytest

from preflight.check import stack
from preflight.scan.needs import Skipped

if TYPE_CHECKING:
    from pathlib import Path

TOPIC = ("gcp:pubsub/topic:Topic", 2)


def found(text: str) -> list[tuple[str, int]]:
    return [(one.type, one.line) for one in stack.resources(ast.parse(text), "x.py")]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("import pulumi_gcp as gcp\ngcp.pubsub.Topic('a')", [TOPIC]),
        ("import pulumi_gcp\npulumi_gcp.pubsub.Topic('a')", [TOPIC]),
        ("import pulumi_gcp.pubsub\npulumi_gcp.pubsub.Topic('a')", [TOPIC]),
        ("import pulumi_gcp.pubsub as queue\nqueue.Topic('a')", [TOPIC]),
        ("from pulumi_gcp import pubsub\npubsub.Topic('a')", [TOPIC]),
        ("from pulumi_gcp import pubsub as queue\nqueue.Topic('a')", [TOPIC]),
        ("from pulumi_gcp.pubsub import Topic\nTopic('a')", [TOPIC]),
        ("from pulumi_gcp.pubsub import Topic as Queue\nQueue('a')", [TOPIC]),
        ("import pulumi_gcp as gcp\nfor make in (gcp.pubsub.Topic,): make('a')", [TOPIC]),
        ("import pulumi_gcp as gcp\nclass Queue(gcp.pubsub.Topic): ...", [TOPIC]),
        ("import pulumi_gcp as gcp\ndef f():\n  return gcp.projects.IAMMember('a')",
         [("gcp:projects/iAMMember:IAMMember", 3)]),
        ("import pulumi_gcp as gcp\ngcp.secretmanager.SecretIamMember('a')",
         [("gcp:secretmanager/secretIamMember:SecretIamMember", 2)]),
        ("import pulumi_gcp as gcp\ngcp.pubsub.Topic('a'); gcp.pubsub.Topic('b')", [TOPIC]),
    ],
)  # fmt: skip
def test_a_type_is_found(text: str, types: list[tuple[str, int]]) -> None:
    assert found(text) == types


@pytest.mark.parametrize(
    "text",
    [
        "import pulumi_gcp as gcp",
        "import pulumi_gcp as gcp\ndef f(topic: gcp.pubsub.Topic) -> gcp.pubsub.Topic: ...",
        "import pulumi_gcp as gcp\nclass A:\n  topic: gcp.pubsub.Topic",
        "import pulumi_gcp as gcp\ngcp.pubsub.SubscriptionExpirationPolicyArgs(ttl='')",
        "import pulumi_gcp as gcp\ngcp.Provider('p')",
        "import pulumi_gcp as gcp\ngcp.pubsub.get_topic(name='a')",
        "import pulumi_gcp as gcp\ngcp.config.project",
        "import pulumi_aws as gcp\ngcp.pubsub.Topic('a')",
        "from .pulumi_gcp import pubsub\npubsub.Topic('a')",
        "gcp.pubsub.Topic('a')",
        "'gcp.pubsub.Topic'  # gcp.pubsub.Topic('a')",
    ],
)
def test_what_makes_nothing_is_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        (b"x = ( # pulumi_gcp", 1, "is no Python: '(' was never closed"),
        (b"print 'pulumi_gcp'", 1, "is no Python: Missing parentheses"),
        (b"x = 'pulumi_gcp \xff'", 0, "is no Python: (unicode error)"),
        (b"pulumi_gcp = '\x00'", 0, ""),
    ],
)
def test_what_cannot_be_read_is_told_and_never_nothing(
    tmp_path: Path, data: bytes, line: int, reason: str
) -> None:
    file = tmp_path / "broken.py"
    file.write_bytes(data)
    skipped = stack.read(file, "broken.py")
    assert isinstance(skipped, Skipped)
    assert (skipped.blind, skipped.file) == (True, "broken.py")
    assert skipped.line == line or not line
    assert reason in skipped.reason


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert isinstance(stack.read(tmp_path / "none.py", "none.py"), Skipped)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("pubsub", "Topic"),
        ("projects", "IAMMember"),
        ("storage", "Bucket"),
        ("cloudrunv2", "ServiceIamMember"),
        ("kms", "CryptoKeyIAMMember"),
    ],
)
def test_a_type_is_named_as_the_sdk_itself_names_it(module: str, name: str) -> None:
    (token, _), *_ = found(f"import pulumi_gcp as gcp\ngcp.{module}.{name}('a')")
    assert token == getattr(getattr(pulumi_gcp, module), name).pulumi_type
