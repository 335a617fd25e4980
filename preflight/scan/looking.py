"""One file: read from disk, passed over when it cannot matter, else handed to its reader.

What cannot matter is decided on bytes, before anything is parsed: a file in which none of the words occurs
that a library, a command or an address of Google's must have. A test holds every row of the catalogue against
them.
"""

from __future__ import annotations

import codecs
import os
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from ahocorasick_rs import BytesAhoCorasick

from preflight.scan.needs import Skipped
from preflight.scan.tree import readers

if TYPE_CHECKING:
    from preflight.scan.source import Source
    from preflight.scan.tree import File

_WORDS = (
    b"google",
    b"Google",
    b"gcloud",
    b"gsutil",
    b"gs://",
    b"sm://",
    b"irebase",
    b"vertex",
    b"genai",
    b"genkit",
)
_MORE = (
    # Libraries whose import names neither Google nor a product as above.
    b"gcs", b"GCS", b"Gcs", b"gcp", b"_gbq", b"Vertex", b"gemini", b"GenerativeAI", b"agentplatform",
    b"bigquery", b"BigQuery", b"bigframes", b"spanner", b"firestore", b"MatchingEngine", b"gspread",
    b"gsheets", b"pydrive", b"apiclient", b"rafeas", b"@assistant/", b"litellm", b"GSPath", b"GSClient",
    b"stackdriver", b"cloud_", b"cloudsql", b"alloydb", b"tensorflow_cloud", b"e_beam", b"e.beam", b"fsspec",
    b"ee.Init",
    b"smart_open", b"backends.gs",
    # Commands and registries of images.
    b"bq ", b'"bq"', b"'bq'", b"cloud-sql", b"DataflowRunner", b"gcr.io", b"pkg.dev",
)  # fmt: skip
#: Readers of manifests and settings: always read, since what they say decides about other files.
_ALWAYS = frozenset({"node_manifest", "go_manifest", "java_manifest", "csharp_manifest", "python_manifest",
                     "dotenv", "dockerfile", "procfile", "java_settings"})  # fmt: skip
# What these declare stands in their names.
_TOLD_BY_NAME = frozenset({"app.yaml", "cron.yaml", "queue.yaml", "Dockerfile"})
#: What begins a line that is a comment and nothing else.
_COMMENTS = {"python": b"#", "go": b"//", "java": b"//", "kotlin": b"//", "csharp": b"//"}
_MINIFIED = 2000
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class Reader(Protocol):
    """A module of languages/."""

    LANGUAGE: str

    def read(self, data: bytes, name: str) -> Source:
        """Tell what a file holds."""
        ...


@cache
def reader(name: str) -> Reader:
    """Give a reader by its name."""
    return cast("Reader", cast("Any", import_module(readers()[name])))


def matters(data: bytes, reader_name: str) -> bool:
    """Whether a file with these bytes can tell anything."""
    if reader_name in _ALWAYS:
        return True
    found = _matcher().find_matches_as_indexes(data)
    sign = _COMMENTS.get(reader_name)
    return bool(found) if sign is None else any(not _in_comment(data, start, sign) for _, start, _ in found)


def _in_comment(data: bytes, at: int, sign: bytes) -> bool:
    """Whether the line in which `at` stands is a comment as a whole: half of all mentions are such lines."""
    return data[data.rfind(b"\n", 0, at) + 1 : at].lstrip().startswith(sign)


@cache
def _matcher() -> BytesAhoCorasick:
    # All words in one pass: searching for each by itself took ten times as long over 42 MB of Python.
    return BytesAhoCorasick([*_WORDS, *_MORE])


def look(file: File) -> tuple[Source | None, Skipped | None]:
    """Read one file: what it tells (None if it cannot matter), or why it was passed over."""
    data = bytes_of(file)
    return (None, data) if isinstance(data, Skipped) else judge(file, data)


def bytes_of(file: File) -> bytes | Skipped:
    """Give the content of a file."""
    try:
        descriptor = os.open(file.path, os.O_RDONLY)
        try:
            data = os.read(descriptor, file.size + 1)
            while more := os.read(descriptor, file.size + 1):
                data += more
        finally:
            os.close(descriptor)
    except OSError as error:
        return Skipped(file.shown, f"cannot be read: {error.strerror}")
    return data


def judge(file: File, data: bytes) -> tuple[Source | None, Skipped | None]:
    """Hand bytes on if they can matter. UTF-16 hides the words that are looked for, so it is always read."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    told_by_name = file.shown.rpartition("/")[2] in _TOLD_BY_NAME
    return told(file, data) if wide or told_by_name or matters(data, file.reader) else (None, None)


def told(file: File, data: bytes) -> tuple[Source | None, Skipped | None]:
    """Hand bytes to the reader of their file."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            data = data.decode(encoding, "replace").encode()
            break
    if b"\0" in data:
        return None, Skipped(file.shown, "is binary, whatever its name says", blind=False)
    if _is_minified(file, data):
        return None, Skipped(file.shown, "is minified, so made from other files", blind=False)
    try:
        source = reader(file.reader).read(data, file.shown)
    except Exception as error:  # noqa: BLE001 - one file must never end the scan of the others
        return None, Skipped(file.shown, f"its reader failed ({type(error).__name__}: {error})")
    return source, None


def _is_minified(file: File, data: bytes) -> bool:
    if file.reader not in ("javascript", "typescript") or len(data) < 10 * _MINIFIED:
        return False
    return ".min." in file.shown or len(data) > _MINIFIED * (data.count(b"\n") + 1)
