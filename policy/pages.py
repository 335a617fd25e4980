"""Writes docs/rules: one page a rule, and the list of them, from the rules themselves.

    .venv/bin/python policy/pages.py

A test renders the pages again and compares, so a page can never say anything else than its rule.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

from rules import Declared, ResourceRule, Rule, found

ROOT = Path(__file__).resolve().parent.parent
DO_NOT_EDIT = "<!-- Rendered from policy/rules by `.venv/bin/python policy/pages.py`. -->\n"


def pages() -> dict[str, str]:
    """Render every page: path from the project's root -> text."""
    rules = found()
    return {"docs/rules/README.md": index(rules)} | {rule.page: page(rule) for rule in rules}


def index(rules: list[Rule]) -> str:
    """Render the list of all rules."""
    rows = [
        f"| [{rule.name}]({Path(rule.page).name}) | {rule.level} | {rule.severity} | {rule.reason} |"
        for rule in rules
    ]
    table = "\n".join(["| rule | level | severity | why |", "|---|---|---|---|", *rows])
    return f"{DO_NOT_EDIT}# Rules\n\nWhat the policy pack refuses to let through.\n\n{table}\n"


def page(rule: Rule) -> str:
    """Render one rule's page."""
    judges = f"`{rule.judges.pattern}`" if isinstance(rule, ResourceRule) else "the stack as a whole"
    facts = f"- Level: {rule.level}\n- Severity: {rule.severity}\n- Judges: {judges}\n"
    fix = f"{rule.fix[0].upper()}{rule.fix[1:]}."
    return (
        f"{DO_NOT_EDIT}# {rule.name}\n\n{facts}\n## Why\n\n{rule.docstring}\n\n## Fix\n\n{fix}\n"
        f"\n## Passes\n\n{code(rule.good)}\n## Refused\n\n{code(rule.bad)}"
    )


def code(examples: tuple[Declared, ...]) -> str:
    """Render examples as the Python that declares them."""
    return "```python\n" + "\n\n".join(python(example) for example in examples) + "\n```\n"


def python(example: Declared) -> str:
    """Render one resource as a call of the provider's Python class."""
    _, module, kind = re.split("[:/]", example.type, maxsplit=2)
    named = [f"    {snake(key)}={literal(value)}," for key, value in example.inputs.items()]
    call = f"gcp.{module.lower()}.{kind.partition(':')[2]}"
    return "\n".join([f"{call}(", '    "example",', *named, ")"])


def snake(name: str) -> str:
    """Turn the engine's name of an input into Python's."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def literal(value: object) -> str:
    """Write a value as Python, with double quotes where that needs no escapes."""
    if isinstance(value, str) and '"' not in value:
        return json.dumps(value)
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in cast("list[object]", value)) + "]"
    return repr(value)


def write() -> None:
    """Write every page, and remove those of rules that are gone."""
    rendered = pages()
    for stale in (ROOT / "docs/rules").glob("*.md"):
        if f"docs/rules/{stale.name}" not in rendered:
            stale.unlink()
    for path, text in rendered.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(text)


if __name__ == "__main__":
    write()
