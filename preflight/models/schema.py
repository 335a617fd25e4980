"""Writes docs/models.schema.json, which says what may stand in models.yaml, for editors and for readers.

Run by `make schema`; a test fails when the written file is out of date. What a schema cannot say (that the
model of a role has a row, that a day has a precision) the registry says when it is read.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from preflight.models.registry import Registry

WRITTEN = Path(__file__).parents[2] / "docs" / "models.schema.json"


def schema() -> dict[str, Any]:
    """Give the schema of models.yaml."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Registry.model_json_schema(),
        "title": "The registry of models",
        "description": "Written by `make schema` from preflight/models/registry.py; do not edit.",
    }


def text() -> str:
    """Give the schema as it is written."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    fresh = WRITTEN.exists() and WRITTEN.read_text(encoding="utf-8") == text()
    WRITTEN.write_text(text(), encoding="utf-8")
    print(f"docs/{WRITTEN.name} {'was up to date' if fresh else 'is written anew'}")
