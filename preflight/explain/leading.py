"""What leads to an API: the rows of every table of the catalogue that name it, and the gcp SDK's modules.

Each table is found by being there, so that what a new one knows is explained without a change here. Rows that
are known to call nothing (messages, types) lead nowhere and are left out.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from preflight.catalogue import resource_types, tables

if TYPE_CHECKING:
    from pathlib import Path

# In the order in which they are shown, with the words for them; tables without words come last, by name.
WORDS = {
    "python": "Python",
    "node": "JavaScript",
    "go": "Go",
    "java": "Java, Kotlin",
    "csharp": "C#",
    "discovery": "build(...)",
    "hosts": "hosts",
    "host_paths": "addresses",
    "gcloud": "commands",
    "terraform": "Terraform",
    "kinds": "YAML",
}
_CALL_NOTHING = {"types", "none"}
_INDIRECT = {"wrapper", "decided"}


def leading(api: str) -> dict[str, list[str]]:
    """Give what leads to an API, by kind in words: packages of languages first, what wraps them after."""
    files = {file.stem: file for file in tables.FOLDER.glob("*.csv")}
    order = [*(name for name in WORDS if name in files), *sorted(set(files) - set(WORDS))]
    found = {WORDS.get(name, name): _of_table(files[name], api) for name in order if name != "apis"}
    found["Pulumi"] = _of_resources(api)
    return {words: keys for words, keys in found.items() if keys}


def _of_table(file: Path, api: str) -> list[str]:
    with file.open(encoding="utf-8", newline="") as table:
        rows = [row for row in csv.DictReader(table) if api in _apis(row)]
    rows = [row for row in rows if row.get("kind") not in _CALL_NOTHING or "package" not in row]
    rows.sort(key=lambda row: row.get("kind") in _INDIRECT)
    names = [tables.split(row.get("package") or next(iter(row.values()))) for row in rows]
    return list(dict.fromkeys(name for several in names for name in several))


def _apis(row: dict[str, str]) -> tuple[str, ...]:
    return tables.split(row.get("apis") or row.get("api") or "")


def _of_resources(api: str) -> list[str]:
    modules, types = resource_types.parse(resource_types.read())
    found = [f"gcp.{module}" for module, apis in modules.items() if api in apis]
    return [
        *found,
        *(token for token, apis in types.items() if api in apis and f"gcp.{_module(token)}" not in found),
    ]


def _module(token: str) -> str:
    return token.removeprefix("gcp:").partition("/")[0]
