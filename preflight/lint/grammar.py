r"""What a name of a model looks like: by its grammar, never by a list, so that tomorrow's names are seen too.

    gemini-2.5-flash  gemini-pro-vision  gemini-live-2.5-flash-native-audio  gemini-embedding-001
    imagen-4.0-generate-001  veo-3.1-fast-generate-preview  lyria-002  chirp_3  gemma-3-27b-it  medlm-large
    text-embedding-005  textembedding-gecko@003  multimodalembedding@001  text-bison@002  learnlm-1.5-pro
    claude-sonnet-4-5@20250929  llama-3.3-70b-instruct-maas  publishers/mistralai/models/mistral-small-2503
    en-US-Chirp3-HD-Aoede  de-DE-Neural2-F

A sign of the zodiac, a package, a queue or a file that begins with such a word is none: it has no version, or
its last word says what it is (`gemini-2-worker`). Names of others (gpt-…, mistral-…) are Google's business
only where they are called through Vertex AI: behind `publishers/…/models/`, or with `-maas` at their end. So
is Claude, which is seen with its `@version`; without one it also is a name of Anthropic's own API, and
`judging` asks where it stands.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
https://docs.cloud.google.com/text-to-speech/docs/list-voices-and-types
"""

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """A whole name; one that only its place can tell from something else; a version of a family alone."""

    WHOLE = "whole"
    LIKELY = "likely"
    FAMILY = "family"


class Named(NamedTuple):
    """A name in a text, from `start` to `end`."""

    start: int
    end: int
    name: str
    kind: Kind = Kind.WHOLE


