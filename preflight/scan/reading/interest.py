"""What is worth keeping of a file: paths of libraries that can lead to Google, texts that can name something.

Asked for every import, call and string of every file, so it answers from small sets.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.source import LIBRARIES_OF, Env, Joined, Known, Name, OneOf

if TYPE_CHECKING:
    from collections.abc import Generator

    from preflight.scan.source import Value

TELLING = ("googleapis.com", "://", "google", ".firebaseio.com", "run.app", "gs:", "gcloud", "DataflowRunner",
            "django_spanner", "bigquery")  # fmt: skip

_FEW = 16


class _Sought:
    """What texts are looked for: those that hold one of `words`, or are joined with one of `names`."""

    words: tuple[str, ...] = TELLING
    names: frozenset[str] = frozenset()


@contextmanager
def looking_for(words: tuple[str, ...], names: frozenset[str] = frozenset()) -> Generator[None]:
    """Have readers tell other texts meanwhile: with these words in them, or under these names."""
    before = _Sought.words, _Sought.names
    _Sought.words, _Sought.names = words, names
    try:
        yield
    finally:
        _Sought.words, _Sought.names = before


def telling(text: str) -> bool:
    """Whether a text can name a host, an address or a library."""
    words = _Sought.words
    if len(words) > _FEW:  # in one pass, then
        return _words(words).search(text) is not None
    return any(word in text for word in words)


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


def tells_by_name(name: str) -> bool:
    """Whether what stands under this name is looked for."""
    return name in _Sought.names


def pattern() -> re.Pattern[bytes]:
    """Give what finds a telling word, or a telling name, in the bytes of a file."""
    return _pattern(_Sought.words, _Sought.names)


@cache
def _pattern(words: tuple[str, ...], names: frozenset[str]) -> re.Pattern[bytes]:
    whole = [rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])" for name in sorted(names)]
    return re.compile(b"|".join([*(re.escape(word.encode()) for word in words), *whole]))


def tells(value: Value) -> bool:
    """Whether a value holds such a text."""
    if isinstance(value, Known):
        return isinstance(value.value, str) and telling(value.value)
    if isinstance(value, Joined):
        return any(map(tells, value.parts))
    if isinstance(value, OneOf):
        return any(map(tells, value.values))
    if isinstance(value, Name):
        return bool(_Sought.names) and value.path.rpartition(".")[2] in _Sought.names
    return isinstance(value, Env) and value.default is not None and tells(value.default)


# Libraries that follow an address of any kind (`gs://` leads to Cloud Storage), or take a model by its name.
_FOLLOWERS = frozenset({
    "pandas", "dask", "polars", "fsspec", "pyarrow", "xarray", "smart_open", "tensorflow", "langchain",
    "crewai", "pydantic_ai", "instructor", "smolagents", "dspy", "grpc",
})  # fmt: skip


@cache
def _roots(language: str) -> frozenset[str]:
    return libraries.roots(LIBRARIES_OF[language]) | _FOLLOWERS


def interesting(language: str, path: str) -> bool:
    """Whether a path belongs to a library of the catalogue; its first one or two segments are asked."""
    roots = _roots(language)
    first, _, rest = path.replace("/", ".").partition(".")
    return first in roots or f"{first}.{rest.partition('.')[0]}" in roots
