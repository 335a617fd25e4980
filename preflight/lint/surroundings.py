"""What stands around a name: whether it is one there at all, and whether anybody calls it.

An address of a documentation page, a path, a class of a style sheet are no models, whatever they are called;
a name in the middle of a sentence is talked about and not called.

https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
https://docs.litellm.ai/docs/providers/vertex
"""

from __future__ import annotations

import re

_ENDS = " \t\r\n\"'`<>()[]{},;|"
# What leads to a model, as the last part of a path: `publishers/google/models/`, `vertex_ai/`.
_LEADS = re.compile(
    r"(?:^|[/:=])~?(?:models?|tuned_?models|google|google[-_]?ai|google[-_]gla|googleai|google[-_]genai|google[-_]vertex"
    r"(?:ai)?|vertex|vertex[-_]?ai(?:_beta)?|vertexai|gemini|gemini[-_]api|ai[-_]studio|openrouter|litellm|anthropic|meta"
    r"|mistralai|deepseek-ai|qwen|publishers|endpoints|engines|deployments|palm|dev\.google)/$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://([^/\s?#]*)", re.IGNORECASE)
_METHOD = re.compile(
    r":(?:\w*[gG]enerate\w*|\w*[pP]redict\w*|countTokens|computeTokens|embed\w+|batch\w+|fetch\w+|\$|\{|%)"
)
_HOLE_BEHIND = re.compile(
    r"[-._@]*(?:\$\{|\$\(|\$[A-Za-z_]|\{\{|\{[A-Za-z_0-9.!:]*\}|#\{|%[sdv(]|%[A-Z_]+%|\*(?!\*)|\\\(|<[a-zA-Z])"
)
_HOLE_BEFORE = re.compile(r"(?:\}|\$\w+|%[sdv]|(?<!\*)\*)[-._@]*$")
_ATTRIBUTE = re.compile(r"""\b(?:class|className|href|src|htmlFor|aria-\w+|srcset)=["'{][^"'<>]*$""")
_KEY = re.compile(
    r"""["']?\b(?:branch|branches|ref|namespace|bucket|topic|queue|host|hostname|container_name|repository|repo"""
    r"""|folder|dir|directory|path|file|filename|icon|logo|css|class|subscription|cluster)["']?"""
    r"""\s*(?::|=>?)\s*["']?$""",
    re.IGNORECASE,
)
# What is shown to people, of which a name is at most the subject.
_SHOWN_KEYS = (
    r"""["']?(?:\w{0,40}display_?name|friendly_?name|label|title|placeholder|description|help|tooltip|caption"""
    r"""|summary|alt|hint|(?:service|job|run|experiment|container)_?name)["']?"""
)
_SHOWN_BARE = re.compile(rf"\s*(?:-\s+)?{_SHOWN_KEYS}:\s+[^\"'{{\[]*$", re.IGNORECASE)
# The title of a step or a job: a name and more.
_TITLED = re.compile(r"""^\s*(?:-\s+)?["']?name["']?:\s+["']?(?P<first>[^"']*)$""")
_MORE = re.compile(r"""["')]*[ \t]+[^#\s]""")
_SHOWN = re.compile(
    rf"""(?<![\w-]){_SHOWN_KEYS}"""
    r"""\s*(?::|=>?|\()\s*[a-zA-Z]{0,2}(?P<quote>["'`])(?:(?!(?P=quote)).)*$""",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"(?:\b(?:starts?_?[wW]ith\??|StartsWith|[hH]as_?[pP]refix|removeprefix|includes|contains|Contains|startsWith|find|match"
    r"|indexOf)\s*\(?\s*(?:\w+\s*,\s*)?\(?|\b(?:in|==|!=)\s*)[\"'`]$"
)
_GIT = re.compile(r"\bgit\s+[\w -]*$")
_INSTALLS = re.compile(r"\b(?:pip3?|npm|yarn|pnpm|brew|apt|apt-get|gem|cargo|uv|poetry|npx|pipx)\s+[\w -]*$")


def refused(text: str, start: int, end: int) -> bool:  # noqa: PLR0911 - one kind of place a line
    """Whether what looks like a name is something else here: an address, a path, an id, a part of a text."""
    behind = text[end : end + 2]
    if start and text[start - 1] == "*" == behind[:1]:
        return False  # emphasis
    if behind[:1] in ("-", "_", "@", "=") and behind[:1] != "=":
        return True
    if (
        _HOLE_BEHIND.match(text, end)
        or behind[:2] == "=="
        or _HOLE_BEFORE.search(text, max(0, start - 40), start)
    ):
        return True
    before = text[max(0, start - 300) : start].rpartition("\n")[2]
    run = leading(before)
    if "://" in run:
        return not _calls(run, text, end)
    if "/" in run and not _LEADS.search(run) and not _flagged(run):
        return True
    if behind[:1] == "/" and behind[1:2].isalnum() and not run.endswith("/models/"):
        return True
    if behind[:1] == "." and behind[1:2].isalpha() and behind[1:2].islower():
        return True
    words = before[-120:]
    return any(one.search(words) for one in (_ATTRIBUTE, _KEY, _GIT, _INSTALLS))


