"""Reading many files: what the cache vouches for is taken from it, the rest is read, on all cores if it pays.

Workers are forked, so that they have the readers and tables already; where the system cannot fork, one
process reads everything. Files travel as names and come back as bytes, a few hundred at a time, so that
memory does not grow with the tree.
"""

from __future__ import annotations

import gc
import os
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from preflight.scan import cache, looking
from preflight.scan.cache import Entry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from preflight.scan.tree import File

_PARALLEL_BYTES = 3 << 20
_BATCH_BYTES = 1 << 20


def read_all(
    files: list[File],
    known: dict[str, Entry] | None,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Entry]:
    """Give what each file told, by its path. `known` is what is kept; None if nothing is."""
    found: dict[str, Entry] = {}
    rest: list[tuple[File, Entry | None]] = []
    for file in files:
        entry = known.get(file.path) if known else None
        if entry is not None and cache.unchanged(entry, file.stamp):
            found[file.path] = entry
        else:
            rest.append((file, entry))
    total = len(files)
    for batch, entries in _run(list(_batches(rest)), jobs, keep=known is not None):
        found.update(zip((file.path for file, _ in batch), entries, strict=True))
        if progress is not None:
            progress(len(found), total)
    return found


def read_whole(files: list[File], *, keep: bool) -> dict[str, Entry]:
    """Give what files told in which no word of Google's occurs: what they name, not what is wrong."""
    found: dict[str, Entry] = {}
    for file in files:
        at = cache.now()
        data = looking.bytes_of(file)
        if isinstance(data, bytes):
            source, _ = looking.told(file, data)
            if source is not None:
                source.problems.clear()
                told = msgspec.msgpack.encode(source)
                found[file.path] = Entry(file.stamp, at, cache.digest(data) if keep else b"", told, None)
    return found


def _batches(rest: list[tuple[File, Entry | None]]) -> Iterator[list[tuple[File, Entry | None]]]:
    batch: list[tuple[File, Entry | None]] = []
    size = 0
    for one in rest:
        batch.append(one)
        size += one[0].size + 2000
        if size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _run(
    batches: list[list[tuple[File, Entry | None]]], jobs: int | None, *, keep: bool
) -> Iterator[tuple[list[tuple[File, Entry | None]], list[Entry]]]:
    workers = min(jobs or os.cpu_count() or 1, len(batches))
    if workers < 2 or len(batches) * _BATCH_BYTES < _PARALLEL_BYTES or not hasattr(os, "fork"):
        for batch in batches:
            yield batch, _read(batch, keep=keep)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - slow to import, for many files only
    from multiprocessing import get_context  # noqa: PLC0415 - likewise

    for name in {file.reader for batch in batches for file, _ in batch}:
        looking.reader(name)
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        for batch, encoded in zip(batches, pool.map(partial(_read_encoded, keep=keep), batches), strict=True):
            yield batch, msgspec.msgpack.decode(encoded, type=list[Entry])


def _read_encoded(batch: list[tuple[File, Entry | None]], *, keep: bool) -> bytes:
    return msgspec.msgpack.encode(_read(batch, keep=keep))


def _read(batch: list[tuple[File, Entry | None]], *, keep: bool) -> list[Entry]:
    """Read a batch. Trees make many objects and no circles, so collecting garbage in between only costs."""
    was = gc.isenabled()
    gc.disable()
    try:
        return _entries(batch, keep=keep)
    finally:
        if was:
            gc.enable()


def _entries(batch: list[tuple[File, Entry | None]], *, keep: bool) -> list[Entry]:
    encoder = msgspec.msgpack.Encoder()
    entries: list[Entry] = []
    for file, before in batch:
        at = cache.now()
        data = looking.bytes_of(file)
        if not isinstance(data, bytes):
            entries.append(Entry(file.stamp, 0, b"", None, data))
            continue
        digest = cache.digest(data) if keep else b""
        if before is not None and before.digest == digest:
            entries.append(Entry(file.stamp, at, digest, before.told, before.skipped))
            continue
        source, skipped = looking.judge(file, data)
        told = None if source is None else encoder.encode(source)
        entries.append(Entry(file.stamp, at, digest, told, skipped))
    return entries
