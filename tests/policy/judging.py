"""Judges resources as the engine has them judged.

Examples are encoded as the engine sends them, then decoded. A reference to another resource's output becomes
what it is in a preview: unknown, and a dependency.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import decoding
from google.protobuf import struct_pb2
from pack import Pack, Verdict
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE
from rules import Declared, Ref, Stack
from settings import Settings, overridden
from speakers import WAITING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules import Resource, Rule

UNJUDGED = "could not be judged"


def settings_given(given: Mapping[str, object] | None = None) -> Settings:
    return overridden(Settings(stack="dev"), given or {})


def judged(
    declared: Declared, rules: Sequence[Rule], given: Mapping[str, object] | None = None
) -> list[tuple[str, str]]:
    """Return (rule, message) for one resource; a rule that met an unknown value says UNJUDGED."""
    settings = settings_given(given)
    pack = Pack(rules)
    pack.configure(settings)
    said = list(pack.judged(one := decoding.resource(sent(declared), settings)))
    said += [Verdict(rule, "advisory", one.urn, text) for rule, text in pack.later.said(Stack([one]))]
    return list(_told(said))


def judged_stack(
    declared: Sequence[Declared], rules: Sequence[Rule], given: Mapping[str, object] | None = None
) -> list[tuple[str, str, str]]:
    """Return (rule, message, URN) for a whole stack."""
    pack = Pack(rules)
    pack.configure(settings_given(given))
    said = list(pack.judged_together(stack(declared, pack.settings)))
    return [(*told, one.urn) for one, told in zip(said, _told(said), strict=True)]


def stack(declared: Sequence[Declared], settings: Settings) -> Stack:
    names = {one.name: urn(one) for one in declared}
    return Stack([_in_stack(one, settings, names) for one in declared])


def _told(said: Sequence[Verdict] | Iterator[Verdict]) -> Iterator[tuple[str, str]]:
    for one in said:
        yield one.rule.name, UNJUDGED if one.rule is WAITING else one.text


def _in_stack(declared: Declared, settings: Settings, names: Mapping[str, str]) -> Resource:
    shown = decoding.resource(sent(declared), settings)
    needs = {key: [names[name] for name in _refs(value)] for key, value in declared.inputs.items()}
    waits = {urn for urns in needs.values() for urn in urns} | {names[name] for name in declared.depends_on}
    message = messages.AnalyzerResource(
        type=declared.type, name=declared.name, urn=urn(declared), dependencies=sorted(waits)
    )
    for key, urns in needs.items():
        message.propertyDependencies[key].urns.extend(urns)
    return decoding.in_stack(message, settings, shown)


def sent(declared: Declared) -> messages.AnalyzeRequest:
    properties = struct_pb2.Struct()
    properties.update(_unknown(dict(declared.inputs)))
    return messages.AnalyzeRequest(
        type=declared.type, properties=properties, urn=urn(declared), name=declared.name
    )


def urn(declared: Declared) -> str:
    return f"urn:pulumi:dev::vividly::{declared.type}::{declared.name}"


def _unknown(value: Any) -> Any:  # noqa: ANN401 - any JSON with references in it
    if isinstance(value, Ref):
        return UNKNOWN_STRING_VALUE
    if isinstance(value, dict):
        return {key: _unknown(one) for key, one in cast("dict[str, Any]", value).items()}
    return [_unknown(one) for one in cast("list[Any]", value)] if isinstance(value, list) else value


def _refs(value: Any) -> Iterator[str]:  # noqa: ANN401 - likewise
    if isinstance(value, Ref):
        yield value.name
    elif isinstance(value, dict):
        yield from _refs(list(cast("dict[str, Any]", value).values()))
    elif isinstance(value, list):
        for one in cast("list[Any]", value):
            yield from _refs(one)
