"""Which functions are worth walking: those that may reach the environment, by the names that they mention.

Asked before a call is followed, so that a service of thousands of functions is walked where it matters. A
small function is always followed: it may give a text, or end the program.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

from preflight.environ.python.values import Environ, Items, Object, Table, Value, choices

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = frozenset({
    "environ", "environb", "getenv", "getenvb", "expandvars",
    "BaseSettings", "Env", "config", "Config", "AutoConfig",
    "envvar", "env_var", "from_envvar", "from_prefixed_env",
})  # fmt: skip
_SMALL, _SMALL_ENDING = 60, 400
_ROUNDS = 12
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Worth:
    """What of the code may reach the environment. `reading`: ids of the nodes of its functions."""

    def __init__(self, trees: Iterable[ast.Module]) -> None:
        self.sizes: dict[int, int] = {}
        self.ending: set[int] = set()
        self.reading: set[int] = set()
        self._names: dict[int, set[str]] = {}
        self._called: dict[int, set[str]] = {}
        words = set(_WORDS)
        kept = [Flat(tree) for tree in trees]
        for tree in kept:
            words |= _held(tree)
        for tree in kept:
            self._functions(tree, words)
        self._spread()

    def of(self, node: ast.AST, bound: Value | None, given: Iterable[Value]) -> bool:
        """Say whether a call of a function is worth following."""
        at = id(node)
        if at in self.reading or at not in self.sizes:
            return True
        if self.sizes[at] <= (_SMALL_ENDING if at in self.ending else _SMALL):
            return True
        return any(_holds(one) for one in (*given, *((bound,) if bound is not None else ())))

    def _functions(self, tree: Flat, words: set[str]) -> None:
        for node, start, end in tree.functions:
            at = id(node)
            names: set[str] = set()
            for one in tree.nodes[start:end]:
                kind = type(one)
                if kind is ast.Name:
                    names.add(cast("ast.Name", one).id)
                elif kind is ast.Attribute:
                    names.add(cast("ast.Attribute", one).attr)
                elif kind is ast.Raise:
                    self.ending.add(at)
                elif kind is ast.keyword and cast("ast.keyword", one).arg in ("envvar", "env_var"):
                    names.add("envvar")
            if "exit" in names or "abort" in names:
                self.ending.add(at)
            self.sizes[at] = end - start
            own = getattr(node, "name", "")
            owner = tree.owners.get(at) if own in ("__init__", "__post_init__", "__call__") else None
            self._names[at] = {one for one in (own, owner) if one}
            self._called[at] = names
            if names & words:
                self.reading.add(at)

    def _spread(self) -> None:
        """Take in who mentions the name of a function that reads, however far."""
        known: set[str] = {name for at in self.reading for name in self._names[at]}
        for _ in range(_ROUNDS):
            new = {at for at, names in self._called.items() if at not in self.reading and names & known}
            if not new:
                break
            self.reading |= new
            known |= {name for at in new for name in self._names[at]}


class Flat:
    """A tree as one list, in which all that stands inside a function follows it without a gap."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.nodes: list[ast.AST] = []
        self.functions: list[tuple[ast.AST, int, int]] = []
        self.owners: dict[int, str] = {}
        waiting: list[ast.AST | tuple[ast.AST, int]] = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, tuple):
                self.functions.append((*node, len(self.nodes)))
                continue
            if isinstance(node, _FUNCTIONS):
                waiting.append((node, len(self.nodes)))
            elif isinstance(node, ast.ClassDef):
                self.owners |= {id(one): node.name for one in node.body if isinstance(one, _FUNCTIONS)}
            self.nodes.append(node)
            for name in node._fields:
                held = getattr(node, name, None)
                if isinstance(held, ast.AST):
                    waiting.append(held)
                elif isinstance(held, list):
                    waiting += [one for one in cast("list[object]", held) if isinstance(one, ast.AST)]


def _held(of: Flat) -> set[str]:
    """Give names that hold the environment, or a reader of it, for the functions of a file."""
    found: set[str] = set()
    for node in of.nodes:
        if isinstance(node, ast.ImportFrom | ast.Import):
            for alias in node.names:
                if alias.name.rpartition(".")[2] in _WORDS and alias.asname:
                    found.add(alias.asname)
        elif isinstance(node, ast.ClassDef):
            found |= _fields(node)
    for node in of.tree.body:
        if isinstance(node, ast.Assign) and _mentions(node.value):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _mentions(node: ast.AST) -> bool:
    return any(
        (isinstance(one, ast.Name) and one.id in _WORDS)
        or (isinstance(one, ast.Attribute) and one.attr in _WORDS)
        for one in ast.walk(node)
    )


def _fields(node: ast.ClassDef) -> set[str]:  # noqa: C901 - one kind a line
    """Give fields that hold what a constructor is given and that methods look things up in by name."""
    given: set[str] = set()
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "__init__":
            parameters = {one.arg for one in (*method.args.args, *method.args.kwonlyargs)}
            for one in ast.walk(method):
                if isinstance(one, ast.Assign) and isinstance(target := one.targets[0], ast.Attribute):
                    names = {inner.id for inner in ast.walk(one.value) if isinstance(inner, ast.Name)}
                    if names & parameters or _mentions(one.value):
                        given.add(target.attr)
    if not given:
        return given
    looked: set[str] = set()
    for one in ast.walk(node):
        of: ast.AST | None = None
        if isinstance(one, ast.Subscript) or (
            isinstance(one, ast.Attribute) and one.attr in ("get", "pop", "setdefault")
        ):
            of = one.value
        elif isinstance(one, ast.Compare):
            of = one.comparators[0]
        if isinstance(of, ast.Attribute) and of.attr in given:
            looked.add(of.attr)
    return looked


def _holds(value: Value, depth: int = 0) -> bool:
    """Say whether a value is the environment, or leads to it."""
    for one in choices(value):
        if isinstance(one, Environ):
            return True
        if (
            depth < 3
            and isinstance(one, Object)
            and any(_holds(held, depth + 1) for held in one.fields.values())
        ):
            return True
        if depth < 3 and isinstance(one, Items) and any(_holds(held, depth + 1) for held in one.values[:8]):
            return True
        if (
            depth < 3
            and isinstance(one, Table)
            and any(_holds(held, depth + 1) for _, held in one.values[:16])
        ):
            return True
    return False
