"""Turns what the engine sends into what rules see: values behind the SDK's proxies, secrets set apart.

A secret reaches a rule as its plain value, since a rule must be able to judge it; which values were secret is
kept beside it, so that none is ever printed. Files, archives and references to resources become empty blocks:
no rule judges what is in them. What is null is not set, to Google as to the provider, and is left out. Not
the SDK's own decoder, which raises where it meets an empty file or a reference, and so ends the preview.

https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go (the signatures)
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from google.protobuf import json_format
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy
from rules import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from settings import Settings

_OUTPUT_SIG = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_NAMES = {"image", "name"}
# Shorter values cannot be told from ordinary words in a sentence.
_SHORTEST = 4


def resource(sent: Any, settings: Settings) -> Resource:  # noqa: ANN401 - a message of the engine's
    """Decode an AnalyzeRequest or an AnalyzerResource; what it sends as properties are its inputs."""
    inputs = json_format.MessageToDict(sent.properties)
    provider = json_format.MessageToDict(sent.provider.properties)
    return Resource(
        type=sent.type,
        name=sent.name,
        urn=sent.urn,
        props=proxied(inputs),
        settings=settings,
        provider=proxied(provider),
        protected=sent.options.protect,
        secrets=frozenset([*_secrets(inputs), *_secrets(provider)]),
    )


def in_stack(sent: Any, settings: Settings, before: Resource | None) -> Resource:  # noqa: ANN401 - likewise
    """Decode a resource of a whole stack: outputs as sent, inputs as the engine showed them before."""
    now = resource(sent, settings)
    return replace(
        now,
        props=before.props if before else now.props,
        outputs=now.props,
        provider=before.provider if before else now.provider,
        secrets=now.secrets | before.secrets if before else now.secrets,
        # A component and a provider are there before what belongs to them, with all that they wait for.
        waits_for=tuple(urn for urn in (*sent.dependencies, sent.parent, sent.provider.urn) if urn),
        from_others={key: tuple(value.urns) for key, value in sent.propertyDependencies.items()},
    )


def proxied(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put plain properties behind the SDK's proxies."""
    return unknown_checking_proxy(_plain(raw))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, list):
        return [one for one in map(_plain, cast("list[Any]", value)) if one is not None]
    if not isinstance(value, dict):
        return value
    block = cast("dict[str, Any]", value)
    signature = block.get(SPECIAL_SIG_KEY)
    if signature is None:
        decoded = {key: _plain(one) for key, one in block.items()}
        return {key: one for key, one in decoded.items() if one is not None}
    if signature == _OUTPUT_SIG:
        return _plain(block["value"]) if "value" in block else UNKNOWN_STRING_VALUE
    return _plain(block.get("value")) if signature == SPECIAL_SECRET_SIG else {}


def _secrets(value: Any, *, secret: bool = False) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        block = cast("dict[str, Any]", value)
        signature = block.get(SPECIAL_SIG_KEY)
        if signature is None:
            # The mark of one value rises to the whole list that it stands in; names beside it are no secrets.
            for key, one in block.items():
                if not (secret and key in _NAMES and isinstance(one, str)):
                    yield from _secrets(one, secret=secret)
        elif signature in {SPECIAL_SECRET_SIG, _OUTPUT_SIG}:
            marked = signature == SPECIAL_SECRET_SIG or block.get("secret") is True
            yield from _secrets(block.get("value"), secret=secret or marked)
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _secrets(one, secret=secret)
    elif secret and len(text := str(value)) >= _SHORTEST:
        yield text
