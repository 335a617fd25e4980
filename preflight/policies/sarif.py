"""A rule of a policy pack, and a resource that breaks it, as SARIF knows them.

GitHub sorts by `security-severity`, from 0.1 to 10. An address for help must be whole.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from preflight.printable import printable

if TYPE_CHECKING:
    from preflight.violation import Violation

_SEVERITIES = {"critical": "9.5", "high": "8.0", "medium": "5.0", "low": "2.0"}


def rule(one: Violation) -> dict[str, Any]:
    """Describe the rule of a violation, which tells all that is known of it."""
    holds = one.code.replace("-", " ").capitalize()
    why, page = printable(one.why or holds), f"More: {one.page}" if one.page else ""
    lines = [why, one.fix and printable(one.fix), page]
    told: dict[str, Any] = {
        "id": one.code,
        "name": "".join(part[:1].upper() + part[1:] for part in one.code.split("-")),
        "shortDescription": {"text": printable(holds)},
        "fullDescription": {"text": why},
        "help": {"text": "\n".join(filter(None, lines)), "markdown": "\n\n".join(filter(None, lines))},
        "defaultConfiguration": {"level": str(one.level)},
        "properties": {"tags": ["google-cloud", "policy", "security"], "precision": "high"},
    }
    if one.severity in _SEVERITIES:
        told["properties"]["security-severity"] = _SEVERITIES[one.severity]
    return told | ({"helpUri": one.page} if one.page.startswith(("https://", "http://")) else {})


def identity(one: Violation) -> str:
    """Give what stays the same while the words change: the rule and the resource."""
    return hashlib.sha256(f"{one.code}\n{one.urn}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def resource(one: Violation) -> list[dict[str, Any]]:
    """Give the logical location; empty where the pack names no resource."""
    if not one.urn:
        return []
    name = {"name": printable(one.name)} if one.name else {}
    return [{**name, "fullyQualifiedName": printable(one.urn), "kind": "resource"}]