_PART = "A-Za-z0-9._@"
# What a family's name is followed by: words that say which of its models is meant.
VARIANTS = frozenset({
    "pro", "flash", "ultra", "nano", "lite", "live", "exp", "experimental", "preview", "latest", "vision",
    "image", "generation", "tts", "audio", "native", "dialog", "thinking", "embedding", "robotics", "er",
    "computer", "use", "customtools", "text", "omni", "deep", "think", "research", "diffusion", "stable",
    "it",
    "generate", "fast", "capability", "edit", "large", "medium", "small", "multilingual", "hd", "8b", "pt",
    "realtime", "clip", "upscale", "translate", "api",
})  # fmt: skip
# What a thing that is no model calls itself.
_THINGS_TOLD = """
    cli api proxy worker workers queue queues service services svc client clients server servers prod
    production staging stage dev development test tests testing bucket topic subscription cluster node
    nodes pool job jobs cron deploy deployment app apps application web website site frontend backend ui
    bot agent agents key keys secret secrets token tokens config configs configuration settings cache db
    database table logs log logger metrics dashboard gateway router runner adapter wrapper plugin
    extension sdk lib library module package provider handler function functions lambda endpoint endpoints
    pipeline index template templates prompt prompts docs guide tutorial example examples demo sample
    samples helper helpers utils util integration connector bridge mcp desktop logo icon banner season
    horoscope zodiac constellation sign mission crew branch feature fix hotfix release support migration
    migrate upgrade rollout canary vm instance disk network subnet vpc sa account user role policy
    image-pull runbook playground chatbot assistant team project backup archive dataset data logo-dark
    moon twins astrology column columns grid theme layout color launch vol volume pvc pod daemon scheduler
    spacecraft
"""
_THINGS = frozenset(_THINGS_TOLD.split())
# `….modelfile`, `….internal`: a file or a host; versions end in digits.
_FILES = re.compile(r"\.[A-Za-z][A-Za-z0-9]*$")
_VERSION = re.compile(r"\d{1,2}(?:\.\d{1,2})?")
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}")
_WORD = re.compile(r"[a-z]+\d*[a-z]*|\d+[a-z]*|\d{1,2}\.\d{1,2}")
_TOKEN = re.compile(rf"[{_PART}-]+")
_STARTS = re.compile(
    r"(?:(?:code|pali|med|shield|tx|sign|data|recurrent|embedding|t5|function)?gemma|gemini|imagen|imagegeneration"
    r"|imagetext|virtual-try-on|image-segmentation|veo|lyria|chirp|learnlm|medlm|medpalm|palm"
    r"|text-embedding|text-multilingual-embedding|textembedding|multimodalembedding|embedding"
    r"|(?:text|chat|code|codechat)-(?:bison|unicorn|gecko)|claude)(?=[-_@\d\"'`\s,)\]}>;]|$)"
)
_STEMS = (
    "gemini", "gemma", "imagen", "imagegeneration", "imagetext", "virtual-try-on", "image-segmentation",
    "veo-", "lyria-", "chirp", "learnlm", "medlm", "medpalm", "palm-2", "embedding", "-bison", "-unicorn",
    "code-gecko", "claude-",
)  # fmt: skip
_LONGEST_LEAD = 20
_VOICES = (
    "Chirp",
    "Neural2-",
    "Wavenet-",
    "Standard-",
    "Studio-",
    "News-",
    "Polyglot-",
    "Journey-",
    "Casual-",
    "-HD-",
)
_VOICE = re.compile(
    r"[a-z]{2,3}-(?:[A-Z]{2,3}|[0-9]{3}|[A-Z][a-z]{3}-[A-Z]{2})-"
    r"(?:Neural2|Wavenet|Standard|Studio|News|Polyglot|Journey|Casual|Chirp[0-9]*|[A-Z]\w*-HD|Chirp-HD|Chirp[0-9]+-HD)"
    r"-(?:[A-Z][A-Za-z]*|[0-9])(?![\w-])"
)
_PUBLISHED = re.compile(rf"publishers/[\w.-]+/models/(?P<name>[{_PART}-]*[A-Za-z0-9])")
_SERVED = re.compile(rf"[a-z][a-z0-9.]*(?:-[a-z0-9.]+)+-maas(?:@[a-z0-9]+)?(?![{_PART}-])")
_SNAPSHOT = r"(?:@(?:\d{3}|default|latest))?"
_FIXED = {
    "text-embedding": re.compile(
        r"-(?:\d{3}|(?:large|preview|exp)-[a-z0-9-]*\d[a-z0-9-]*|gecko" + _SNAPSHOT + ")"
    ),
    "text-multilingual-embedding": re.compile(r"-(?:\d{3}|preview-\d+)" + _SNAPSHOT),
    "textembedding": re.compile(r"-gecko(?:-multilingual)?(?:-\d{3})?" + _SNAPSHOT),
    "multimodalembedding": re.compile(r"(?:-\d{3})?(?:@(?:\d{3}|default|latest))"),
    "embedding": re.compile(r"-(?:gecko-)?\d{3}"),
    "imagegeneration": re.compile(r"@\d{3}|-\d{3}"),
    "imagetext": re.compile(r"@\d{3}"),
    "virtual-try-on": re.compile(r"-(?:\d{3}|preview[\d-]*|exp[\d-]*)"),
    "image-segmentation": re.compile(r"-\d{3}"),
    "lyria": re.compile(r"-(?:\d{3}|\d\.\d|[a-z0-9.-]*(?:exp|preview|realtime|generate|clip|pro)[a-z0-9-]*)"),
    "chirp": re.compile(r"[_-]\d{1,2}(?:[_-]hd)?|-rnnt\d|_telephony"),
    "medlm": re.compile(r"-(?:medium|large)(?:-[\d.]+)?(?:-latest)?" + _SNAPSHOT),
    "medpalm": re.compile(r"\d?(?:-[a-z]+)*(?:@[a-z0-9]+)"),
    "palm": re.compile(r"-2-[a-z0-9-]+" + _SNAPSHOT),
    "claude": re.compile(
        r"(?=\D*\d)(?:-(?:\d{1,2}(?:[.-]\d{1,2})?|v\d))?-(?:opus|sonnet|haiku|instant|[a-z]{3,})(?:-v?\d[\d.]*)*"
        r"(?:-latest)?(?:@(?:\d{8}|default|latest))?"
    ),
}
_BISON = re.compile(r"(?:-32k)?(?:-\d{3})?(?:@(?:\d{3}|default|latest))?")


