"""Gemini through Google's own clients: on Vertex AI or the Gemini API, as `gemini_backends` decides.

Where nothing decides, the library's own default is reported with the other as the alternative. A builder
(Java) is judged link by link: the one that says decides, and one that says nothing leaves it open.

https://googleapis.github.io/python-genai/#create-a-client
https://google.github.io/adk-docs/agents/models/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.gemini_backends import GEMINI, SWITCHES, VERTEX, said, set_by_environment
from preflight.scan.needs import Confidence, Sighting
from preflight.scan.service import HOLE
from preflight.scan.source import LIBRARIES_OF, Known, Made

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Source, Use

# ADK calls a model through its agents and its model classes; sessions, tools and runners call none.
_ADK = re.compile(r"(\w*Agent|Gemini)(\.builder|\(\)|\.model|\.create)*|NewModel|New")
_QUIET = re.compile(
    r"\w*(Error|Exception|Config|Options|Part|Content|Schema|Tool|Settings?|Type|Request|Response|Category"
    r"|Threshold|Prompt|Message|Parser|Blob|Role\w*|Ptr|Text|FromText|NewPart\w*|NewContent\w*|FileData"
    r"|ParseModel\w*)s?"
)
_LINKS = {"vertexAI": VERTEX, "enterprise": VERTEX, "project": VERTEX, "location": VERTEX,
          "credentials": VERTEX, "apiKey": GEMINI}  # fmt: skip
_OTHERS = (
    "openai/",
    "anthropic/",
    "claude",
    "gpt-",
    "ollama",
    "azure/",
    "bedrock/",
    "mistral",
    "groq/",
    "cohere",
)


def detect(service: Service) -> Iterator[Sighting]:
    """Give which of the two each client calls."""
    for file, source in service.of(*LIBRARIES_OF):
        language = LIBRARIES_OF[source.language]
        for use in source.uses:
            if not use.called or not _is_ours(language, use.path):
                continue
            if ".builder" in use.path and "adk" not in use.path:
                yield from _link(file, source, use)
            elif _makes(language, use.path) and not _is_of_others(service, file, use):
                yield from _decided(service, file, use)


def _is_ours(language: str, path: str) -> bool:
    row = libraries.library(language, path)
    return row is not None and row.kind == "decided" and {VERTEX, GEMINI} <= set(row.apis)


def _makes(language: str, path: str) -> bool:
    row = libraries.library(language, path)
    if row is None or row.path.startswith("litellm"):
        return False
    rest = [part for part in re.split(r"[./]", path[len(row.path) :]) if part]
    if "adk" in row.path:
        return bool(rest) and _ADK.fullmatch(rest[-1]) is not None
    if any("()" in part or part == "types" for part in rest[:-1]):
        return False
    return not rest or _QUIET.fullmatch(rest[-1]) is None


def _is_of_others(service: Service, file: str, use: Use) -> bool:
    """Whether an agent is given a model of somebody else's: `model=LiteLlm("openai/…")`."""
    model = use.keywords.get("model", use.keywords.get("llm"))
    if isinstance(model, Made):
        return model.path.endswith("LiteLlm")
    if model is None:
        return False
    texts = service.resolve(file, model).texts
    return all(text.startswith(_OTHERS) for text in texts if HOLE not in text) and HOLE not in texts


def _link(file: str, source: Source, use: Use) -> Iterator[Sighting]:
    name = use.path.rpartition(".")[2]
    if name in _LINKS and use.args[:1] != (Known(value=False),):
        yield Sighting(_LINKS[name], file, use.line, f"{use.path}(…)")
    elif name == "build" and not any(
        other.path.rpartition(".")[2] in _LINKS and ".builder" in other.path for other in source.uses
    ):
        yield _open(file, use)


def _decided(service: Service, file: str, use: Use) -> Iterator[Sighting]:
    decided = said(service, file, use)
    if decided is not None:
        api, words = decided
        yield Sighting(api, file, use.line, f"{use.path}(…) with {words}")
    elif (found := set_by_environment(service, file, use)) is not None:
        name, api = found
        yield Sighting(api, file, use.line, f"{use.path}(…); {name} decides and is set")
    else:
        yield _open(file, use)


def _open(file: str, use: Use) -> Sighting:
    words = f"{use.path}(…); {SWITCHES[0]} decides and is not set"
    return Sighting(GEMINI, file, use.line, words, Confidence.LIKELY, alternatives=(VERTEX,))
