"""What a call gives, and what it hands over: to functions, to classes, to what runs a function elsewhere."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

from preflight.roles.python import types
from preflight.roles.python.definitions import constant, is_static
from preflight.roles.python.learnt import Called
from preflight.roles.python.types import Class, Function, Held, Instance, Library, Many, Partial, Type

if TYPE_CHECKING:
    from preflight.roles.python.learnt import Learnt
    from preflight.roles.python.modules import File

# None: a name that means something else here than in the file.
Env = dict[str, "Type | None"]
# What gives back the result of a function that it is given already called.
_WAITS = frozenset(
    {"run_in_threadpool", "to_thread", "run_in_executor", "gather", "wait_for", "enter_context"}
)


class Given(NamedTuple):
    """The types of arguments, by place and by name."""

    args: list[Type | None]
    named: dict[str, Type | None]


NOTHING = Given([], {})


class Calling(ABC):
    """One walk over one file, as far as calls go."""

    def __init__(self, told: Learnt, file: File) -> None:
        self.told, self.at = told, file

    @abstractmethod
    def of(self, node: ast.expr | None, env: Env) -> Type | None:
        """Give the type of an expression, and note the calls in it."""

    @abstractmethod
    def annotation(self, node: ast.expr | None, env: Env) -> Type | None:
        """Give the type of a value that is annotated so."""

    def _call(self, node: ast.Call, env: Env) -> Type | None:
        function = self.of(node.func, env)
        given = Given(
            [self.of(one, env) for one in node.args],
            {one.arg or "": self.of(one.value, env) for one in node.keywords},
        )
        for one in [*given.args, *given.named.values()]:
            if isinstance(one, Library) and "()." in one.path and not one.path.endswith("()"):
                self._note(one.path, node, handed=True)
        if function is None and isinstance(node.func, ast.Attribute):
            self._note(f"{types.NOBODY}.{node.func.attr}", node)
        short = types.dotted(node.func).rpartition(".")[2]
        if short in types.RUNS and not isinstance(function, Library):
            self._run(node, short, given)
        found = self._result(node, function, given)
        return found if function is not None else self._known(node, short, given, env)

    def _run(self, node: ast.Call, short: str, given: Given) -> None:
        """Call the function that is given to something that runs it, with the arguments that follow."""
        place = types.RUNS[short]
        target = given.named.get("target") or (given.args[place] if place < len(given.args) else None)
        named = {key: one for key, one in given.named.items() if key != "target"}
        self._result(node, target, Given(given.args[place + 1 :], named))

    def _result(self, node: ast.Call, function: Type | None, given: Given) -> Type | None:  # noqa: PLR0911 - one a line
        match function:
            case Library(path):
                self._note(path, node)
                return function.called()
            case Partial(inner):
                return self._result(node, inner, given)
            case Class():
                self._construct(function, given)
                return Instance(function)
            case Instance(made):
                target = self.told.attribute(made, "__call__")
                return self._result(node, target, given) if isinstance(target, Function) else None
            case Function():
                self._hand_over(function, given)
                return self.told.returned(function)
            case Held(of, name):
                return of if name in ("get", "pop", "setdefault", "popitem") else Many(of)
            case _:
                return None

    def _known(self, node: ast.Call, short: str, given: Given, env: Env) -> Type | None:  # noqa: PLR0911 - likewise
        """Give what a function of Python's, or of a framework, gives; told by its name."""
        first = given.args[0] if given.args else None
        if short == "cast" and len(node.args) > 1:
            return self.annotation(node.args[0], env) or given.args[1]
        if short in ("partial", "wraps"):
            return Partial(first) if first is not None else None
        if short in ("Depends", "Security"):
            return element(self._result(node, first, NOTHING))
        if short == "field" and "default_factory" in given.named:
            return self._result(node, given.named["default_factory"], NOTHING)
        if short in ("next", "anext"):
            return element(first)
        if short in types.PASSING or short in ("lru_cache", "cache"):
            return first
        if short in _WAITS or short == "zip":
            return next((one for one in given.args if one is not None), None)
        return None

    def _note(self, path: str, node: ast.Call, *, handed: bool = False) -> None:
        keywords = tuple((one.arg, constant(one.value)) for one in node.keywords if one.arg)
        args = tuple(constant(one) for one in node.args)
        line = getattr(node.func, "end_lineno", None) or node.lineno
        if not handed:
            self.told.calls[path, self.at.name, line] = Called(path, self.at.name, line, keywords, args)
        else:
            told = Called(path, self.at.name, line, handed=True)
            self.told.calls.setdefault((path, self.at.name, line), told)

    def _construct(self, made: Class, given: Given) -> None:
        start = self.told.attribute(made, "__init__")
        if isinstance(start, Function):
            self._hand_over(start, given)
            return
        node = self.told.files.files[made.file].classes.get(made.name)
        fields = (
            [
                one.target.id
                for one in node.body
                if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
            ]
            if node
            else []
        )
        for name, one in zip(fields, given.args, strict=False):
            self.told.keep(made, name, one)
        for name, one in given.named.items():
            self.told.keep(made, name, one)

    def _hand_over(self, function: Function, given: Given) -> None:
        node = self.told.definition(function)
        if node is None:
            return
        names = [one.arg for one in [*node.args.posonlyargs, *node.args.args]]
        if function.owner and not is_static(node):
            names = names[1:]
        for name, one in [*zip(names, given.args, strict=False), *given.named.items()]:
            self.told.handed(function, name, one)


def element(found: Type | None) -> Type | None:
    """Give what a container holds; of anything else the thing itself."""
    return found.of if isinstance(found, Many) else found
