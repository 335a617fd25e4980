"""Finds the models that a runtime is told to call.

Two ways: a name that is built like one of Google's or its partners' on Vertex, wherever it stands (in JSON,
in a resource path, among other words), and whatever stands under a name that says that it is a model.
Deliberately absent: a list of models. A list knows nothing of next month's; the registry judges what the
grammar finds. A path inside one's own project (a tuned model, an endpoint) names no model of Google's.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Ends before the sign that ends it: `gemini-3.5-flash:generateContent`, `"gemini-3.5-flash",`.
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9._@-]*")
_REST = r"(-[a-z0-9]+(\.[0-9]+)?)*"
_GRAMMAR = re.compile(
    rf"""
        gemini-[0-9]+(\.[0-9]+)?-[a-z0-9]+(\.[0-9]+)?{_REST}
      | gemini-(live|robotics-er|embedding|exp)-[0-9]+(\.[0-9]+)?{_REST}
      | gemini-(pro|flash|flash-lite|ultra)(-(vision|image|tts|latest|preview|exp|[0-9]+))*
      | (imagen|veo|lyria)-[0-9]+(\.[0-9]+)?{_REST}
      | (imagegeneration|imagetext|multimodalembedding)@[0-9]+
      | text-embedding-([0-9]{{3}}|preview-[0-9]+|large-exp-[0-9]+) | text-multilingual-embedding-[a-z0-9-]+
      | textembedding-gecko(-multilingual)?(@[a-z0-9-]+)?
      | (text|chat|code|codechat)-bison(-32k)?(@[a-z0-9-]+)? | (code-gecko|text-unicorn)(@[a-z0-9-]+)?
      | claude-([0-9]+(-[0-9]+)?-)?(opus|sonnet|haiku|instant){_REST}(@[a-z0-9]+)?
      | (medlm-(medium|large)|learnlm-[0-9]+(\.[0-9]+)?-[a-z]+){_REST}
      | chirp[_-][0-9]+ | [a-z]{{2,3}}-[A-Z]{{2}}-Chirp3?-HD-[A-Za-z]+
    """,
    re.VERBOSE,
)
# Under such a name stands one model, whatever it is called.
_NAME = re.compile(r"(.*_)?MODEL(_?(ID|NAME))?")
_PUBLISHED = re.compile(r"(?:.*/)?(?:publishers/[^/]+/models|^models|^google)/([^/:\s]+)(?::\w+)?")
_NUMBER = re.compile(r"[0-9.,+-]+")
_FILE = re.compile(
    r".*\.(bin|gguf|h5|joblib|json|onnx|pb|pkl|pt|pth|safetensors|tflite|txt|ya?ml)", re.IGNORECASE
)
_WORDS = {"true", "false", "yes", "no", "on", "off", "none", "null", "auto", "default"}


def names_a_model(name: str) -> bool:
    """Say whether a variable or an option of this name holds a model: SCRIPT_MODEL, --model-id."""
    return bool(_NAME.fullmatch(name.replace("-", "_").replace(".", "_").upper()))


def models_in(text: str) -> Iterator[str]:
    """Yield what is built like a model's name, each once."""
    tokens = (token.rstrip(".-_@") for token in _TOKEN.findall(text))
    yield from dict.fromkeys(token for token in tokens if _GRAMMAR.fullmatch(token))


def model_under_a_name(value: str) -> Iterator[str]:
    """Yield the models in what stands under a model's name; nothing for what is clearly no id."""
    text = value.strip().strip("\"'")
    if match := _PUBLISHED.fullmatch(text):
        yield match[1]
    elif _is_no_id(text):
        yield from models_in(text)
    else:
        yield text


def _is_no_id(text: str) -> bool:
    """Say whether it is empty, a reference, JSON, a path, an address, a file, a number, or several words."""
    return (
        not text
        or text.casefold() in _WORDS
        or bool(re.search(r"[/\s{}\[\]$,:]", text))
        or bool(_NUMBER.fullmatch(text))
        or bool(_FILE.fullmatch(text))
    )
