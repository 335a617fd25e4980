"""What is worth keeping of a file: paths of libraries that can lead to Google, texts that can name something.

Asked for every import, call and string of every file, so it answers from small sets.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.source import LIBRARIES_OF, Env, Joined, Known, OneOf

if TYPE_CHECKING:
    from preflight.scan.source import Value

TELLING = ("googleapis.com", "://", "google", ".firebaseio.com", "run.app", "gs:", "gcloud", "DataflowRunner",
            "django_spanner", "bigquery")  # fmt: skip


def telling(text: str) -> bool:
    """Whether a text can name a host, an address or a library."""
    return any(word in text for word in TELLING)


def tells(value: Value) -> bool:
    """Whether a value holds such a text."""
    if isinstance(value, Known):
        return isinstance(value.value, str) and telling(value.value)
    if isinstance(value, Joined):
        return any(map(tells, value.parts))
    if isinstance(value, OneOf):
        return any(map(tells, value.values))
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
