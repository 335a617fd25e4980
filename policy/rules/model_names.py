"""Finds the models that a runtime is told to call.

Two ways: a name that is built like one of Google's or its partners' on Vertex, wherever it stands (in JSON,
in a resource path, among other words), and what looks like an id under a name that says language model.
Deliberately absent: a list of models. A list knows nothing of next month's; the registry judges what the
grammar finds. What is only named after a model (a topic, a bucket, an index), a list of models that are not
to be called, the keys of a JSON object, and a path inside one's own project name none that is called.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Ends before the sign that ends it: `gemini-3.5-flash:generateContent`. A key of a JSON object is none.
_TOKEN = re.compile(r"""[A-Za-z][A-Za-z0-9._@-]*(?![A-Za-z0-9._@-]|["']\s*:)""")
_REST = r"(-[a-z0-9]+(\.[0-9]+)?)*"
_GRAMMAR = re.compile(
    rf"""
        gemini-[0-9]+(\.[0-9]+)?{_REST}
      | gemini-(live|robotics-er|embedding|exp)-[0-9]+(\.[0-9]+)?{_REST}
      | gemini-(pro|flash|flash-lite|ultra|nano)(-(vision|image|tts|latest|preview|exp|[0-9]+))*
      | gemma-[0-9]+[a-z]?{_REST} | [a-z][a-z0-9]*([.-][a-z0-9]+)*-maas
      | (imagen|veo|lyria)-[0-9]+(\.[0-9]+)?{_REST}
      | (imagegeneration|multimodalembedding)@[0-9]+ | imagetext(@[0-9]+)?
      | text-embedding-([0-9]{{3}}|preview-[0-9]+|large-exp-[0-9]+) | text-multilingual-embedding-[a-z0-9-]+
      | textembedding-gecko(-multilingual)?(@[a-z0-9-]+)?
      | (text|chat|code|codechat)-bison(-32k)?(@[a-z0-9-]+)? | (code-gecko|text-unicorn)(@[a-z0-9-]+)?
      | claude-([0-9]+(-[0-9]+)?-)?(opus|sonnet|haiku|fable|instant){_REST}(@[a-z0-9]+)?
      | claude-[0-9](\.[0-9])?
      | (medlm-(medium|large)|learnlm-[0-9]+(\.[0-9]+)?-[a-z]+){_REST}
      | chirp[_-][0-9]+ | [a-z]{{2,3}}-[A-Z]{{2}}-Chirp3?-HD-[A-Za-z]+
    """,
    re.VERBOSE,
)
# Longer than any name; the grammar goes back and forth, and must not do so over a whole file.
_LONGEST = 100
_PUBLISHED = re.compile(r"publishers/[\w-]{1,60}/models/([A-Za-z](?:[\w.@-]{0,100}\w)?)")
# What is only called after a model: gs://gemini-2.5-renders, projects/p/topics/veo-3-renders.
_OTHERS = re.compile(
    r"gs://[^\s\"',]+|-docker\.pkg\.dev/[^\s\"',]+"
    r"|(?<![a-z])(topics|queues|subscriptions|index(es|Endpoints)?|services|buckets|repositories|jobs|tables)"
    r"/[^/\s\"',]+"
)
_JSON_ENTRY = re.compile(r"""["']([\w.-]{1,60})["']\s*:\s*["']([^"']{1,200})["']""")

_WORDS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_SUFFIXES = {"ID", "IDS", "NAME", "NAMES", "PRIMARY", "SECONDARY", "FALLBACK", "DEFAULT", "BACKUP", "MAIN"}
_AI = {
    *("AI", "ANTHROPIC", "CHAT", "CLAUDE", "EMBEDDING", "GEMINI", "GENAI", "GENERATION"),
    *("IMAGE", "LLM", "SCRIPT", "SPEECH", "TEXT", "VERTEX", "VIDEO"),
}
_NOT_CALLED = {"BLOCKED", "DENIED", "DENY", "DEPRECATED", "DISALLOWED", "EXCLUDED", "FORBIDDEN", "RETIRED"}
_NO_MODELS = {"BUCKET", "FLAG", "INDEX", "INDEXE", "QUEUE", "SERVICE", "SUBSCRIPTION", "TOPIC"}

_VENDOR = re.compile(
    r"(?:(?:ai21|amazon|anthropic|azure|bedrock|cohere|deepseek(?:-ai)?|gemini|google(?:[-_]\w+)?|groq|meta"
    r"|mistral(?:ai)?|models|openai|openrouter|qwen|vertex[-_]?ai|xai)[/:])+([\w.@-]+)"
)
# The ids of models that are called are written small and hold a number.
_ID = re.compile(r"(?=[^0-9]*[0-9])[a-z][a-z0-9]*([._@-][a-z0-9]+)*")
# Somebody's own: a stand-in, or an open model that is loaded and not called.
_OWN = re.compile(
    r"(stub|mock|fake|dummy|none|disabled|off|local|test|auto|default)([-_.].*)?|v[0-9.]+"
    r"|(all|bge|e5|gte|multilingual-e5|nomic-embed|paraphrase)-.+|large-v[0-9].*"
)
_FILE = re.compile(
    r".*\.(bin|gguf|h5|joblib|json|onnx|pb|pkl|pt|pth|safetensors|tflite|txt|ya?ml)", re.IGNORECASE
)


def names_a_model(name: str) -> bool:
    """Say whether the model under this name is one that is called: SCRIPT_MODEL, --model-id, LLM_NAME."""
    words = _words(name)
    while words and (words[-1] in _SUFFIXES or words[-1].isdigit()):
        words.pop()
    last = re.sub(r"(_?(ID|NAME))?S?$", "", words.pop()) if words else ""
    told = set(words) - _SUFFIXES
    return last == "LLM" or (last == "MODEL" and (not told or bool(told & _AI)))


def names_no_call(name: str) -> bool:
    """Say whether what stands under this name is never called: BLOCKED_MODELS, RENDER_TOPIC."""
    words = _words(name)
    while words and words[-1] in {"ID", "NAME", "PATH", "URL"}:
        words.pop()
    return bool(_NOT_CALLED & set(words)) or bool(_NO_MODELS & {word.rstrip("S") for word in words[-1:]})


def models_in(text: str) -> Iterator[str]:
    """Yield what is built like a model's name, published by somebody, or under a model's key, each once."""
    own = _OTHERS.sub(" ", text)
    tokens = (token.rstrip(".-_@") for token in _TOKEN.findall(own))
    built = [token for token in tokens if len(token) <= _LONGEST and _GRAMMAR.fullmatch(token)]
    entries = [value for key, value in _JSON_ENTRY.findall(own) if names_a_model(key)]
    named = [model for value in entries for model in _ids_in(value)]
    yield from dict.fromkeys([*built, *_PUBLISHED.findall(own), *named])


def model_under_a_name(value: str) -> Iterator[str]:
    """Yield the models in what stands under a model's name; nothing for what is clearly no id."""
    yield from dict.fromkeys([*models_in(value), *_ids_in(value)])


def _ids_in(value: str) -> Iterator[str]:
    for word in re.split(r"""[\s,;|"'\[\]]+""", value[:4000]):
        if _FILE.fullmatch(word) or len(word) > _LONGEST:
            continue
        if (vendor := _VENDOR.fullmatch(word)) and not _OWN.fullmatch(vendor[1]):
            yield vendor[1]
        elif _ID.fullmatch(word) and not _OWN.fullmatch(word):
            yield word


def _words(name: str) -> list[str]:
    return [word.upper() for word in _WORDS.split(name[-200:]) if word]
