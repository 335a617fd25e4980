"""Turns what the engine sends into what rules see: values behind the SDK's proxies, secrets set apart.

A secret reaches a rule as its plain value, since a rule must be able to judge it; which values were secret is
kept beside it, so that none is ever printed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from google.protobuf import json_format
from pulumi_policy.deserialize import SPECIAL_SECRET_SIG, SPECIAL_SIG_KEY, deserialize_properties
from pulumi_policy.proxy import unknown_checking_proxy
from rules import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from settings import Settings

# Shorter values cannot be told from ordinary words in a sentence.
_SHORTEST = 4


def resource(sent: Any, settings: Settings) -> Resource:  # noqa: ANN401 - a message of the engine's
    """Decode an AnalyzeRequest or an AnalyzerResource; what it sends as properties are its inputs."""
    raw = json_format.MessageToDict(sent.properties)
    return Resource(
        type=sent.type,
        name=sent.name,
        urn=sent.urn,
        props=proxied(raw),
        settings=settings,
        provider=proxied(json_format.MessageToDict(sent.provider.properties)),
        protected=sent.options.protect,
        secrets=frozenset(_secrets(raw)),
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
        waits_for=tuple(sent.dependencies),
        from_others={key: tuple(value.urns) for key, value in sent.propertyDependencies.items()},
    )


def proxied(raw: dict[str, Any]) -> Mapping[str, Any]:
    """Put plain properties behind the SDK's proxies."""
    return unknown_checking_proxy(deserialize_properties(_without_nulls(raw)))


def _without_nulls(value: Any) -> Any:  # noqa: ANN401 - any JSON
    # What is null is not set, to Google as to the provider; a rule need not know both spellings.
    if isinstance(value, dict):
        block = cast("dict[str, Any]", value)
        return {key: _without_nulls(one) for key, one in block.items() if one is not None}
    return [_without_nulls(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _secrets(value: Any, *, secret: bool = False) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        block = cast("dict[str, Any]", value)
        inner = secret or block.get(SPECIAL_SIG_KEY) == SPECIAL_SECRET_SIG
        for key, one in block.items():
            if key != SPECIAL_SIG_KEY:
                yield from _secrets(one, secret=inner)
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _secrets(one, secret=secret)
    elif secret and len(text := str(value)) >= _SHORTEST:
        yield text