def names(text: str) -> Iterator[Named]:
    """Give what looks like a model in a text, in order. What stands around it is not judged here."""
    found = sorted(
        {*_by_start(text), *_by_form(text)}, key=lambda one: (one.start, -one.end, one.kind is not Kind.WHOLE)
    )
    end = -1
    for one in found:
        if one.start >= end:
            end = one.end
            yield one


def named(name: str) -> Named | None:
    """Give the name if the text as a whole looks like a model."""
    found = next(names(name), None)
    return found if found is not None and (found.start, found.end) == (0, len(name)) else None


def starts(text: str) -> Iterator[int]:
    """Give the places where a word stands that a name begins with, or where the word around it does."""
    places: set[int] = set()
    try:
        found = _stems().find_matches_as_indexes(text)
    except UnicodeEncodeError:  # halves of characters, as a notebook's escapes can give them
        found = _stems().find_matches_as_indexes(text.encode("utf-8", "replace").decode())
    for _, at, _ in found:
        start = at
        while start and at - start < _LONGEST_LEAD and (text[start - 1].isalpha() or text[start - 1] == "-"):
            start -= 1
        places |= {at, start}
    yield from sorted(places)


@cache
def _stems() -> AhoCorasick:
    return AhoCorasick(list(_STEMS), matchkind=MatchKind.LeftmostFirst)


def _by_start(text: str) -> Iterator[Named]:
    for place in starts(text):
        begins = _STARTS.match(text, place)
        if begins is None or not _free(text, place):
            continue
        token = _TOKEN.match(text, begins.start())
        if token is None:
            continue
        name = _trimmed(token[0])
        kind = _kind(begins[0], name[len(begins[0]) :])
        if kind is not None and not _FILES.search(name):
            yield Named(begins.start(), begins.start() + len(name), name, kind)


def _by_form(text: str) -> Iterator[Named]:
    for found in _VOICE.finditer(text) if any(word in text for word in _VOICES) else ():
        if _free(text, found.start()):
            yield Named(found.start(), found.end(), found[0])
    if "-maas" in text:
        for found in _SERVED.finditer(text):
            if _free(text, found.start()):
                yield Named(found.start(), found.end(), found[0])
    if "publishers/" in text:
        for found in _PUBLISHED.finditer(text):
            if not text.startswith(("{", "$", "%", "*"), found.end()):
                yield Named(found.start("name"), found.end("name"), found["name"])


_DEFAULTS = re.compile(r"\$\{\w+-$|:-$|\\[nrtfv]$")


def _free(text: str, at: int) -> bool:
    """Whether a name may begin here: not in the middle of a word, nor behind a sign of something else."""
    if not at:
        return True
    before = text[at - 1]
    if not (before.isalnum() or before in "_.-@#$&"):
        return True
    return _DEFAULTS.search(text, max(0, at - 80), at) is not None


def _trimmed(token: str) -> str:
    """Cut what belongs to the sentence: a full stop, a dash, the next sentence."""
    token = token.rstrip("._-@")
    dot = re.search(r"\.(?=[A-Z])", token)  # `gemini-2.5-pro.It`
    return token[: dot.start()] if dot else token


def _kind(family: str, rest: str) -> Kind | None:
    if family in _FIXED:
        fits = _FIXED[family].fullmatch(rest) and not _THINGS & set(rest.split("-"))
        return Kind.WHOLE if fits else None
    if family.endswith(("-bison", "-unicorn", "-gecko")):
        return Kind.WHOLE if _BISON.fullmatch(rest) and (rest or family != "code-gecko") else None
    if family.endswith("gemma"):
        return _gemma(rest)
    return _worded(family, rest)


