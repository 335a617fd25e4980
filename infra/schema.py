"""Writes the JSON Schema of an environment's file, so that an editor completes and checks it while typing.

Run by `make schema`; a test fails when the written file is out of date. Deliberately absent: what other
programs put into the same file (the provider's `gcp:` keys, the pack's `policy:` keys), which are let
through unchecked.

https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from infra.settings import NAMESPACE
from infra.shape import Settings

WRITTEN = Path(__file__).with_name("settings.schema.json")
_TEXT = {"type": "string"}


def schema() -> dict[str, Any]:
    """Give the schema of a whole `Pulumi.<environment>.yaml`."""
    ours = Settings.model_json_schema()
    properties = {f"{NAMESPACE}:{key}": value for key, value in ours["properties"].items()}
    # The name of the file says which environment it is.
    del properties[f"{NAMESPACE}:environment"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An environment of Vividly's platform",
        "description": "Written by `make schema` from infra/shape.py; do not edit.",
        "type": "object",
        "additionalProperties": False,
        "required": ["config"],
        "properties": {
            "secretsprovider": {**_TEXT, "description": "Where the stack's state secrets are encrypted."},
            "encryptedkey": _TEXT,
            "encryptionsalt": _TEXT,
            "config": {
                "type": "object",
                "additionalProperties": False,
                "required": [f"{NAMESPACE}:{key}" for key in ours["required"] if key != "environment"],
                "properties": properties,
                "patternProperties": {"^(gcp|policy|pulumi):": {}},
            },
        },
        "$defs": ours["$defs"],
    }


def text() -> str:
    """Give the schema as it is written."""
    return json.dumps(schema(), indent=2) + "\n"


if __name__ == "__main__":
    fresh = WRITTEN.exists() and WRITTEN.read_text(encoding="utf-8") == text()
    WRITTEN.write_text(text(), encoding="utf-8")
    print(f"infra/{WRITTEN.name} {'was up to date' if fresh else 'is written anew'}")
