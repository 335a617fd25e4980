"""Libraries of the catalogue: a client that is made calls its API, whatever is then done with it.

An import without a use, or one of which only types are used, is a hint and no call: who makes the client
calls the API, and that is seen where it is made. Libraries that can call one of several APIs have detectors
of their own (`decided` in the catalogue).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.needs import Confidence, Sighting
from preflight.scan.source import LIBRARIES_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.catalogue.libraries import Row
    from preflight.scan.service import Service
    from preflight.scan.source import Use

# What generated libraries call with: `PublisherClient`, `NewRESTClient`, `SpeechClientBuilder`.
_CLIENT = re.compile(r"(New)?\w*Client(Builder|Async|WithOptions)?(\(\))?(\[\])?")
# Names of hand-written libraries that hold or describe something and call nothing.
_HOLDS = re.compile(
    r"\w*(Error|Exception|Request|Response|Config|Configuration|Settings|Field|Params|Parameters|Schema"
    r"|Info|Metadata|Message|Id|Option|Reference|Type|Enum|Status|State|Timestamp|GeoPoint|Increment|Struct"
    r"|Null\w+|ArrayUnion|ArrayRemove|KeySet|KeyRange|TimePartitioning|TimePartitioningType|Binding|Policy"
    r"|Retry|Format|Mode|Level|Severity|Encoding|Property|Mutation|Statement|LifecycleRule\w*)s?(\(\))?"
)
# Names of permissions: `GmailScopes.GMAIL_SEND`, `DriveService.Scope.Drive`.
_SCOPES = re.compile(r"\w*Scopes?(Constants)?\.")
_TYPES = frozenset({"types", "type", "enums", "exceptions", "errors", "gapic", "proto", "typing", "iterator"})
_GO_MAKES = re.compile(r"(New|Start|Dial|Open|Connect|Register|Install|Init|Setup|Must)\w*(\(\))?")
# A Go type that is only named: `storage.ErrNotExist`, `pubsub.Message{}`.


def detect(service: Service) -> Iterator[Sighting]:
    """Give what the uses and imports of a service lead to."""
    for file, source in service.of(*LIBRARIES_OF):
        language = LIBRARIES_OF[source.language]
        for use in source.uses:
            apis, confidence = _verdict(language, use.path, called=use.called)
            for api in apis:
                yield Sighting(api, file, use.line, _shown(use), confidence)
        for one in source.imports:
            row = libraries.library(language, one.path)
            if row is not None and row.kind not in ("types", "none", "decided"):
                # Go links what is imported; a namespace of C# brings extension methods, which name no type.
                linked = row.kind == "wrapper" and language in ("csharp", "go")
                confidence = Confidence.LIKELY if linked else Confidence.WEAK
                for api in row.apis:
                    yield Sighting(api, file, one.line, f"imports {one.path}", confidence)


def _shown(use: Use) -> str:
    return f"{use.path}{'(…)' if use.called else ''}"


@lru_cache(maxsize=8192)
def _verdict(language: str, path: str, *, called: bool) -> tuple[tuple[str, ...], Confidence]:
    """Give the APIs that a use of `path` calls, and how surely; few paths are asked for again and again."""
    row = libraries.library(language, path)
    confidence = _calls(language, row, path, called=called) if row is not None else None
    return (row.apis, confidence) if row is not None and confidence is not None else ((), Confidence.WEAK)


def _calls(language: str, row: Row, path: str, *, called: bool) -> Confidence | None:
    """Say how surely a use calls the API of its library; None if it does not."""
    if _SCOPES.search(path):
        return None
    members = [part for part in re.split(r"[./]", path[len(row.path) :]) if part]
    if row.kind in ("types", "none", "decided") or _TYPES.intersection(members[:-1]):
        return None
    if row.kind == "generated":
        made = next((part for part in members if _CLIENT.fullmatch(part)), None)
        if made is None:
            return None
        return Confidence.CERTAIN if called else Confidence.LIKELY
    if row.kind == "wrapper":
        return _wrapped(members, called=called)
    return _handwritten(language, members, called=called)


def _wrapped(members: list[str], *, called: bool) -> Confidence | None:
    if called:
        return Confidence.CERTAIN
    return Confidence.LIKELY if members and not _HOLDS.fullmatch(members[-1]) else None


def _handwritten(language: str, members: list[str], *, called: bool) -> Confidence | None:
    if language == "go":
        return Confidence.CERTAIN if called and any(map(_GO_MAKES.fullmatch, members)) else None
    first = next((part for part in members if part[:1].isupper()), members[0] if members else "")
    # Java makes a client from its options: `StorageOptions.getDefaultInstance().getService()`.
    from_options = any(part.startswith(("getDefaultInstance", "getService")) for part in members)
    if (_HOLDS.fullmatch(first) and not from_options and not first.endswith("Client")) or first in _TYPES:
        return None
    if called:
        return Confidence.CERTAIN
    # Handed on or subclassed: `client_class=storage.Client`, `class Models(ndb.Model)`.
    return Confidence.LIKELY if first[:1].isupper() else None
