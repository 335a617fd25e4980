"""Makefiles: the recipes of their targets, read as the shell that runs them reads them.

Deliberately absent: which target is asked for, and rules that files generate.

https://www.gnu.org/software/make/manual/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees, unread
from preflight.scan.reading.make_recipes import Rules, recipes
from preflight.scan.reading.make_variables import Variables, masked
from preflight.scan.reading.shell_scripts import Script
from preflight.scan.reading.variables import interpolated
from preflight.scan.source import Setting, Source

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGE = "make"
SUFFIXES = (".mk", ".mak")
NAMES: tuple[str, ...] = ("Makefile", "makefile", "GNUmakefile", "Makefile.*")
_QUERY = """
(variable_assignment) @assignment
(shell_assignment) @shell
(define_directive) @define
(export_directive) @export
(include_directive) @include
(rule) @rule
(shell_text) @text
(shell_function) @function
"""


def read(data: bytes, name: str) -> Source:
    """Read one Makefile. What is no make is a problem with its line, and the rest is read."""
    del name
    data = masked(data.replace(b"\r\n", b"\n") + b"\n")
    root = trees.parse("make", data)
    if trees.unwieldy(data, root):
        return Source(LANGUAGE, problems=[f"line 1: {unread.UNWIELDY}"])
    found = trees.captures("make", _QUERY, root)
    for nodes in found.values():
        nodes.sort(key=_place)
    script, variables = Script(Source(LANGUAGE)), Variables()
    for node in found.get("assignment", []):
        _assign(node, variables)
    for node in found.get("define", []):
        _define(node, variables)
    rules = Rules(found.get("rule", []))
    _export(found.get("export", []), script, variables)
    for node in (*found.get("function", []), *found.get("shell", [])):
        command = next((child for child in node.named_children if child.type == "shell_command"), None)
        if command is not None and rules.at(node) is None:
            script.read(variables.expanded(command, ""), trees.line(command))
    for recipe in recipes(found.get("text", []), rules, variables):
        script.read(recipe.text, recipe.line, recipe.target)
    for node in found.get("include", []):
        script.source.locals.extend(trees.text(node).split()[1:])
    script.source.problems.extend(unread.first("make", root, "make"))
    return script.finish()


def _place(node: Node) -> int:
    return node.start_byte


def _assign(node: Node, variables: Variables) -> None:
    named = [child for child in node.named_children if child.type != "comment"]
    if not named:
        return
    value = next((child for child in named[1:] if child.type in ("text", "string")), None)
    name, operator = (
        trees.text(named[0]),
        next((child.type for child in node.children if not child.is_named), "="),
    )
    if value is not None and not (operator == "?=" and name in variables.nodes):
        variables.nodes[name] = value


def _define(node: Node, variables: Variables) -> None:
    named = node.named_children
    if len(named) > 1:
        variables.defined[trees.text(named[0])] = "".join(
            f"\t{line.lstrip()}\n" for line in trees.text(named[-1]).splitlines()
        )


def _export(nodes: list[Node], script: Script, variables: Variables) -> None:
    for node in nodes:
        for assignment in (child for child in node.named_children if child.type == "variable_assignment"):
            name = trees.text(assignment.named_children[0])
            if name in variables.nodes:
                value = interpolated(variables.expanded(variables.nodes[name], ""), script.scope)
                script.scope.set(name, value)
                script.setting(Setting(name, value, trees.line(assignment)))
