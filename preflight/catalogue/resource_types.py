"""Which Google APIs a type of the gcp SDK needs: the table in resource_types.csv, read and validated.

One row a module of the SDK, and one for each type that calls another API than its module. A row names every
API whose absence makes creating or reading such a resource fail; its source is what the provider is generated
from. Shared by the program (every resource depends on its APIs), by the scan (what deploying needs) and by
the policy pack. Deliberately absent: a guess. A type without a row is an error of the table, never an empty
answer, because an empty answer would let a resource pass unchecked.

Shape of a type token: https://www.pulumi.com/docs/iac/concepts/resources/names/#types
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from preflight.catalogue import tables
from preflight.catalogue.tables import CatalogueError

__all__ = ["CatalogueError", "Tables", "apis_of", "parse", "read"]

TABLE = Path(__file__).with_name("resource_types.csv")
COLUMNS = ("type", "apis", "source", "note")
_TOKEN = re.compile(r"gcp:(?P<module>[a-z0-9]+)/[A-Za-z0-9]+:[A-Za-z0-9]+")
_MODULE = re.compile(r"[a-z0-9]+")

Tables = tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]


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
def _tables() -> Tables:
    return parse(read())


def read() -> str:
    """Give the table as it is written. Raises CatalogueError."""
    return tables.text_of(TABLE, TABLE.name)


def parse(text: str) -> Tables:
    """Turn the text of the table into APIs by module and by type. Raises CatalogueError with all problems."""
    modules: dict[str, tuple[str, ...]] = {}
    types: dict[str, tuple[str, ...]] = {}
    problems: list[str] = []
    for line, (name, apis, _source, _note) in enumerate(tables.parse(text, TABLE.name, COLUMNS), start=2):
        if not (_MODULE.fullmatch(name) or _TOKEN.fullmatch(name)):
            what = f"{name!r} is neither a module nor a type of the gcp SDK"
            problems.append(f"{TABLE.name}:{line}: {what}; correct it")
        unfit = (
            tables.unfit(apis, f"the APIs of {name}")
            if apis
            else [f"the APIs of {name} are missing; name them"]
        )
        problems += [f"{TABLE.name}:{line}: {what}" for what in unfit]
        (types if name.startswith("gcp:") else modules)[name] = tables.split(apis)
    if problems:
        raise CatalogueError(problems)
    return modules, types
