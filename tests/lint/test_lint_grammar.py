"""A model is known by the form of its name, whether anybody has heard of it or not."""

from __future__ import annotations

import pytest

from preflight.lint import grammar
from preflight.lint.grammar import HOLE, Kind

MODELS = """
    gemini-2.5-flash gemini-pro gemini-pro-vision gemini-2.0-flash-001 gemini-1.5-flash-8b gemini-exp-1206
    gemini-flash-latest gemini-live-2.5-flash-native-audio gemini-embedding-001 gemini-embedding-2
    gemini-2.5-flash-preview-05-20 gemini-2.5-computer-use-preview-10-2025 gemini-robotics-er-1.5-preview
    gemini-5.2-ultra-flash imagen-9.0-generate-001 imagen-4.0-ultra-generate-preview-06-06
    veo-3.1-fast-generate-preview lyria-002 chirp_3 gemma-3-27b-it gemma-2b medlm-large learnlm-1.5-pro
    text-embedding-005 text-multilingual-embedding-002 textembedding-gecko@003 multimodalembedding@001
    embedding-001 text-bison@002 chat-bison-32k codechat-bison@001 code-gecko@002 claude-3-haiku@20240307
    claude-sonnet-4-5@20250929 claude-opus-4-6 llama-3.3-70b-instruct-maas en-US-Chirp3-HD-Aoede
    de-DE-Neural2-F en-AU-Polyglot-1 es-419-Standard-A
""".split()  # noqa: SIM905 - a table
OTHERS = """
    gemini gemini-season gemini-horoscope gemini-constellation.png gemini-logo.svg gemini-cli gemini-proxy
    gemini-worker gemini-prod-queue gemini-api gemini-live google-gemini langchain-google-genai claude-code
    claude-desktop claude-api imagen imagenet imagenet-21k veolia veo-player chirp chirp-bird embedding
    embedding-layer palm-beach gemma-ray gemini-2-worker gemini-1.5-flash.png gemini-2.5-flash-service
    my-gemini-1.5-flash gemini-2024-report text-embedding-3-small text-embedding-ada-002 american-bison
    en-US-JennyNeural GEMINI_API_KEY gemini_client.py @gemini-2.5-flash #gemini-2.5-flash .gemini-2.5-card
""".split()  # noqa: SIM905 - likewise


@pytest.mark.parametrize("name", MODELS)
def test_it_is_a_model(name: str) -> None:
    found = grammar.named(name)
    assert found is not None
    assert (found.name, found.kind) == (name, Kind.WHOLE)


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_none(name: str) -> None:
    assert list(grammar.names(name)) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("models/gemini-1.5-flash:generateContent", "gemini-1.5-flash"),
        ("vertex_ai/gemini-1.5-pro", "gemini-1.5-pro"),
        ("${MODEL:-gemini-1.5-flash}", "gemini-1.5-flash"),
        ("publishers/mistralai/models/mistral-small-2503", "mistral-small-2503"),
        ("We use gemini-1.5-flash.", "gemini-1.5-flash"),
    ],
)
def test_a_name_is_found_in_what_leads_to_it(text: str, name: str) -> None:
    assert [one.name for one in grammar.names(text)] == [name]


@pytest.mark.parametrize(
    "text", ["gemini-?-flash", "gemini-?", "gemini-1.5-?", "imagen-?-generate-001", "en-US-Chirp3-HD-?"]
)
def test_a_name_with_a_hole_is_one(text: str) -> None:
    assert [one.name for one in grammar.holed(text.replace("?", HOLE))] == [text.replace("?", "*")]


@pytest.mark.parametrize("text", ["gemini-?-queue", "gemini-worker-?", "gemini?", "?-flash", "my-gemini-?"])
def test_another_name_with_a_hole_is_none(text: str) -> None:
    assert list(grammar.holed(text.replace("?", HOLE))) == []
