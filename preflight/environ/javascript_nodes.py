"""Nodes of JavaScript's grammar as questions: what is called, what surrounds a read, what throws without it.

https://github.com/tree-sitter/tree-sitter-javascript
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tree_sitter import Node

PASSES = {
    "non_null_expression",
    "as_expression",
    "satisfies_expression",
    "parenthesized_expression",
    "type_assertion",
}
FUNCTIONS = {"function_declaration", "function_expression", "arrow_function", "method_definition", "function",
              "generator_function_declaration"}  # fmt: skip
_PASSED_OVER = 400


def each(node: Node | None, kinds: set[str]) -> Iterator[Node]:
    """Give every node of these kinds at or below a node, in the order of the text."""
    waiting = [node] if node is not None else []
    while waiting:
        one = waiting.pop()
        if one.type in kinds:
            yield one
        waiting += reversed(one.named_children)


def field(node: Node, name: str) -> str:
    """Give the text of a part of a node, or nothing."""
    part = node.child_by_field_name(name)
    return trees.text(part) if part is not None else ""


def bare(node: Node | None) -> Node | None:
    """Give what an expression is without brackets and types around it."""
    while node is not None and node.type in PASSES and node.named_children:
        node = node.named_children[0]
    return node


def string(node: Node) -> str:
    """Give what stands between the quotes of a string."""
    return trees.text(node)[1:-1]


def texts(node: Node | None, constants: Mapping[str, list[str]]) -> list[str]:
    """Give the texts of a text or of a list of them."""
    node = bare(node)
    if node is None:
        return []
    if node.type == "string":
        return [string(node)]
    if node.type == "template_string" and not any(
        child.type == "template_substitution" for child in node.children
    ):
        return [string(node)]
    if node.type == "array" and node.named_children:
        found = [
            string(one) if one.type == "string" else (constants.get(trees.text(one)) or [""])[0]
            for one in node.named_children
        ]
        return found if all(found) else []
    return []


def operator(node: Node) -> str:
    """Give the operator of an expression."""
    operator = node.child_by_field_name("operator")
    return trees.text(operator) if operator is not None else ""


def called(node: Node) -> str:
    """Give the text of what a call calls; of a long one its last name."""
    function = node.child_by_field_name("function")
    if function is None or function.end_byte - function.start_byte > _PASSED_OVER:
        return "." + trees.text(function)[-60:].rpartition(".")[2] if function is not None else ""
    return trees.text(function).replace("?.", ".")


def chain(node: Node) -> str:
    """Give the text of what is called on the result of a call, and on that."""
    top = node
    while top.parent is not None and top.parent.type in ("member_expression", "call_expression"):
        top = top.parent
    return trees.text(top)


def argument_text(node: Node, at: int) -> str:
    """Give an argument that is a text, or nothing."""
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    return string(given[at]) if at < len(given) and given[at].type == "string" else ""


def argument_plain(node: Node, at: int) -> str:
    """Give an argument as it is written, or nothing."""
    arguments = node.child_by_field_name("arguments")
    given = arguments.named_children if arguments is not None else []
    return trees.text(given[at]) if at < len(given) else ""


def count(node: Node) -> int:
    """Give how many arguments a call has."""
    arguments = node.child_by_field_name("arguments")
    return len(arguments.named_children) if arguments is not None else 0


def function_of(node: Node) -> Node | None:
    """Give the function around a node."""
    above = node.parent
    while above is not None and above.type not in FUNCTIONS:
        above = above.parent
    return above


def name_of(function: Node) -> str:
    """Give the name of a function, or of what it is assigned to."""
    name = function.child_by_field_name("name")
    if name is not None:
        return trees.text(name)
    above = function.parent
    while above is not None and above.type in PASSES | {"call_expression", "arguments"}:
        above = above.parent
    if above is not None and above.type in (
        "variable_declarator",
        "pair",
        "public_field_definition",
        "field_definition",
    ):
        name = (
            above.child_by_field_name("name")
            or above.child_by_field_name("key")
            or above.child_by_field_name("property")
        )
        return trees.text(name) if name is not None else ""
    return ""


def parameters(function: Node) -> list[str]:
    """Give the names of the parameters of a function."""
    single = function.child_by_field_name("parameter")
    if single is not None:
        return [trees.text(single)]
    parameters = function.child_by_field_name("parameters")
    names: list[str] = []
    for one in parameters.named_children if parameters is not None else ():
        inner = one.child_by_field_name("pattern") or one.child_by_field_name("left") or one
        names.append(trees.text(inner))
    return names


def is_parameter(node: Node, name: str) -> bool:
    """Say whether a name is a parameter of a function around a node."""
    function = function_of(node)
    while function is not None:
        if name in parameters(function):
            return "process.env" not in field(function, "parameters")
        function = function_of(function)
    return False


def looped(node: Node) -> Node | None:
    """Give what a name goes over: `for (const name of NAMES)`, `NAMES.forEach((name) => ...)`."""
    name = trees.text(node)
    above = node.parent
    while above is not None:
        if above.type == "for_in_statement":
            left, right = above.child_by_field_name("left"), above.child_by_field_name("right")
            if left is not None and right is not None and trees.text(left).split()[-1:] == [name]:
                return bare(right)
        if above.type in FUNCTIONS and parameters(above)[:1] == [name]:
            call = (
                above.parent.parent if above.parent is not None and above.parent.type == "arguments" else None
            )
            function = call.child_by_field_name("function") if call is not None else None
            if function is not None and function.type == "member_expression":
                method = function.child_by_field_name("property")
                if method is not None and trees.text(method) in (
                    "forEach",
                    "filter",
                    "map",
                    "every",
                    "some",
                    "find",
                    "reduce",
                    "flatMap",
                ):
                    return bare(function.child_by_field_name("object"))
        above = above.parent
    return None


def surroundings(node: Node) -> tuple[Node, str | None]:
    """Give the whole expression around a read that only passes it on, and its default if it has one.

    A default that is a call is told by a NUL and the name of what is called.
    """
    top = node
    default: str | None = None
    while top.parent is not None:
        parent = top.parent
        if parent.type in PASSES:
            top = parent
        elif (
            parent.type == "binary_expression"
            and operator(parent) in ("||", "??")
            and parent.child_by_field_name("left") == top
        ):
            right = bare(parent.child_by_field_name("right"))
            default = shown(right)
            if right is not None and right.type == "call_expression":
                default = "\0" + (called(right) if "throw " not in trees.text(right) else "throw")
            top = parent
        elif parent.type == "ternary_expression" and parent.child_by_field_name("condition") == top:
            return parent, "…"
        else:
            break
    if (
        default is None
        and top.parent is not None
        and top.parent.type == "binary_expression"
        and operator(top.parent) in ("||", "??")
    ):
        pass
    return top, default


def shown(node: Node | None) -> str | None:
    """Give an expression as a default is told; nothing for undefined and null."""
    node = bare(node)
    if node is None or trees.text(node) in ("undefined", "null", "void 0"):
        return None
    return string(node) if node.type == "string" else trees.text(node)[:80]


def ends(node: Node | None) -> bool:
    """Say whether a branch ends in a throw or ends the program."""
    if node is None:
        return False
    if any(True for _ in each(node, {"throw_statement"})):
        return True
    text = trees.text(node)
    return "process.exit(" in text or "Deno.exit(" in text or "process.abort(" in text


def throws_if_missing(node: Node) -> bool:  # noqa: C901 - one kind a line
    """Say whether a condition that a read stands in leads to a throw if it is missing."""
    top, negated = node, False
    while top.parent is not None:
        parent = top.parent
        if parent.type in PASSES:
            top = parent
        elif parent.type == "unary_expression" and operator(parent) == "!":
            top, negated = parent, not negated
        elif parent.type == "unary_expression" and operator(parent) == "typeof":
            top = parent
        elif parent.type == "binary_expression" and operator(parent) in ("===", "=="):
            other = field(parent, "right")
            if other not in ("undefined", "null", "''", '""', '"undefined"', "'undefined'"):
                return False
            top, negated = parent, True
        elif parent.type == "binary_expression" and operator(parent) == "||":
            if not negated:
                return False
            top = parent
        elif parent.type == "if_statement" and parent.child_by_field_name("condition") == top:
            branch = parent.child_by_field_name("consequence" if negated else "alternative")
            return ends(branch)
        elif parent.type in ("arrow_function", "return_statement", "statement_block"):
            # `NAMES.filter((name) => !process.env[name])`, and what is missing is thrown.
            return negated and _filtered(parent)
        elif parent.type == "binary_expression" and operator(parent) == "in":
            top = parent
        else:
            return False
    return False


def _filtered(node: Node) -> bool:
    above: Node | None = node
    while above is not None and above.type not in ("arrow_function", "function_expression", "function"):
        above = above.parent
    call = (
        above.parent.parent
        if above is not None and above.parent is not None and above.parent.type == "arguments"
        else None
    )
    if call is None or called(call).rpartition(".")[2] not in ("filter", "some", "find"):
        return False
    if _throws_as_condition(call):
        return True
    declarator = call.parent
    name = (
        declarator.child_by_field_name("name")
        if declarator is not None and declarator.type == "variable_declarator"
        else None
    )
    if name is None or declarator is None:
        return False
    block = _block_of(declarator)
    for one in each(block, {"if_statement"}):
        condition = one.child_by_field_name("condition")
        if (
            condition is not None
            and trees.text(name) in trees.text(condition)
            and ends(one.child_by_field_name("consequence"))
        ):
            return True
    return False


def _throws_as_condition(node: Node) -> bool:
    parent = node.parent
    while parent is not None and parent.type in PASSES:
        parent = parent.parent
    return (
        parent is not None
        and parent.type == "if_statement"
        and ends(parent.child_by_field_name("consequence"))
    )


def _block_of(node: Node) -> Node | None:
    above = node.parent
    while above is not None and above.type not in ("statement_block", "program", "class_body"):
        above = above.parent
    return above


def name_is_checked(declarator: Node, name: str) -> bool:
    """Say whether a name of the same block is checked after it was assigned, and something thrown."""
    block = _block_of(declarator)
    for one in each(block, {"identifier", "shorthand_property_identifier"}):
        if trees.text(one) != name or one.start_byte < declarator.end_byte:
            continue
        if throws_if_missing(one):
            return True
        parent = one.parent
        call = parent.parent if parent is not None and parent.type == "arguments" else None
        if call is not None and called(call) in ("assert", "assert.ok", "invariant"):
            return True
    return False
