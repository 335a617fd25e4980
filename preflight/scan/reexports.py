"""Names of libraries that one file of a service hands to another: `from .clients import bucket`.

A file that imports, makes or exports something keeps it as a constant, and one that uses it keeps the use
under the name of the file. Here both come together: the use gets the library's path, as if it were written in
the file that imports the library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from preflight.scan.reading import interest
from preflight.scan.source import LIBRARIES_OF, Made, Name

if TYPE_CHECKING:
    from preflight.scan.service import Service
    from preflight.scan.source import Source

_STAR = ".*"


def follow(service: Service) -> None:
    """Give the uses of names that other files hand on their libraries' paths."""
    for file, source in service.of(*LIBRARIES_OF):
        for at, use in enumerate(source.uses):
            if not interest.interesting(source.language, use.path):
                path = _library(service, file, source, use.path)
                if path:
                    source.uses[at] = msgspec.structs.replace(use, path=path)


def _library(service: Service, file: str, source: Source, path: str) -> str:
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        handed, rest = ".".join(parts[:length]), parts[length:]
        if not handed.strip("./"):
            break
        found = service.handed_on(file, handed.removesuffix("()"))
        if found is None and rest:
            found = service.handed_on(file, f"{handed}{_STAR}")
        if isinstance(found, Made):
            found = Name(f"{found.path}()")
        if isinstance(found, Name) and interest.interesting(source.language, found.path):
            call = "()" if handed.endswith("()") else ""
            return ".".join([f"{found.path.removesuffix(_STAR)}{call}", *rest])
    return ""