_GEMMA = re.compile(
    r"-?\d{1,2}n?(?:\.\d)?(?:-[A-Za-z0-9.]+)+(?:@\w+)?|-\d{1,3}(?:\.\d)?b(?:-[A-Za-z0-9.]+)*|-[eE]?\d+[bB](?:-[A-Za-z0-9]+)*|-\d{2,4}m(?:-\w+)*"
)


def _gemma(rest: str) -> Kind | None:
    return Kind.WHOLE if _GEMMA.fullmatch(rest) and not _THINGS & set(rest.split("-")) else None


def _worded(family: str, rest: str) -> Kind | None:
    """Judge `-2.5-flash-lite`: a version and words, or words that are known for variants."""
    head, _, snapshot = rest.partition("@")
    if not head.startswith("-") or (snapshot and not re.fullmatch(r"\d{3}|default|latest", snapshot)):
        return None
    words = head[1:].split("-")
    if not all(_WORD.fullmatch(word) for word in words):
        return None
    first, *others = words
    if _VERSION.fullmatch(first):
        return _versioned(family, first, others)
    if family not in ("gemini", "imagen") or _THINGS & set(others) or first not in VARIANTS - {"api", "text"}:
        return None
    if first in ("pro", "ultra", "experimental") and set(others) <= VARIANTS:
        return Kind.WHOLE
    told = any(word[0].isdigit() or word in ("latest", "preview", "exp") for word in others)
    return Kind.WHOLE if told else None


def _versioned(family: str, version: str, words: list[str]) -> Kind | None:
    if not words:
        return (
            Kind.FAMILY
            if _DOTTED.fullmatch(version) and family in ("gemini", "learnlm", "imagen", "veo")
            else None
        )
    last = words[-1]
    if _THINGS & set(words) or not any(word[0].isalpha() for word in words):
        return None
    sure = _DOTTED.fullmatch(version) or any(word in VARIANTS for word in words) or last == "001"
    return Kind.WHOLE if sure else Kind.LIKELY


_BEGINNING = re.compile(r"(?:[a-z]+)?(?:gemini|gemma|imagen|veo|lyria|learnlm|text-embedding)(?:-[\d.]*)?-?")


def is_beginning(text: str) -> bool:
    """Whether a text can begin a name and is none by itself: `gemini-1.5`, `imagen-`."""
    return _BEGINNING.fullmatch(text) is not None


HOLE = "\0"
_HOLED = re.compile(rf"[{_PART}\0-]*\0[{_PART}\0-]*")
_OF_RESOURCES = frozenset(
    {"env", "environment", "stage", "project", "region", "uuid", "tenant", "user", "host"}
)


def holed(text: str) -> Iterator[Named]:
    """Give the names in a text that have a hole (NUL) where something is only known at run time."""
    for found in _HOLED.finditer(text):
        token = found[0]
        begins = _STARTS.match(token.replace(HOLE, "0") if token.find(HOLE) else "")
        at = token.find(HOLE)
        if not _free(text, found.start()):
            continue
        if _VOICED.match(token) or (
            begins is not None and begins.end() <= at and _may_be(token, begins.end())
        ):
            yield Named(found.start(), found.end(), token.replace(HOLE, "*"))


_VOICED = re.compile(
    r"[a-z]{2,3}-[A-Z]{2}-(?:Neural2|Wavenet|Standard|Studio|News|Journey|Chirp\w*(?:-HD)?)-?\0"
)


def _may_be(token: str, at: int) -> bool:
    """Whether what is spelled of a name with holes are a version and variants, and nothing else."""
    rest = token[at:]
    if not rest or rest[0] not in "-@_":
        return False
    words = [word for word in re.split(r"[-@\0]", rest) if word]
    return all(word in VARIANTS or re.fullmatch(r"[\d.]+[a-z]?|\.", word) for word in words)
