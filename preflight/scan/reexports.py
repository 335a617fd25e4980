"""Names of libraries that one file of a service hands to another: `from .clients import bucket`.

A file that imports, makes or exports something keeps it as a constant (all names of a library under `*`), and
one that uses it keeps the use under the name of the file. Here both come together: the use gets the library's
path, as if it were written in the file that imports the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from preflight.scan.reading import interest
from preflight.scan.source import LIBRARIES_OF, Made, Name, OneOf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Source, Value

_ALL = "*"
_UNKNOWN = "?."


def follow(service: Service) -> None:
    """Give the uses of names that other files hand on their libraries' paths."""
    opened = _opened(service)
    for file, source in service.of(*LIBRARIES_OF):
        for at, use in enumerate(source.uses):
            if source.language == "csharp" and use.path.startswith(_UNKNOWN):
                path = _of_opened(use.path, opened)
            elif interest.interesting(source.language, use.path):
                continue
            else:
                path = _library(service, file, source, use.path)
            if path:
                source.uses[at] = msgspec.structs.replace(use, path=path)


def _library(service: Service, file: str, source: Source, path: str) -> str:
    # Of `./clients.BigQuery.query` the file is `./clients`: what stands before the last `/` is no name.
    folder, slash, names = path.rpartition("/")
    parts = names.split(".") if slash else path.split(".")
    for length in range(len(parts), 0 if not slash else 1, -1):
        handed, rest = f"{folder}{slash}{'.'.join(parts[:length])}", parts[length:]
        if not handed.strip("./"):
            break
        call = "()" if handed.endswith("()") else ""
        for found in _paths(service.handed_on(file, handed.removesuffix("()"))):
            if interest.interesting(source.language, found):
                return ".".join([f"{found}{call}", *rest])
    for length in range(len(parts) - 1, 0, -1):
        module, rest = f"{folder}{slash}{'.'.join(parts[:length])}", parts[length:]
        for found in _paths(service.handed_on(file, f"{module}.{_ALL}")):
            if interest.interesting(source.language, found):
                return ".".join([found.removesuffix(f".{_ALL}"), *rest])
    return ""


def _paths(value: Value | None) -> Iterator[str]:
    for one in value.values if isinstance(value, OneOf) else (value,):
        if isinstance(one, Made):
            yield f"{one.path}()"
        elif isinstance(one, Name):
            yield one.path


def _opened(service: Service) -> list[str]:
    """Give the namespaces that some file opens for all files of a C# project."""
    found = (source.constants.get(_ALL) for _, source in service.of("csharp", "csharp-manifest"))
    return [path.removesuffix(f".{_ALL}") for value in found for path in _paths(value)]


def _of_opened(path: str, opened: list[str]) -> str:
    if not opened:
        return ""
    from preflight.scan.reading import csharp_names  # noqa: PLC0415 - for C# alone

    return csharp_names.with_opened(path, opened)
