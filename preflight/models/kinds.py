"""The words of the registry: what a model is for, how it is called, how firm its end is.

They stand beside the registry, which is slow to import, for those who only read what was validated before.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a model is needed for."""

    SCRIPT_GENERATION = "script_generation"
    INTEREST_MATCHING = "interest_matching"
    CLARIFICATION = "clarification"
    SPEECH = "speech"


class Channel(StrEnum):
    """Through which API a model is called; the same name has different dates on different channels."""

    VERTEX = "vertex"
    GEMINI_API = "gemini_api"
    TEXT_TO_SPEECH = "text_to_speech"


class Precision(StrEnum):
    """What a retirement date means: that day, no sooner than that day, or nothing is announced."""

    EXACT = "exact"
    EARLIEST = "earliest"
    NONE = "none"


class Stability(StrEnum):
    """Google's class of a model; a short-term one retires 45 days after its replacement is released."""

    STABLE = "stable"
    SHORT_TERM = "short_term"
    PREVIEW = "preview"
