"""What the engine may send, odd as it may be, becomes something that rules can read."""

from __future__ import annotations

from typing import Any

import pytest
from decoding import proxied, resource
from google.protobuf import struct_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi_policy.deserialize import (
    SPECIAL_ARCHIVE_SIG,
    SPECIAL_ASSET_SIG,
    SPECIAL_SECRET_SIG,
    SPECIAL_SIG_KEY,
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError
from settings import Settings

OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"


def signed(signature: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    return {SPECIAL_SIG_KEY: signature, **more}


@pytest.mark.parametrize(
    "value",
    [
        signed(SPECIAL_ASSET_SIG, text=""),
        signed(SPECIAL_ASSET_SIG, path="a.txt"),
        signed(SPECIAL_ASSET_SIG),
        signed(SPECIAL_ARCHIVE_SIG, assets={"a": signed(SPECIAL_ASSET_SIG, text="")}),
        signed(REFERENCE, urn="urn:pulumi:dev::p::a:b:C::d", id="x"),
        signed("nobody knows"),
    ],
)
def test_files_archives_and_references_are_empty_blocks(value: dict[str, Any]) -> None:
    assert dict(proxied({"source": value, "name": "n"})["source"]) == {}


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (signed(SPECIAL_SECRET_SIG, value="hunter22"), "hunter22"),
        (signed(SPECIAL_SECRET_SIG, value=signed(OUTPUT, value="hunter22")), "hunter22"),
        (signed(OUTPUT, value="a", dependencies=["urn"]), "a"),
        (2.0, 2),
        (1e300, 1e300),
        ("", ""),
        (False, False),
    ],
)
def test_values_are_what_they_hold(value: object, plain: object) -> None:
    assert proxied({"key": value})["key"] == plain


@pytest.mark.parametrize("value", [None, signed(SPECIAL_SECRET_SIG), signed(SPECIAL_SECRET_SIG, value=None)])
def test_what_is_null_is_not_set(value: object) -> None:
    assert "key" not in set(proxied({"key": value}))
    assert [dict(one) for one in proxied({"list": [value, {"a": value}]})["list"]] == [{}]


UNKNOWN = (UNKNOWN_STRING_VALUE, signed(OUTPUT), signed(SPECIAL_SECRET_SIG, value=signed(OUTPUT)))


@pytest.mark.parametrize("value", UNKNOWN)
def test_what_is_unknown_raises_when_it_is_read(value: object) -> None:
    with pytest.raises(UnknownValueError):
        proxied({"key": value})["key"]


def test_secrets_are_kept_apart_wherever_they_stand() -> None:
    properties = struct_pb2.Struct()
    properties.update(
        {
            "plain": "visible",
            "deep": [{"a": signed(SPECIAL_SECRET_SIG, value={"b": ["hunter22", "abc"]})}],
            "envs": signed(
                SPECIAL_SECRET_SIG, value=[{"name": "PLAIN", "image": "public", "value": "opensesame"}]
            ),
            "output": signed(OUTPUT, value="swordfish", secret=True),
        }
    )
    sent = messages.AnalyzeRequest(type="a:b:C", properties=properties)
    sent.provider.properties.update({"accessToken": signed(SPECIAL_SECRET_SIG, value="token-of-ours")})
    assert resource(sent, Settings()).secrets == {"hunter22", "opensesame", "swordfish", "token-of-ours"}
