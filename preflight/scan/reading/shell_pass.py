"""One pass over the tree of one script: what names mean first, then what is run.

https://github.com/tree-sitter/tree-sitter-bash (the nodes by name)
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import shell_definitions, trees, unread
from preflight.scan.reading.command_lines import SHELLS, Word, bare, program, scripts, unwrapped
from preflight.scan.reading.shell_texts import into
from preflight.scan.reading.shell_words import expanded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from preflight.scan.reading.shell_scripts import Script
    from preflight.scan.source import Value

_QUERY = """
(command) @command
(declaration_command) @declaration
(variable_assignment) @assignment
(for_statement) @loop
(function_definition) @function
(heredoc_redirect) @document
(expansion operator: [":=" "="]) @default
"""
# What prints, tests or looks at text: it calls nothing, whatever its words say.
QUIET = frozenset({
    "echo", "printf", "print", "cat", "tee", "cd", "pushd", "popd", "test", "[", "[[", "true", "false", ":",
    "read", "exit", "return", "set", "unset", "shift", "sleep", "wait", "which", "type", "hash", "grep",
    "egrep", "fgrep", "rg", "sed", "awk", "gawk", "cut", "tr", "sort", "uniq", "head", "tail", "wc", "rm",
    "mkdir", "mv", "cp", "ln", "touch", "chmod", "chown", "ls", "basename", "dirname", "date", "umask",
    "ulimit", "jq", "yq", "tput", "clear", "pwd", "uname", "getopts", "let", "break", "continue", "trap",
    "eval", "alias", "source", ".", "file", "base64", "diff", "cmp", "kill", "killall", "pkill", "figlet",
    "cowsay", "say", "man", "less", "more", "apt", "apt-get", "yum", "dnf", "apk", "brew",
})  # fmt: skip
# ... but these run what they are given, or start another file.
_RUNNING = frozenset({"trap", "eval", "alias", "source", "."})
# What these ask is told by their commands.
_CLOUD = frozenset({"gcloud", "gsutil", "bq"})
_NESTED = 4


class _Function(NamedTuple):
    start: int
    end: int
    name: str


def take(script: Script, text: str, line: int, depth: int) -> None:
    """Take everything of a script whose first line is the line `line` of its file."""
    data = text.encode("utf-8", errors="replace")
    root = trees.parse("bash", data)
    if trees.unwieldy(data, root):
        script.source.problems.append(f"line {line}: {unread.UNWIELDY}")
        return
    found = trees.captures("bash", _QUERY, root)
    for nodes in found.values():
        nodes.sort(key=lambda node: node.start_byte)
    one = Pass(script, found, line - 1)
    shell_definitions.define(one)
    for node, name in one.commands:
        _command(one, node, name, depth)
    for node in found.get("document", []):
        body = next((child for child in node.children if child.type == "heredoc_body"), None)
        if body is not None and any(_is_shell(command) for command in _takers(node)):
            script.read(trees.text(body), one.line(body), one.within, depth + 1)
    if not depth:
        script.source.problems.extend(unread.first("bash", root, "shell", line - 1))


class Pass:
    """What was found in one script, in order. `base`: how many lines stand before it in its file."""

    def __init__(self, script: Script, found: dict[str, list[Node]], base: int) -> None:
        self.script, self.scope, self.found, self._base = script, script.scope, found, base
        self.within = script.within
        # What each assignment gives, by the id of its node.
        self.meant: dict[int, Value] = {}
        functions = found.get("function", [])
        self._functions = [_Function(node.start_byte, node.end_byte, name_of(node)) for node in functions]
        self._starts = [function.start for function in self._functions]
        script.functions.update(function.name for function in self._functions)
        # Commands of what only prints are not looked at; commands in their `$( )` are nodes of their own.
        named = [(node, name_of(node)) for node in found.get("command", [])]
        self.commands = [(node, name) for node, name in named if name not in QUIET or name in _RUNNING]

    def line(self, node: Node) -> int:
        """Give the line of a node in the file."""
        return trees.line(node) + self._base

    def function(self, node: Node) -> str:
        """Give the name of the function that a node stands in."""
        at = bisect_right(self._starts, node.start_byte)
        for function in reversed(self._functions[max(0, at - _NESTED) : at]):
            if node.start_byte < function.end:
                return function.name
        return ""

    def value(self, node: Node) -> Value:
        """Give the value of a word where it stands."""
        self.script.values.within = self.function(node)
        return self.script.values.of(node)

    def words(self, nodes: Sequence[Node]) -> list[tuple[Word, ...]]:
        """Give the words of a command in each way that they can be, with their lines in the file."""
        if nodes:
            self.script.values.within = self.function(nodes[0])
        rows = expanded(nodes, self.script.values, self.scope)
        return [tuple(Word(word.text, word.line + self._base) for word in row) for row in rows]


def name_of(node: Node) -> str:
    """Give the name of a command or function as it is written."""
    name = node.child_by_field_name("name")
    return trees.text(name) if name is not None else ""


def parts(command: Node) -> list[Node]:
    """Give the words of a command as nodes, its name first."""
    name = command.child_by_field_name("name")
    first = name.children[:1] if name is not None else []
    return [*first, *command.children_by_field_name("argument")]


def _command(one: Pass, node: Node, name: str, depth: int) -> None:
    if not name:
        return
    for child in node.children:
        if child.type != "variable_assignment":
            break
        shell_definitions.export(one, child)
    one.script.within = one.function(node) or one.within
    nodes = parts(node)
    rows = one.words(nodes)
    # What a function evaluates of its arguments is run where it is called.
    if not (name == "eval" and one.scope.wrappers.get(one.script.within) == ()):
        for row in rows:
            one.script.run(row, depth)
    _texts(one, nodes, rows[0])
    one.script.within = one.within


def _texts(one: Pass, nodes: list[Node], row: Sequence[Word]) -> None:
    running = bare(row)
    name = program(running)
    if (front := one.scope.wrappers.get(name)) is not None:
        name = program(bare(unwrapped((*(Word(text, 0) for text in front), *running[1:]))))
    if not name or name in QUIET or name in _CLOUD or next(scripts(running), None):
        return
    before = ""
    for node in nodes[1:]:
        value = one.value(node)
        word = one.scope.texts(value)[0]
        one.script.text(value, one.line(node), into(name, before, word))
        before = word


def _takers(document: Node) -> Iterator[Node]:
    """Give the commands that take a here-document: the one it stands at, and those it is piped into."""
    statement = document.parent
    for child in (*document.children, *(statement.children if statement is not None else ())):
        if child.type == "command":
            yield child
        elif child.type in ("pipeline", "list"):
            yield from (inner for inner in child.children[-1:] if inner.type == "command")


def _is_shell(command: Node) -> bool:
    words = [trees.text(child) for child in command.children if child.type != "variable_assignment"]
    running = bare([Word(text, 0) for text in words])
    return program(running) in SHELLS or program(running) in ("ssh", "su")
