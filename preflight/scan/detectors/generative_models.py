"""Gemini: through Vertex AI or the Gemini API, as the call or the environment says.

`vertexai=True` decides, `vertexai=False` and an API key do too; a project or a location given to the client
means Vertex, since the client refuses them otherwise. Then the environment: GOOGLE_GENAI_USE_VERTEXAI (or
GOOGLE_GENAI_USE_ENTERPRISE) in a Dockerfile, a `.env`, a manifest or the code. Where nothing decides, the
library's own default is reported with the other as the alternative.

https://googleapis.github.io/python-genai/#create-a-client
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.needs import Confidence, Sighting
from preflight.scan.service import HOLE
from preflight.scan.source import LIBRARIES_OF, Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use

VERTEX, GEMINI = "aiplatform.googleapis.com", "generativelanguage.googleapis.com"
SWITCHES = ("GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_ENTERPRISE")
# ADK calls a model through its agents and its model classes; sessions, tools and runners call none.
_ADK = re.compile(r"(\w*Agent|Gemini)(\.builder|\(\)|\.model|\.create)*|NewModel|New")
_QUIET = re.compile(
    r"\w*(Error|Exception|Config|Options|Part|Content|Schema|Tool|Settings?|Type|Request|Response|Category|Threshold"
    r"|Prompt|Message|Parser|Blob|Role\w*|Ptr|Text|FromText|NewPart\w*|NewContent\w*|FileData|ParseModel\w*)s?"
)
_YES, _NO = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off", ""})
_SAYS = ("vertexai", "vertexAI", "use_vertexai", "enterprise", "vertexAi")
_VERTEX_ONLY = ("project", "location", "credentials", "googleAuthOptions", "Project", "Location")
_KEYS = ("api_key", "apiKey", "google_api_key", "APIKey", "gemini_api_key")


def detect(service: Service) -> Iterator[Sighting]:
    """Give which of the two each client calls."""
    for file, source in service.of(*LIBRARIES_OF):
        for use in source.uses:
            if use.called and _makes(LIBRARIES_OF[source.language], use.path):
                yield from _decided(service, file, use)


def _makes(language: str, path: str) -> bool:
    row = libraries.library(language, path)
    if row is None or row.kind != "decided" or not {VERTEX, GEMINI} <= set(row.apis):
        return False
    rest = [part for part in re.split(r"[./]", path[len(row.path) :]) if part]
    if "adk" in row.path:
        return bool(rest) and _ADK.fullmatch(rest[-1]) is not None
    if any("()" in part or part == "types" for part in rest[:-1]) and "builder()" not in rest:
        return False
    return not rest or _QUIET.fullmatch(rest[-1]) is None


def _decided(service: Service, file: str, use: Use) -> Iterator[Sighting]:
    shown = f"{use.path}(…)"
    said = _named(use) or _said(service, file, use)
    if said is not None:
        api, words = said
        yield Sighting(api, file, use.line, f"{shown} with {words}")
        return
    variables = _variables(service, file, use)
    chosen = next((answer for name in variables if (answer := _set(service, name)) is not None), None)
    if chosen is not None:
        name, api = chosen
        yield Sighting(api, file, use.line, f"{shown}; {name} decides and is set")
        return
    yield Sighting(
        GEMINI, file, use.line, f"{shown}; {SWITCHES[0]} decides and is not set", Confidence.LIKELY,
        alternatives=(VERTEX,),
    )  # fmt: skip


def _named(use: Use) -> tuple[str, str] | None:
    """Say what the name of the class or function decides: `vertexAI()`, `GoogleAI()`."""
    last = use.path.removesuffix("()").rpartition(".")[2]
    if re.search("vertex", last, re.IGNORECASE) and use.args[:1] != (Known(value=False),):
        return VERTEX, "the name"
    return (GEMINI, "the name") if re.fullmatch(r"(\w*GoogleAI|googleAI|GoogleAIGemini\w*)", last) else None


def _said(  # noqa: PLR0911 - one answer after the other, the surest first
    service: Service, file: str, use: Use
) -> tuple[str, str] | None:
    for key in _SAYS:
        if key in use.keywords:
            resolved = service.resolve(file, use.keywords[key])
            texts = {text.lower() for text in resolved.texts}
            if not resolved.open and texts <= _YES:
                return VERTEX, f"{key} true"
            if not resolved.open and texts <= _NO:
                return GEMINI, f"{key} false"
            return None
    backend = service.text(file, use.keywords["Backend"]) if "Backend" in use.keywords else ""
    name = getattr(use.keywords.get("Backend"), "path", backend)
    if "Vertex" in name:
        return VERTEX, "the Vertex back end"
    if "Gemini" in name:
        return GEMINI, "the Gemini back end"
    if "langchain" not in use.path and "adk" not in use.path:
        given = next((key for key in _VERTEX_ONLY if key in use.keywords), None)
        if given:
            return VERTEX, f"a {given}"
    given = next((key for key in _KEYS if key in use.keywords), None)
    return (GEMINI, f"an {given}") if given else None


def _variables(service: Service, file: str, use: Use) -> tuple[str, ...]:
    named = [service.resolve(file, use.keywords[key]).variables for key in _SAYS if key in use.keywords]
    return (*SWITCHES, *(name for names in named for name in names))


def _set(service: Service, name: str) -> tuple[str, str] | None:
    values = {value.strip().lower() for value in service.setting(name) if HOLE not in value}
    if values & _YES:
        return name, VERTEX
    return (name, GEMINI) if values & _NO and values <= _NO else None
