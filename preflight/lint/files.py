"""The files below a path that can hold a model's name: every kind of file, asked on its bytes.

Read once and searched in one pass; nearly all files end there. Left out are what tools make or fetch (as the
scan does), what is no text, and lock files, which hold names of packages and digests. Links to folders are
not followed, so that a loop cannot hold the walk; git's ignore files are not asked, as in the scan.
"""

from __future__ import annotations

import codecs
import os
import stat
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from preflight.lint.words import WORDS
from preflight.scan.needs import Skipped
from preflight.scan.tree import LEFT_OUT, MADE_BY, MARKERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NO_TEXT_TOLD = """
    png jpg jpeg gif webp ico bmp tif tiff psd mp3 mp4 wav ogg flac avi mov webm mkv woff woff2 ttf otf
    eot pdf zip gz tgz bz2 xz zst tar 7z rar whl egg jar war class pyc pyo pyd so dylib dll exe o a lib
    bin dat npz npy pkl pt onnx safetensors gguf parquet avro orc db sqlite sqlite3 wasm map node docx
    xlsx pptx lockb
"""
_NO_TEXT = frozenset(_NO_TEXT_TOLD.split())
_LOCKS = frozenset({
    "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "Pipfile.lock",
    "uv.lock", "pdm.lock", "Cargo.lock", "composer.lock", "Gemfile.lock", "go.sum", "bun.lock", "flake.lock",
    "requirements.lock", "deno.lock", "mix.lock", "pubspec.lock",
})  # fmt: skip
_WHOLE = 16 << 20
_BUFFER = 1 << 16
_HEAD = 8192
_OVERLAP = 256
# A text has at most one NUL in so many bytes, and a first one anywhere.
_RARE = 100
_WIDE = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
         (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip


class Below(NamedTuple):
    """What a walk found: how many files, folders with a service's marker, and what was not looked at."""

    seen: list[int]
    services: dict[str, str]
    skipped: list[Skipped]
    # Every file's place by what it is shown as, to open further ones when a name leads there.
    places: dict[str, str]


@cache
def _matcher() -> BytesAhoCorasick:
    # With this kind several words are sought at once (SIMD), eight times as fast as one state a byte.
    return BytesAhoCorasick([word.encode() for word in WORDS], matchkind=MatchKind.LeftmostFirst)


def telling(data: bytes) -> bool:
    """Whether a word of a model's name stands in the bytes of a file."""
    return bool(_matcher().find_matches_as_indexes(data))


def walk(top: str, shown: str, below: Below, left_out: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """Give each file in which a word of a name stands: as it is shown, and its bytes."""
    waiting = [(top, shown)]
    while waiting:
        folder, prefix = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            below.skipped.append(Skipped(prefix or ".", f"cannot be listed: {error.strerror}"))
            continue
        names = {entry.name for entry in found}
        if folder != top and not MADE_BY.isdisjoint(names):
            continue
        marker = next((one for one in MARKERS if one in names), None)
        if marker:
            below.services[prefix or "."] = marker
        inner: list[tuple[str, str]] = []
        for entry in found:
            name = f"{prefix}/{entry.name}" if prefix else entry.name
            if entry.name in LEFT_OUT or left_out(name):
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append((entry.path, name))
            elif (data := _entry(entry, name, below)) is not None:
                yield name, data
        waiting += reversed(inner)


def _entry(entry: os.DirEntry[str], name: str, below: Below) -> bytes | None:
    suffix = entry.name.rpartition(".")[2].lower()
    if suffix in _NO_TEXT or entry.name in _LOCKS:
        return None
    try:
        if entry.is_symlink() and not os.path.isfile(entry.path):  # noqa: PTH113 - a path of scandir's
            return None  # to a folder, to nothing, or to itself
        if not entry.is_file():
            return None  # a pipe would never end
    except OSError as error:
        below.skipped.append(Skipped(name, f"cannot be looked at: {error.strerror}"))
        return None
    return one(entry.path, name, below)


def one(path: str, name: str, below: Below) -> bytes | None:
    """Give the bytes of one file if a word of a name stands in them."""
    below.seen[0] += 1
    below.places[name] = path
    try:
        data = content(path)
    except OSError as error:
        below.skipped.append(Skipped(name, f"cannot be read: {error.strerror}"))
        return None
    if data is None:
        below.skipped.append(
            Skipped(name, f"names models and is larger than {_WHOLE >> 20} MiB: it was not read")
        )
        return None
    if b"\0" not in data[:_HEAD]:
        return data if telling(data) else None
    encoding = _of_text(data)
    if encoding is None:
        return None
    return data if telling(text(data).encode("utf-8", "replace")) else None


def _of_text(data: bytes) -> str | None:
    """Give the encoding of a text that has a NUL byte; None for what is no text."""
    marked = next((encoding for bom, encoding in _WIDE if data.startswith(bom)), None)
    if marked:
        return marked
    head = data[:_HEAD]
    low, high = head[1::2].count(0), head[::2].count(0)
    if low > len(head) // 5 and not high:
        return "utf-16-le"
    if high > len(head) // 5 and not low:
        return "utf-16-be"
    if (low + high - 1) * _RARE > len(head):
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return None
    return "utf-8"


def content(path: str) -> bytes | None:
    """Give a file's bytes; none for what is too large to be read as a whole and holds a word of a name.

    A large file without such a word, or that is no text, is as good as empty.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        data = os.read(descriptor, _BUFFER)
        if len(data) < _BUFFER:
            return data
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode) or (b"\0" in data[:_HEAD] and _of_text(data) is None):
            return b""
        if info.st_size > _WHOLE:
            return None if _streamed(descriptor, data) else b""
        pieces = [data]
        while piece := os.read(descriptor, info.st_size):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(descriptor)


def _streamed(descriptor: int, data: bytes) -> bool:
    """Whether a word of a name stands in a file that is read piece by piece."""
    while data:
        if telling(data):
            return True
        piece = os.read(descriptor, _WHOLE)
        data = data[-_OVERLAP:] + piece if piece else b""
    return False


def text(data: bytes) -> str:
    """Give bytes as text, whatever they are encoded in; line ends stay as they are.

    A NUL is told as what cannot be decoded: it stands for a hole elsewhere.
    """
    marked = next((encoding for bom, encoding in _WIDE if data.startswith(bom)), None)
    wide = b"\0" in data[:_HEAD]
    encoding = marked or (_of_text(data) if wide else None) or "utf-8"
    told = data.decode(encoding, "replace")
    return told.replace("\0", "\ufffd") if "\0" in told else told


def encoded(after: str, before: str, data: bytes) -> bytes | None:
    """Give a changed text in the encoding that its file has; None where that would change anything else."""
    bom, encoding = next(((bom, encoding) for bom, encoding in _WIDE if data.startswith(bom)), (b"", "utf-8"))
    order = "-le" if bom in (codecs.BOM_UTF16_LE, codecs.BOM_UTF32_LE) else "-be"
    plain = encoding.removesuffix("-sig") if encoding.startswith("utf-8") else f"{encoding}{order}"
    try:
        return bom + after.encode(plain) if bom + before.encode(plain) == data else None
    except UnicodeEncodeError:
        return None
