"""What the files of a service only hint at: an address that some library opens, a language that nobody reads.

A grant that the code seems not to need may be what such a file needs, so what is seen here is told as unknown
and holds a warning back. Deliberately absent: what needs what; an address tells the API and nothing more.

https://cloud.google.com/storage/docs/gsutil/addlhelp/WildcardNames
https://cloud.google.com/trace/docs/migrate-to-otlp-endpoints
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan import reach, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ADDRESSES: dict[bytes, tuple[str, ...]] = {
    b"gs://": ("storage",),
    b"gcpubsub://": ("pubsub",),
    b"gcppubsub://": ("pubsub",),
    b"bigquery://": ("bigquery",),
    b"firestore://": ("firestore",),
    b"gcpkms://": ("cloudkms",),
    b"gcp-kms://": ("cloudkms",),
    b"gcpsecretmanager://": ("secretmanager",),
    b"sm://": ("secretmanager",),
    b"sm@": ("secretmanager",),
    b"spanner://": ("spanner",),
    b"telemetry.googleapis.com": ("cloudtrace", "monitoring", "logging"),
}
_ADDRESS = re.compile(rb"(?<![\w-])(?:" + b"|".join(re.escape(one) for one in _ADDRESSES) + rb")")
_TEXTS = frozenset(
    {
        ".cfg", ".cs", ".env", ".go", ".groovy", ".ini", ".java", ".js", ".json", ".kt", ".mjs",
        ".properties", ".py", ".scala", ".sh", ".sql", ".toml", ".ts", ".tsx", ".yaml", ".yml",
    }
)  # fmt: skip
_UNREAD = {
    ".cc": "C++", ".clj": "Clojure", ".cpp": "C++", ".dart": "Dart", ".erl": "Erlang", ".ex": "Elixir",
    ".exs": "Elixir", ".fs": "F#", ".groovy": "Groovy", ".hs": "Haskell", ".jl": "Julia", ".lua": "Lua",
    ".php": "PHP", ".pl": "Perl", ".r": "R", ".rb": "Ruby", ".rs": "Rust", ".scala": "Scala",
    ".swift": "Swift", ".vb": "Visual Basic",
}  # fmt: skip
_LARGEST = 1 << 20
_MOST = 3000


class Hint(NamedTuple):
    """An API that may be called (empty: any), where, and what says so."""

    api: str
    file: str
    line: int
    detail: str


def of_folder(
    folder: str, roots: tuple[str, ...], is_own: Callable[[str], bool], seen: frozenset[str] = frozenset()
) -> Iterator[Hint]:
    """Look at the files of a service; `is_own` says which are, `seen` names APIs that need no hint."""
    languages: set[str] = set()
    told = set(seen)
    for name in _files(folder):
        suffix = Path(name).suffix.lower()
        if suffix not in _TEXTS | _UNREAD.keys() or not is_own(name) or reach.is_test(name, roots):
            continue
        language = _UNREAD.get(suffix, "")
        if language and language not in languages:
            languages.add(language)
            yield Hint("", name, 1, f"is written in {language}, which is not read")
        for api, line, address in _addresses(name) if suffix in _TEXTS else ():
            if api not in told:
                told.add(api)
                yield Hint(api, name, line, f"{address} is spelled, and what opens it is not known")


def _files(folder: str) -> Iterator[str]:
    count = 0
    if not os.path.isdir(folder):  # noqa: PTH112 - a name as it is shown
        yield folder
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in tree.LEFT_OUT)
        for name in sorted(names):
            count += 1
            if count > _MOST:
                return
            yield os.path.join(at, name).removeprefix("./")  # noqa: PTH118 - a name as it is shown


def _addresses(name: str) -> Iterator[tuple[str, int, str]]:
    path = Path(name)
    try:
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= _LARGEST else b""
    except OSError:
        return
    for found in _ADDRESS.finditer(data):
        line = data.count(b"\n", 0, found.start()) + 1
        for api in _ADDRESSES[found[0]]:
            yield f"{api}.googleapis.com", line, found[0].decode()
