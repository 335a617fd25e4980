"""The programs that JavaScript and TypeScript start: `child_process`, and the packages that stand in for it.

https://nodejs.org/api/child_process.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.values import word

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_values import Values
    from preflight.scan.reading.started_commands import Started

# Modules that start programs -> their functions that take a whole line for a shell.
STARTS = {
    "child_process": frozenset({"exec", "execSync"}),
    "execa": frozenset({"execaCommand", "execaCommandSync", "command", "commandSync"}),
    "shelljs": frozenset({"exec"}),
    "cross-spawn": frozenset[str](),
    "zx": frozenset[str](),
}


def command(path: str, call: Node, values: Values, started: Started) -> None:
    """Take the command line that a call of one of these modules starts."""
    module, _, rest = path.partition(".")
    given = call.child_by_field_name("arguments")
    if "()" in path or given is None or given.type != "arguments" or not given.named_child_count:
        return
    first = word(values.of(given.named_child(0)))
    listed = _list(given, values)
    # With `shell: true` the first may hold more than a name.
    if rest in STARTS[module] or not listed:
        started.line(first, trees.line(call))
    else:
        started.words([*first.split(), *listed], trees.line(call))


def _list(given: Node, values: Values) -> tuple[str, ...]:
    second = given.named_child(1) if given.named_child_count > 1 else None
    if second is not None and second.type == "identifier":
        found = values.flow.scopes.find(trees.text(second), second)
        above = found.declared[0].parent if found is not None else None
        second = above.child_by_field_name("value") if above and above.type == "variable_declarator" else None
    if second is None or second.type != "array":
        return ()
    return tuple(word(values.of(one)) for one in second.named_children if one.type != "comment")


def tagged(values: Values, started: Started) -> None:
    """Take the command lines written as a template after `$`, as zx and execa take them."""
    names = values.flow.names
    if not names.has("$`"):
        return
    for place in names.at("$"):
        call = place.parent if place.type == "identifier" else None
        template = call.child_by_field_name("arguments") if call is not None else None
        if call is not None and template is not None and template.type == "template_string":
            started.line(word(values.of(template)), trees.line(call))
