"""What a script gives names to: assignments, loops over lists, defaults, exports, functions, aliases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.shell_scope import of_text
from preflight.scan.reading.shell_values import array_of, splits
from preflight.scan.source import Known, Setting

if TYPE_CHECKING:
    from tree_sitter import Node

    from preflight.scan.reading.shell_pass import Pass
    from preflight.scan.source import Value

_SOME = 4
_POSITIONAL = 9


def define(one: Pass) -> None:
    """Take all definitions of a pass; afterwards its names mean what they can mean."""
    one.scope.sourcing |= any(name in ("source", ".") for _, name in one.commands)
    assignments = [(name, node) for node in one.found.get("assignment", []) if (name := _assigned(node))]
    one.scope.assigned.update(name for name, _ in assignments)
    values = [value for name, node in assignments for value in _assign(one, name, node)]
    values += [value for node in one.found.get("default", []) for value in _default(one, node)]
    for node in one.found.get("loop", []):
        _loop(one, node)
    for node, name in one.commands:
        _wrap(one, node, name)
    for node, name in one.commands:
        if name in one.script.functions:
            for at, argument in enumerate(node.children_by_field_name("argument")[:_POSITIONAL], 1):
                one.scope.set(f"{name}.{at}", one.value(argument))
    for node in one.found.get("declaration", []):
        _export(one, node)
    for name, value, line in values:
        one.script.text(value, line, f"={name}")


def _assigned(node: Node) -> str:
    name = node.child_by_field_name("name")
    return trees.text(name).partition("[")[0] if name is not None else ""


def _assign(one: Pass, name: str, node: Node) -> list[tuple[str, Value, int]]:
    value_node = node.child_by_field_name("value")
    if value_node is None:
        one.scope.set(name, Known(""))
        return []
    if value_node.type == "array":
        elements = [
            (one.value(child), child) for child in value_node.named_children if child.type != "comment"
        ]
        one.scope.extend(name, [value for value, _ in elements])
        return [(name, value, one.line(child)) for value, child in elements]
    # In the first `X=${X:-text}` the X on the right is the environment's.
    if name not in one.scope.values:
        one.scope.assigned.discard(name)
    value = one.value(value_node)
    one.scope.set(name, value)
    one.meant[node.id] = value
    return [(name, value, one.line(value_node))]


def _default(one: Pass, node: Node) -> list[tuple[str, Value, int]]:
    """Take `: "${X:=text}"`, which gives X a value where it has none."""
    name = trees.text(node.named_children[0]) if node.named_children else ""
    if not name.isidentifier():
        return []
    one.scope.assigned.discard(name)
    value = one.value(node)
    one.scope.set(name, value)
    return [(name, value, one.line(node))]


def _loop(one: Pass, node: Node) -> None:
    variable = node.child_by_field_name("variable")
    if variable is None:
        return
    name = trees.text(variable)
    for value in node.children_by_field_name("value"):
        array = array_of(value)
        if array in one.scope.arrays:
            for element in one.scope.arrays[array]:
                one.scope.set(name, element)
        elif splits(value):
            for text in one.scope.texts(one.value(value)):
                for part in text.split():
                    one.scope.set(name, of_text(part))
        else:
            one.scope.set(name, one.value(value))


def _wrap(one: Pass, node: Node, name: str) -> None:
    """Keep what a function or an alias puts before the words that it is called with."""
    arguments = node.children_by_field_name("argument")
    if name == "alias":
        for word in one.words(arguments)[0]:
            alias, sign, text = word.text.partition("=")
            if sign:
                one.scope.wrappers[alias] = tuple(text.split())
        return
    function = one.function(node)
    if not function or function == name:
        return
    first = node.child_by_field_name("name")
    nodes = [*(first.children[:1] if first is not None else []), *arguments]
    if name == "eval" and len(nodes) == 2 and trees.text(nodes[1]).strip('"') in ("$1", "${1}", "$@", "$*"):
        one.scope.wrappers[function] = ()
    elif nodes and array_of(nodes[-1]) == "@":
        one.scope.wrappers[function] = tuple(word.text for word in one.words(nodes[:-1])[0])


def _export(one: Pass, node: Node) -> None:
    keyword = trees.text(node.children[0]) if node.children else ""
    options = [trees.text(child) for child in node.children[1:3] if child.type == "word"]
    if keyword != "export" and not any(option.startswith("-") and "x" in option for option in options):
        return
    for child in node.named_children:
        if child.type == "variable_assignment":
            export(one, child)
        elif child.type == "variable_name":
            name = trees.text(child)
            for value in one.scope.values.get(name, [])[:_SOME]:
                one.script.setting(Setting(name, value, one.line(child)))


def export(one: Pass, node: Node) -> None:
    """Keep an assignment that a program sees in its environment."""
    name, value = _assigned(node), node.child_by_field_name("value")
    if name:
        meant = one.meant.get(node.id) or (one.value(value) if value is not None else Known(""))
        one.script.setting(Setting(name, meant, one.line(node)))
