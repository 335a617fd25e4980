"""What an earlier scan of the same paths read, so that an unchanged file is not read again.

What a file told is kept under a digest of its content. Whether the content changed is asked of the file
system first: size, times and inode, of which the change time cannot be set by hand; a file that changed so
shortly before it was read that its times could hide a second change is always read again. The answer as a
whole is kept as well, under the digests of all files. Everything is thrown away when this package or its
tables change. Deliberately absent: sharing between paths, which would need locks.

https://git-scm.com/docs/racy-git
"""

from __future__ import annotations

import os
import sys
import time
from functools import cache
from pathlib import Path

import msgspec

from preflight import catalogue
from preflight.scan.needs import Skipped  # noqa: TC001 - msgspec reads the annotation

_PACKAGES = (Path(__file__).parent, Path(catalogue.__file__).parent)
_RACY_NS = 2_000_000_000
_TAG = "preflight-scan-4"


class Entry(msgspec.Struct, array_like=True):
    """One file: what tells a change, when it was read, the digest of its content, what it told."""

    stamp: tuple[int, int, int, int]
    read_at: int
    digest: bytes
    told: bytes | None
    skipped: Skipped | None


class Kept(msgspec.Struct, array_like=True):
    """What is kept for some paths."""

    fingerprint: str
    files: dict[str, Entry]
    report_key: bytes = b""
    report: bytes = b""


def digest(data: bytes) -> bytes:
    """Give the digest of a file's content."""
    from hashlib import blake2b  # noqa: PLC0415 - slow to import, and only needed where something is kept

    return blake2b(data, digest_size=16).digest()


@cache
def fingerprint() -> str:
    """Tell this version of the scan from every other, by the files it is made of."""
    parts = [_TAG, sys.version, os.getcwd()]  # noqa: PTH109 - files are shown relative to it
    for package in _PACKAGES:
        for folder, _folders, names in os.walk(package):
            for name in sorted(names):
                if not name.endswith(".pyc"):
                    info = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - at every start
                    parts.append(f"{name} {info.st_size} {info.st_mtime_ns}")
    return digest("\n".join(parts).encode()).hex()


def place(paths: list[Path]) -> Path:
    """Give the file in which a scan of these paths is kept."""
    name = digest("\n".join(os.fspath(path.resolve()) for path in paths).encode("utf-8", "surrogateescape"))
    return _folder() / f"{name.hex()}.scan"


def _folder() -> Path:
    """Give the folder of this user's caches, as platformdirs does, which is slow to import."""
    if sys.platform == "linux":
        home = os.environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")  # noqa: PTH111 - as it says
        return Path(home) / "preflight"
    import platformdirs  # noqa: PLC0415 - only on other systems

    return Path(platformdirs.user_cache_dir("preflight", appauthor=False))


def load(file: Path) -> Kept:
    """Give what is kept, or nothing when it cannot be read or is of another version."""
    try:
        kept = msgspec.msgpack.decode(file.read_bytes(), type=Kept)
    except (OSError, msgspec.DecodeError, ValueError):
        return Kept(fingerprint(), {})
    return kept if kept.fingerprint == fingerprint() else Kept(fingerprint(), {})


def save(file: Path, kept: Kept) -> None:
    """Write what is kept."""
    write(file, msgspec.msgpack.encode(kept))


def write(file: Path, data: bytes) -> None:
    """Write a file of the cache, whole or not at all; one that cannot be written is no reason to fail."""
    import tempfile  # noqa: PLC0415 - slow to import, and only needed here

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as new:
            new.write(data)
        Path(new.name).replace(file)
    except OSError:
        return


def unchanged(entry: Entry, stamp: tuple[int, int, int, int]) -> bool:
    """Whether the file system vouches for a file's content."""
    latest = max(stamp[1], stamp[2])
    return entry.stamp == stamp and latest + _RACY_NS < entry.read_at


def now() -> int:
    """The moment at which a file is read, in nanoseconds, on the clock of file times."""
    return time.time_ns()
