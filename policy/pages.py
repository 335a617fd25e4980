"""Writes docs/rules: one page a rule, and the list of them, from the rules themselves.

    .venv/bin/python policy/pages.py

A test renders the pages again and compares, so a page can never say anything else than its rule. How an
example becomes Python stands in `pages_python.py`.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import settings
from pages_python import call, code, config
from rules import Declared, Rule, found
from speakers import SPEAKERS

ROOT = Path(__file__).resolve().parent.parent
# How Google writes what file names cannot.
HEADINGS = {"iam": "IAM", "apis": "APIs", "run": "Run", "pubsub": "Pub/Sub"}
DO_NOT_EDIT = "<!-- Rendered from policy/rules by `.venv/bin/python policy/pages.py`. -->\n"


def pages() -> dict[str, str]:
    """Render every page: path from the project's root -> text."""
    rules = [*found(), *SPEAKERS]
    return {"docs/rules/README.md": index(rules)} | {rule.page: page(rule) for rule in rules}


def index(rules: list[Rule]) -> str:
    """Render the list of all rules, a table for each file of policy/rules."""
    by_file = sorted(rules, key=lambda rule: (file_of(rule), rule.name))
    tables = [table(file, list(group)) for file, group in groupby(by_file, key=file_of)]
    intro = (
        f"What the policy pack refuses: {len(rules)} rules. A mandatory rule stops a preview and an update,"
        " an advisory one only says so. What an environment may decide about them:"
        " [choose what the policy pack refuses](../how-to/choose-what-the-policy-pack-refuses.md).\n"
    )
    return f"{DO_NOT_EDIT}# Rules\n\n{intro}\n" + "\n".join(tables)


def table(file: str, rules: list[Rule]) -> str:
    """Render the rules of one file."""
    rows = [
        f"| [{rule.name}]({Path(rule.page).name}) | {rule.level} | {rule.severity} | {rule.reason} |"
        for rule in rules
    ]
    heading = " ".join(HEADINGS.get(word, word) for word in file.split("_"))
    heading = heading[0].upper() + heading[1:]
    return "\n".join(
        [f"## {heading}", "", "| rule | level | severity | why |", "|---|---|---|---|", *rows, ""]
    )


def file_of(rule: Rule) -> str:
    """Name the file of policy/rules that a rule stands in."""
    return rule.find.__module__.rpartition(".")[2]


def page(rule: Rule) -> str:
    """Render one rule's page."""
    scope = ", seen with the whole stack" if rule.of_stack else ""
    facts = f"- Level: {rule.level}\n- Severity: {rule.severity}\n"
    if rule in SPEAKERS:
        facts += "- Judges nothing: it speaks for the others\n"
        fix = f"{rule.fix[0].upper()}{rule.fix[1:]}."
        return f"{DO_NOT_EDIT}# {rule.name}\n\n{facts}\n## Why\n\n{rule.docstring}\n\n## Fix\n\n{fix}\n"
    facts += f"- Judges: `{rule.judges.pattern}`{scope}\n- Stands in: `policy/rules/{file_of(rule)}.py`\n"
    fix = f"{rule.fix[0].upper()}{rule.fix[1:]}."
    bad_given = rule.given if rule.bad_given is None else rule.bad_given
    return (
        f"{DO_NOT_EDIT}# {rule.name}\n\n{facts}\n## Why\n\n{rule.docstring}\n\n## Fix\n\n{fix}\n"
        f"{choices(rule)}\n## Passes\n\n{examples(rule, rule.good)}{config(rule.given)}"
        f"\n## Refused\n\n{examples(rule, rule.bad)}{config(bad_given)}"
    )


def choices(rule: Rule) -> str:
    """Say which settings a rule needs or heeds."""
    lines = [f"- `policy:{name}` (needed): {text_of(name)}" for name in rule.needs]
    lines += [f"- `policy:{name}`: {text_of(name)}" for name in rule.reads]
    return "\n".join(["", "## Settings", "", *lines, ""]) if lines else ""


def text_of(choice: str) -> str:
    """Give what a setting is for."""
    return str(settings.schema_of(choice)["description"])


def examples(rule: Rule, declared: tuple[Declared, ...]) -> str:
    """Render examples as the Python that declares them, or say that it is the stack itself."""
    written = [one for one in declared if one.type.startswith("gcp:")]
    if not written:
        return "Any program.\n" if rule.given == {} else "Any program, with these settings.\n"
    return code(call(one, written) for one in written)


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
