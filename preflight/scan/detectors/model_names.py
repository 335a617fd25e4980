"""Models whose provider stands in their name: `vertex_ai/gemini-…`, `google-gla:…`, `google_genai:…`.

https://docs.litellm.ai/docs/providers/vertex
https://ai.pydantic.dev/models/google/
https://python.langchain.com/api_reference/langchain/chat_models/langchain.chat_models.base.init_chat_model.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.gemini_backends import GEMINI, VERTEX
from preflight.scan.needs import Sighting, Unresolved
from preflight.scan.service import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use, Value

_TAKES = re.compile(
    r"litellm\.(a?completion|a?embedding|Router|a?image_generation|a?responses|batch_completion)|.*\.LiteLlm"
    r"|langchain\.(chat_models|embeddings)(\.base)?\.init_(chat_model|embeddings)"
    r"|pydantic_ai(\.agent)?\.Agent|pydantic_ai\.models\.infer_model"
    r"|crewai(\.\w+)*\.(LLM|Agent)|instructor\.from_provider|smolagents\.LiteLLMModel|dspy\.LM"
)
_PREFIXES = (
    ("vertex_ai/", VERTEX), ("vertex_ai_beta/", VERTEX), ("google-vertex:", VERTEX),
    ("google_vertexai:", VERTEX), ("vertexai/", VERTEX), ("gemini/", GEMINI), ("google-gla:", GEMINI),
    ("google_genai:", GEMINI),
    ("google/", GEMINI),
)  # fmt: skip
_PROVIDERS = {"google_vertexai": VERTEX, "google_anthropic_vertex": VERTEX, "google_genai": GEMINI}
_MUST_SAY = ("litellm.", "instructor.")


def detect(service: Service) -> Iterator[Sighting | Unresolved]:
    """Give the API behind each name."""
    for file, source in service.of():
        for use in source.uses:
            if use.called and _TAKES.fullmatch(use.path):
                yield from _named(service, file, use)


def _named(service: Service, file: str, use: Use) -> Iterator[Sighting | Unresolved]:
    provider = use.keywords.get("model_provider")
    if provider is not None:
        for name in service.resolve(file, provider).texts:
            if name in _PROVIDERS:
                yield Sighting(_PROVIDERS[name], file, use.line, f"{use.path}(…) of {name}")
    given = _model(use)
    for name in service.resolve(file, given).texts if given is not None else ():
        if name == HOLE and use.path.startswith(_MUST_SAY):
            yield Unresolved(file, use.line, f"{use.path}(…) of a model whose name is not in the code")
        for start, api in _PREFIXES:
            if name.startswith(start):
                yield Sighting(api, file, use.line, f"{use.path}(…) with a {start}… model")


def _model(use: Use) -> Value | None:
    named = next((use.keywords[key] for key in ("model", "llm", "model_name") if key in use.keywords), None)
    return named if named is not None else (use.args[0] if use.args else None)
