"""Writes the JSON Schemas of the reports: docs/scan.schema.json and one for each other command.

Run by `make schema`; a test fails when a written file is out of date. Every field is always there, so every
one is required; fields that a schema does not name may come without a new version, so none is refused.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import msgspec

from preflight.environ.document import EnvDocument
from preflight.explain.document import Explained
from preflight.lint.document import Linted
from preflight.models.document import Listing, Refreshed, Shown
from preflight.policies.document import ReportDocument
from preflight.report.json import CheckDocument, ScanDocument
from preflight.roles.document import IamDocument
from preflight.scan.needs import VERSION
from preflight.verify.document import VerifyDocument

FOLDER = Path(__file__).parents[1] / "docs"
DOCUMENTS: dict[str, type[msgspec.Struct]] = {
    "env": EnvDocument,
    "iam": IamDocument,
    "scan": ScanDocument,
    "check": CheckDocument,
    "explain": Explained,
    "report": ReportDocument,
    "verify": VerifyDocument,
    "models lint": Linted,
    "models list": Listing,
    "models show": Shown,
    "models refresh": Refreshed,
}


def file(command: str) -> Path:
    """Give where the schema of a command is written; `models list` has one name there."""
    return FOLDER / f"{command.replace(' ', '-')}.schema.json"


def schema(command: str) -> dict[str, Any]:
    """Give the schema of what `preflight <command> --format json` prints."""
    (root,), parts = msgspec.json.schema_components([DOCUMENTS[command]], ref_template="#/$defs/{name}")
    for part in parts.values():
        for field in cast("dict[str, dict[str, Any]]", part.get("properties", {})).values():
            field.pop("default", None)
        if "properties" in part:
            part["required"] = list(part["properties"])
    document = parts.pop(str(root["$ref"]).rpartition("/")[2])
    document["properties"]["version"] = {"const": VERSION}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"preflight {command} --format json",
        **{key: value for key, value in document.items() if key != "title"},
        "$defs": parts,
    }


def text(command: str) -> str:
    """Give the schema as it is written."""
    return json.dumps(schema(command), indent=2) + "\n"


if __name__ == "__main__":
    for name in DOCUMENTS:
        written = file(name)
        fresh = written.exists() and written.read_text(encoding="utf-8") == text(name)
        written.write_text(text(name), encoding="utf-8")
        print(f"docs/{written.name} {'was up to date' if fresh else 'is written anew'}")
