"""The names that a module of JavaScript or TypeScript exports, where a library's thing is behind them.

Another file that imports such a name uses the library. A class that extends a library's, and a function that
gives what the library gives, stand for the library's own. Everything that one `export *` hands on is kept
under `*`, what is exported without a name under `default`. Deliberately absent: exports put together at run
time. https://tc39.es/ecma262/#sec-exports
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees
from preflight.scan.reading.ecmascript_imports import is_local
from preflight.scan.reading.ecmascript_scopes import CLASSES, spelled_key
from preflight.scan.reading.values import one_of
from preflight.scan.source import Made, Name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tree_sitter import Node

    from preflight.scan.reading.ecmascript_imports import Imported
    from preflight.scan.reading.ecmascript_values import Values
    from preflight.scan.source import Value

ALL = "*"
DEFAULT = "default"
_CALL = "()"
_FUNCTIONS = frozenset({"function_declaration", "generator_function_declaration"})
_NAMED = _FUNCTIONS | CLASSES


def exports(values: Values, found: list[Imported], matters: Callable[[str], bool]) -> dict[str, Value]:
    """Give what leads to a library by the name that it is exported under. `matters`: whether a path does."""
    kept: dict[str, list[Value]] = {}
    for name, value in _exported(values, found):
        if isinstance(value, Name | Made) and (is_local(value.path) or matters(value.path)):
            kept.setdefault(name, []).append(value)
    return {name: one_of(given) for name, given in kept.items()}


def _exported(values: Values, found: list[Imported]) -> Iterator[tuple[str, Value | None]]:
    for one in found:
        if one.passed_on and not one.types:
            yield _passed_on(one)
    for statement in values.flow.names.root.named_children:
        if statement.type == "export_statement":
            yield from _of_statement(statement, values)
        elif statement.type == "expression_statement" and statement.named_child_count:
            yield from _of_assignment(statement.named_child(0), values)
        elif statement.type in _NAMED:  # exported further down, or by `module.exports`
            yield from _named(statement, values)


def _passed_on(one: Imported) -> tuple[str, Value]:
    """`export {X} from '…'`, `export * from '…'`, `export * as x from '…'`."""
    if one.node.type == "export_specifier":
        alias = one.node.child_by_field_name("alias") or one.node.child_by_field_name("name")
        path = one.path.removesuffix(f".{DEFAULT}") if not is_local(one.path) else one.path
        return spelled_key(alias), Name(path)
    space = next((child for child in one.node.named_children if child.type == "namespace_export"), None)
    if space is not None and space.named_child_count:
        return spelled_key(space.named_child(0)), Name(one.path.removesuffix(".*"))
    return ALL, Name(one.path)


def _of_statement(statement: Node, values: Values) -> Iterator[tuple[str, Value | None]]:
    declared = statement.child_by_field_name("declaration")
    given = statement.child_by_field_name("value")
    if any(child.type == DEFAULT for child in statement.children):
        yield DEFAULT, _declared(declared, values) if declared is not None else _whole(given, values)
    elif declared is not None and declared.type in _NAMED:
        yield from _named(declared, values)
    elif declared is not None:
        for declarator in declared.named_children:
            name = declarator.child_by_field_name("name")
            if declarator.type == "variable_declarator" and name is not None and name.type == "identifier":
                yield trees.text(name), _held(name, values)
    if statement.child_by_field_name("source") is None:
        for clause in statement.named_children:
            for one in clause.named_children if clause.type == "export_clause" else ():
                name = one.child_by_field_name("name")
                if name is not None:
                    yield spelled_key(one.child_by_field_name("alias") or name), _held(name, values)


def _named(node: Node, values: Values) -> Iterator[tuple[str, Value | None]]:
    name = node.child_by_field_name("name")
    if name is not None:
        yield trees.text(name), _held(name, values)


def _declared(node: Node, values: Values) -> Value | None:
    name = node.child_by_field_name("name")
    return _held(name, values) if name is not None else None


def _of_assignment(node: Node, values: Values) -> Iterator[tuple[str, Value | None]]:
    """`module.exports = …`, `exports.x = …`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if node.type != "assignment_expression" or left is None or right is None:
        return
    target = trees.text(left)
    if target != "module.exports":
        if target.startswith(("exports.", "module.exports.")):
            yield target.removeprefix("module.").removeprefix("exports."), _whole(right, values)
    elif right.type == "object":
        yield from _of_object(right, values)
    else:
        whole = _whole(right, values)
        yield DEFAULT, whole
        if isinstance(whole, Name):
            yield ALL, Name(f"{whole.path}.*")


def _of_object(literal: Node, values: Values) -> Iterator[tuple[str, Value | None]]:
    for child in literal.named_children:
        if child.type == "shorthand_property_identifier":
            yield trees.text(child), _held(child, values)
        elif child.type == "pair":
            key = spelled_key(child.child_by_field_name("key"))
            yield key, _whole(child.child_by_field_name("value"), values)
        elif child.type == "spread_element" and child.named_child_count:
            whole = _whole(child.named_child(0), values)
            yield ALL, Name(f"{whole.path}.*") if isinstance(whole, Name) else None


def _whole(node: Node | None, values: Values) -> Value | None:
    if node is not None and node.type == "identifier":
        return _held(node, values)
    return values.of(node)


def _held(name: Node, values: Values) -> Value | None:
    """Give what a name of the module holds; a function stands for what it calls, to give it on."""
    text = trees.text(name)
    kept = values.flow.held.get((text, values.flow.scopes.meaning(text, name).span), ())
    for held in kept:
        if not held.via:
            return Made(held.path.removesuffix(_CALL)) if held.path.endswith(_CALL) else Name(held.path)
        if held.via == (_CALL,) and held.path.endswith(_CALL):
            return Name(held.path.removesuffix(_CALL))
    return None
