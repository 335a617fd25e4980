"""Which words of a command can name something of Google's, and what takes them: `curl`, `curl:-H`.

An address that `curl`, `wget` or HTTPie asks for stands under the program's name alone; what goes into a
header or a body stands behind the option's name.

https://curl.se/docs/manpage.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading.shell_scope import Scope, joined, one_of
from preflight.scan.source import Env, Joined, Known, OneOf, Opaque, Text

if TYPE_CHECKING:
    from preflight.scan.source import Value

_LONGEST = 2000
_TELLING = ("googleapis.com", "://", "google", ".firebaseio.com", "run.app", "gs:")
_ADDRESS = ("--url", "--input-file", "-i")
# Options of programs that ask addresses, with a value that is none.
_VALUED = {
    "curl": frozenset({
        "-H", "--header", "-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--data-urlencode",
        "--json", "-o", "--output", "-u", "--user", "-A", "--user-agent", "-e", "--referer", "-F", "--form",
        "--form-string", "-X", "--request", "-b", "--cookie", "-c", "--cookie-jar", "-m", "--max-time", "-x",
        "--connect-timeout", "--retry", "--retry-delay", "--retry-max-time", "-w", "--write-out", "--proxy",
        "--cacert", "--cert", "--key", "-E", "-T", "--upload-file", "--resolve", "-D", "--dump-header", "-K",
        "--config", "--aws-sigv4", "-y", "-Y", "-r", "-z",
    }),
    "wget": frozenset({
        "--header", "--post-data", "--post-file", "--body-data", "--body-file", "--method", "-O",
        "--output-document", "-o", "-P", "--directory-prefix", "--user", "--password", "-U", "--user-agent",
        "--referer", "-t", "--tries", "-T", "--timeout", "-a",
    }),
}  # fmt: skip
ASKING = frozenset({*_VALUED, "http", "https", "xh", "httpie", "aria2c", "curlie", "grpcurl"})


def text_of(value: Value, line: int, into: str, scope: Scope) -> Text | None:
    """Give the text of a value, if it can name something of Google's."""
    if isinstance(value, Opaque) or not any(map(_tells, scope.texts(value))):
        return None
    return Text(_cut(value), line, into)


def _tells(text: str) -> bool:
    return any(word in text for word in _TELLING)


def into(program: str, before: str, word: str) -> str:
    """Give what takes `word`, which stands behind the word `before` in a command line of `program`."""
    option, sign, _ = word.partition("=")
    if sign and option.startswith("-") and option not in _ADDRESS:
        return f"{program}:{option}"
    valued = _VALUED.get(program)
    if valued is not None:
        taking = word[:2] if _glued(word, valued) else before
        return f"{program}:{taking}" if taking in valued else program
    if program in ASKING or not before.startswith("--") or "=" in before:
        return program
    return f"{program}:{before}"


def _glued(word: str, valued: frozenset[str]) -> bool:
    return len(word) > 2 and word[0] == "-" and word[1] != "-" and word[:2] in valued


def _cut(value: Value) -> Value:
    match value:
        case Known(str() as text):
            return Known(text.replace("\\\n", "")[:_LONGEST])
        case Joined():
            parts: list[Value] = []
            left = _LONGEST
            for part in value.parts:
                if left <= 0:
                    break
                if isinstance(part, Known):
                    part = Known(str(part.value)[:left])  # noqa: PLW2901 - what is left of it
                    left -= len(str(part.value))
                parts.append(part)
            return joined(parts)
        case OneOf():
            return one_of(_cut(choice) for choice in value.values)
        case Env(name, default) if default is not None:
            return Env(name, _cut(default))
        case _:
            return value
