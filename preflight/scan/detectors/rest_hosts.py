"""Addresses of Google's REST APIs in the code: `https://us-central1-aiplatform.googleapis.com/v1/…`.

An address at the start of a string is one that is called; one inside a sentence is a word to a reader, and so
is what is printed, logged or raised. OAuth scopes and token addresses need nothing enabled, links to public
objects neither. Deliberately absent: bare host names, which are endpoints given to clients that are seen
anyway, keys of log entries, asset types and audiences.

https://cloud.google.com/apis/docs/http
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import hosts
from preflight.scan.needs import Confidence, Sighting, Unresolved
from preflight.scan.script_phases import phase
from preflight.scan.service import HOLE
from preflight.scan.source import Name, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_ADDRESS = re.compile(r"\s*(?:https?|wss)://(?P<host>[^/\s\"'<>?#,;)]+)(?P<path>/[^\s\"'<>]*)?")
_TOLD = re.compile(
    r"(.*[.?])?(print\w*|echo|log\w*|debug|info|warn\w*|error\w*|exception|critical|fatal\w*|write\w*|\w*Error"
    r"|\w*Exception|Print\w*|Log\w*|help|markdown|title|caption|Errorf|console)(:.*)?|.*:(help|description|title"
    r"|documentation|doc|docs|summary|audience|aud|scope|scopes|iss|issuer|type|typeUrl|xmlns|href|details"
    r"|message|text|comment|label|placeholder|SCOPES?)|=(\w*_)?(SCOPES?|scopes?|AUDIENCE|audience|ISSUER"
    r"|\w*[Dd]escription|\w*[Ss]cope|\w*[Aa]udience)|console\..*"
)
# What an address is compared with, or allowed by: policies of content and origin, prefixes.
_COMPARED = re.compile(
    r"(.*[.?])?(removeprefix|removesuffix|startswith|endswith|replace(All|First)?|r?split|r?partition|r?find|index"
    r"|contains|includes|indexOf|startsWith|endsWith|match|test|[lr]?strip|Has(Pre|Suf)fix|Trim(Pre|Suf)fix"
    r"|Contains|StartsWith|EndsWith|Replace|equals|Set|frozenset|helmet.*|cors|Talisman)(:.*)?"
    r"|.*:(\w*[sS]rc|[\w-]+-src|origins?|allow\w*|databaseURL|storageBucket|authDomain|frame\w*|referr?er)"
    r"|=\w*(CSP|Csp|csp|ORIGIN|[Oo]rigin|ALLOW|[Aa]llow|TRUSTED|[Tt]rusted|PREFIX|[Pp]refix|REFERR?ER|Policy)\w*"
)
# A host without a scheme counts where it is connected to.
_CONNECTED = re.compile(
    r"(.*[.?])?(\w*secure_(authorized_)?channel|HTTPSConnection|HTTPConnection|create_channel|forTarget"
    r"|forAddress|ForAddress|Dial\w*|create_connection)(:\w+)?|https?\.(request|get):(hostname|host)"
)
_HOST = re.compile(r"(?:dns:///)?(?P<host>[\w\x00.-]+\.googleapis\.com)(:443)?")
_CALLS = re.compile(
    r"(.*[.?/])?(get|post|put|patch|delete|head|request\w*|fetch\w*|urlopen|Request|AuthorizedSession|curl|wget"
    r"|http|axios|got|open|send\w*|stream|connect\w*|Get\w*|Post\w*|Put\w*|NewRequest\w*|GetAsync|create|URL"
    r"|call|ws_connect|WebSocket|getForObject|exchange|uri|url|HttpRequestMessage)(:\w*)?"
)


# Holes of templates that nobody filled where they stand.
_HOLES = re.compile(r"\{[^{}/]*\}|%[sdv]|\$\{?\w+\}?")


def detect(service: Service) -> Iterator[Sighting | Unresolved]:
    """Give the APIs whose addresses are called."""
    for file, source in service.of():
        for use in source.uses:
            if use.called and _CONNECTED.fullmatch(use.path):
                for given in use.args[:4]:
                    if isinstance(given, Name):  # a text that stands there is met below
                        yield from _addressed(service, file, Text(given, use.line, use.path))
        for text in source.texts:
            if not _TOLD.fullmatch(text.into) and not _COMPARED.fullmatch(text.into):
                yield from _addressed(service, file, text)


def _addressed(service: Service, file: str, text: Text) -> Iterator[Sighting | Unresolved]:
    resolved = service.resolve(file, text.value)
    for one in dict.fromkeys(_HOLES.sub(HOLE, text) for text in resolved.texts):
        found = _ADDRESS.match(one)
        bare = _HOST.fullmatch(one) if found is None and _CONNECTED.fullmatch(text.into) else None
        if found is None and bare is None:
            continue
        host, path = (found["host"], found["path"] or "") if found else (bare["host"] if bare else "", "/")
        if ".googleapis.com" not in host and "firebaseio.com" not in host:
            continue
        answer = hosts.api_at(host, path)
        if answer is None:
            if HOLE in host:
                yield Unresolved(file, text.line, f"https://{host.replace(HOLE, '{…}')}{path}"[:120])
        elif answer:
            confidence = Confidence.CERTAIN if bare or _CALLS.fullmatch(text.into) else Confidence.LIKELY
            shown = f"https://{host}{path}".replace(HOLE, "{…}")[:120]
            yield Sighting(answer, file, text.line, shown, confidence, phase(service, file))
