"""Through which API a name is called, by what stands before it and what its file speaks of.

Claude is Google's business on Vertex AI only; the same names are those of Anthropic's own API.

https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
https://docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude
"""

from __future__ import annotations

import re

from preflight.lint.surroundings import leading
from preflight.models.kinds import Channel

_VERTEX = ("vertex", "aiplatform", "publishers/", "agentplatform")
_GEMINI = (
    "generativelanguage", "google.generativeai", "@google/generative-ai", "generative-ai-go",
    "GoogleGenerativeAI",
    "GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "google-gla", "ai.google.dev",
)  # fmt: skip
_KEYED = re.compile(
    r"genai\.(?:configure|Client)\(\s*api_?[kK]ey|GoogleGenAI\(\s*\{\s*apiKey|\bgoogle_genai:"
)
_BY_PREFIX = (
    (
        re.compile(
            r"aiplatform\.googleapis\.com|publishers/\w|vertex[-_]?ai(?:_beta)?/|google[-_]vertex|vertexai:"
        ),
        Channel.VERTEX,
    ),
    (
        re.compile(
            r"generativelanguage\.googleapis\.com|google-gla[:/]|google_genai[:/]|(?:^|[\"'`=:\s])gemini/"
        ),
        Channel.GEMINI_API,
    ),
)  # fmt: skip


_OWN = (
    "api.anthropic.com", "ANTHROPIC_API_KEY", "anthropic_api_key", "@anthropic-ai/", "@ai-sdk/anthropic",
    "langchain_anthropic", "langchain-anthropic", "ChatAnthropic", "from anthropic import",
    "import anthropic", "anthropics/claude-code", "claude_agent_sdk", "anthropic-sdk-go", "com.anthropic",
    "bedrock", "openrouter",
)  # fmt: skip
_ASKED_OF_ITS_OWN = re.compile(
    r"(?:(?<![\w/-])(?:anthropic|bedrock|openrouter(?:/anthropic)?|gateway)[/:.]|\b[aA]nthropic(?:\.\w+)?\(\s*[\"'`])$"
)
_DATED = re.compile(r"-(?:20[0-9]{6}|latest)$")


def of_anthropic(name: str, before: str, *, vertex: bool, own: bool) -> bool:
    """Whether a name of Claude is one of Anthropic's own API, or of another cloud's, and none of Google's.

    `vertex`, `own`: what its file speaks of.
    """
    if "@" in name or channel_here(before) is Channel.VERTEX:
        return False
    return _ASKED_OF_ITS_OWN.search(before) is not None or (
        own if vertex and _DATED.search(name) else not vertex and (own or _DATED.search(name) is not None)
    )


def speaks_of_vertex(text: str) -> bool:
    """Whether a file speaks of Vertex AI anywhere."""
    lower = text.lower()
    return any(word in lower for word in _VERTEX)


def speaks_of_anthropic(file: str, text: str) -> bool:
    """Whether a file speaks of Anthropic's own API or of another cloud, or configures Claude's own tools."""
    return "/.claude/" in f"/{file}" or any(word in text for word in _OWN)


def channel_here(before: str) -> Channel | None:
    """Give the channel that stands right before a name: an address, a provider."""
    run = leading(before)
    return next((channel for sign, channel in _BY_PREFIX if sign.search(run)), None)


def channel_of(text: str) -> Channel | None:
    """Give the channel that a file as a whole speaks of, if it speaks of one only."""
    lower = text.lower()
    vertex = any(word in lower for word in _VERTEX)
    gemini = any(word in text for word in _GEMINI) or ("genai" in lower and _KEYED.search(text) is not None)
    if vertex == gemini:
        return None
    return Channel.VERTEX if vertex else Channel.GEMINI_API
