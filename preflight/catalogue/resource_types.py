"""Which Google APIs a type of the gcp SDK needs: the table in resource_types.yaml, read and validated.

Shared by the program (every resource depends on its APIs), by the scan (what deploying needs) and by the
policy pack. Deliberately absent: a guess. A type without a row is an error of the table, never an empty
answer, because an empty answer would let a resource pass unchecked.

Shape of a type token: https://www.pulumi.com/docs/iac/concepts/resources/names/#types
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

from preflight import yaml_files

TABLE = Path(__file__).with_name("resource_types.yaml")
_API = re.compile(r"[a-z][a-z0-9-]*\.googleapis\.com")
_TOKEN = re.compile(r"gcp:(?P<module>[a-z0-9]+)/[A-Za-z0-9]+:[A-Za-z0-9]+")


class CatalogueError(ValueError):
    """The table is wrong, or knows nothing of a type. `problems` holds every sentence."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def apis_of(resource_type: str) -> tuple[str, ...]:
    """Give the APIs that a resource of this type needs, such as `gcp:pubsub/topic:Topic`.

    Types of other packages (`pulumi:pulumi:Stack`) need none. Raises CatalogueError for a gcp type without
    a row.
    """
    if not resource_type.startswith("gcp:"):
        return ()
    modules, types = _tables()
    if resource_type in types:
        return types[resource_type]
    token = _TOKEN.fullmatch(resource_type)
    module = token["module"] if token else ""
    if module not in modules:
        raise CatalogueError(
            [f"{TABLE.name}: {resource_type} has no row; add the APIs of module {module or resource_type!r}"]
        )
    return modules[module]


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    return parse(read())


def read() -> object:
    """Give the table as it is written. Raises CatalogueError."""
    try:
        return yaml_files.read(TABLE, TABLE.name)
    except yaml_files.UnreadableError as error:
        raise CatalogueError(list(error.problems)) from error


def parse(document: object) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Turn the document into (APIs by module, APIs by type). Raises CatalogueError with all problems."""
    if not isinstance(document, Mapping) or set(cast("Mapping[str, object]", document)) != {
        "modules",
        "types",
    }:
        raise CatalogueError([f"{TABLE.name}: must hold `modules` and `types`, and nothing else"])
    tables = cast("Mapping[str, object]", document)
    problems: list[str] = []
    wrong = [name for name, table in tables.items() if not isinstance(table, Mapping)]
    if wrong:
        raise CatalogueError([f"{TABLE.name}: `{name}` is no block of keys; correct it" for name in wrong])
    modules = _rows(tables["modules"], re.compile(r"[a-z0-9]+"), problems)
    types = _rows(tables["types"], _TOKEN, problems)
    if problems:
        raise CatalogueError(problems)
    return modules, types


def _rows(table: object, key: re.Pattern[str], problems: list[str]) -> dict[str, tuple[str, ...]]:
    rows: dict[str, tuple[str, ...]] = {}
    for name, value in cast("Mapping[object, object]", table).items():
        apis = tuple(str(api) for api in cast("list[object]", value)) if isinstance(value, list) else ()
        if not key.fullmatch(str(name)):
            problems.append(
                f"{TABLE.name}: {name!r} is neither a module nor a type of the gcp SDK; correct it"
            )
        if not apis:
            problems.append(f"{TABLE.name}: {name} names no API; write a list of at least one")
        problems.extend(
            f"{TABLE.name}: {name}: {api!r} is no API; write it like pubsub.googleapis.com"
            for api in apis
            if not _API.fullmatch(api)
        )
        rows[str(name)] = apis
    return rows