_WEIGHTS = re.compile(
    r"(?:^|[\"'`\s=(])(?:google/|(?!google|vertex|model|gemini|publishers|generative)[a-z][\w-]*[:/](?:google/)?)$"
    r"|from_pretrained\([\s\"']*$"
)


def are_weights(name: str, before: str) -> bool:
    """Whether a name is that of open weights in a collection, which anybody may serve: `google/gemma-2b`."""
    return "gemma" in name and _WEIGHTS.search(before) is not None


def compared(text: str, start: int) -> bool:
    """Whether what begins at `start` is looked for in names: `startswith("gemini-2.5")`."""
    return _PREFIX.search(text, max(0, start - 60), start) is not None


def shown(before: str, behind: str, *, by_line: bool = False) -> bool:
    """Whether a name between these parts of its line is shown to people: in a label, a help text, a title.

    `by_line`: a line of the file is a key and its value, which need no quotes.
    """
    if _SHOWN.search(before[-200:]) or (by_line and _SHOWN_BARE.match(before)):
        return True
    titled = _TITLED.search(before[-200:]) if by_line else None
    return titled is not None and (bool(titled["first"].strip()) or _MORE.match(behind) is not None)


def leading(before: str) -> str:
    """Give what stands before a name without a blank or a quote between."""
    at = max(before.rfind(sign) for sign in _ENDS) + 1
    if (
        at and "://" not in before[at:] and before[at - 1] in "})" and "/" in before[at:]
    ):  # `${PROJECT}/…/models/`
        return before[at:]
    return before[at:]


# `gateway/google-vertex:`
_PROVIDER = re.compile(r"(?:google|vertex|gemini|palm)[\w-]*:$", re.IGNORECASE)


def _flagged(leading: str) -> bool:
    """Whether the path is what an option gets: `--model=a/b` is decided by its last part alone."""
    return leading.rpartition("/")[0].endswith(("=", ":")) or _PROVIDER.search(leading) is not None


def _calls(leading: str, text: str, end: int) -> bool:
    """Whether an address asks the model, rather than tells of it."""
    found = _ADDRESS.search(leading)
    host = found[1].lower() if found else ""
    if host.rpartition("@")[2].partition(":")[0].endswith("googleapis.com"):
        return True
    if _METHOD.match(text, end):
        return True
    return "/publishers/" in leading and leading.endswith("/models/")


_WORD = re.compile(r"[A-Za-z][a-z']*[,.:;!?]?|[A-Z]+[a-z]*")
_EXAMPLE = re.compile(
    r"\b(?:e\.g\.|i\.e\.|such as|for example|for instance),?:?\s*$"
    r"|\((?:default|currently|formerly)\b[\w ]*:?\s*$"
    r"|(?:\b[A-Za-z][a-z']*[.,]?\s+){2}[A-Za-z][a-z']*:\s*$",
    re.IGNORECASE,
)
_QUOTES = "\"'`*_()[]\u201c\u201d\u2018\u2019"


def talked_about(text: str, start: int, end: int, *, prose: bool = False) -> bool:
    """Whether a name stands in the middle of a sentence. `text` is what it stands in: a string, a line.

    `prose`: no setting can stand there, so that a colon behind several words is a sentence's too.
    """
    path = leading(text[max(0, start - 200) : start])
    begins = start - (len(path) if path.endswith("/") and "=" not in path else 0)
    before, behind = text[:begins].rstrip(_QUOTES), text[end:].lstrip(_QUOTES)
    if prose and _EXAMPLE.search(before[-200:]):
        return True
    if before and not before[-1].isspace() and before[-1] != "/":
        return False
    left = _plain(before.split()[-3:][::-1], stop="=:{")
    right = (
        _plain(behind.split()[:3], stop="={")
        if not behind or behind[0].isspace() or behind[0] in ",.;:!?"
        else 0
    )
    return left >= 2 or right >= 2 or (left >= 1 and right >= 1)


def _plain(words: list[str], stop: str) -> int:
    """Count the words of a sentence, up to the first that is none: an option, a path, a number."""
    count = 0
    for word in words:
        bare = word.strip(_QUOTES)
        if not bare or bare[-1] in stop or not _WORD.fullmatch(bare):
            break
        count += 1
    return count
