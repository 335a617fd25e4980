"""What decides between Vertex AI and the Gemini API for one client: its arguments, then the environment.

`vertexai=True` decides, `vertexai=False` and an API key do too; a project or a location means Vertex, since
the client refuses them otherwise. Then GOOGLE_GENAI_USE_VERTEXAI (or GOOGLE_GENAI_USE_ENTERPRISE).

https://googleapis.github.io/python-genai/#create-a-client
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.service import HOLE
from preflight.scan.source import Known

if TYPE_CHECKING:
    from preflight.scan.service import Service
    from preflight.scan.source import Use

VERTEX, GEMINI = "aiplatform.googleapis.com", "generativelanguage.googleapis.com"
SWITCHES = ("GOOGLE_GENAI_USE_VERTEXAI", "GOOGLE_GENAI_USE_ENTERPRISE")
_YES, _NO = frozenset({"true", "1", "yes", "on"}), frozenset({"false", "0", "no", "off", ""})
_SAYS = ("vertexai", "vertexAI", "use_vertexai", "enterprise", "vertexAi")
_VERTEX_ONLY = ("project", "location", "credentials", "googleAuthOptions", "Project", "Location")
_KEYS = ("api_key", "apiKey", "google_api_key", "APIKey", "gemini_api_key")
# These take a project for other reasons, so it says nothing of the back end.
_TAKE_A_PROJECT = ("langchain", "adk")


def said(service: Service, file: str, use: Use) -> tuple[str, str] | None:
    """Give the API that the call itself decides on, with the words that say why."""
    return _by_name(use) or _by_switch(service, file, use) or _by_rest(service, file, use)


def _by_name(use: Use) -> tuple[str, str] | None:
    """Say what the name of the class or function decides: `vertexAI()`, `GoogleAI()`."""
    last = use.path.removesuffix("()").rpartition(".")[2]
    if re.search("vertex", last, re.IGNORECASE) and use.args[:1] != (Known(value=False),):
        return VERTEX, "the name"
    return (GEMINI, "the name") if re.fullmatch(r"(\w*GoogleAI|googleAI|GoogleAIGemini\w*)", last) else None


def _by_switch(service: Service, file: str, use: Use) -> tuple[str, str] | None:
    key = next((key for key in _SAYS if key in use.keywords), None)
    if key is None:
        return None
    resolved = service.resolve(file, use.keywords[key])
    texts = {text.lower() for text in resolved.texts}
    if resolved.open or not (texts <= _YES or texts <= _NO):
        return None
    return (VERTEX, f"{key} true") if texts <= _YES else (GEMINI, f"{key} false")


def _by_rest(service: Service, file: str, use: Use) -> tuple[str, str] | None:
    if any(key in use.keywords for key in _SAYS):
        return None  # a switch that the environment decides
    given = use.keywords.get("Backend")
    name = getattr(given, "path", "") or (service.text(file, given) if given is not None else "")
    for word, api in (("Vertex", VERTEX), ("Gemini", GEMINI)):
        if word in name:
            return api, f"the back end {word}"
    if not any(word in use.path for word in _TAKE_A_PROJECT):
        for key in _VERTEX_ONLY:
            if key in use.keywords:
                return VERTEX, f"a {key}"
    key = next((key for key in _KEYS if key in use.keywords), None)
    return (GEMINI, f"an {key}") if key else None


def set_by_environment(service: Service, file: str, use: Use) -> tuple[str, str] | None:
    """Give the variable that decides and is set by a file of the service, with the API."""
    named = [service.resolve(file, use.keywords[key]).variables for key in _SAYS if key in use.keywords]
    for name in (*SWITCHES, *(name for names in named for name in names)):
        values = {value.strip().lower() for value in service.setting(name) if HOLE not in value}
        if values & _YES:
            return name, VERTEX
        if values and values <= _NO:
            return name, GEMINI
    return None
