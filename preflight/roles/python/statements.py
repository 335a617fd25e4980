"""The statements of a file: what they bind, what functions give, what classes keep."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, cast

from preflight.roles.python import types
from preflight.roles.python.calling import Env, element
from preflight.roles.python.definitions import defaults, global_names, is_class_method, is_static
from preflight.roles.python.expressions import Expressions
from preflight.roles.python.types import Class, Function, Instance, Many, Type

if TYPE_CHECKING:
    from preflight.roles.python.definitions import Def
    from preflight.roles.python.learnt import Learnt
    from preflight.roles.python.modules import File

_MAKES = frozenset({"contextmanager", "asynccontextmanager", "fixture"})


class Statements(Expressions):
    """One walk over one file."""

    def file(self) -> None:
        """Walk the file's own statements, then its classes and functions."""
        env = _Globals(self.told, self.at)
        self._body(self.at.tree.body, env, None)

    def _body(self, body: list[ast.stmt], env: Env, within: Function | None) -> None:
        for node in body:
            self._statement(node, env, within)

    def _statement(self, node: ast.stmt, env: Env, within: Function | None) -> None:  # noqa: C901 - one kind a line
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node, env)
            case ast.ClassDef():
                self._class(node, env)
            case ast.Assign():
                self._assign(node, env, self._outside(within))
            case ast.AnnAssign(target=target, annotation=told, value=value):
                found, annotated = self.of(value, env), self.annotation(told, env)
                self.bind(target, annotated if annotated is not None else found, env, self._outside(within))
            case ast.For() | ast.AsyncFor():
                self.bind(node.target, element(self.of(node.iter, env)), env, self._outside(within))
                self._body([*node.body, *node.orelse], env, within)
            case ast.With() | ast.AsyncWith():
                for item in node.items:
                    found = self._entered(self.of(item.context_expr, env))
                    if item.optional_vars is not None:
                        self.bind(item.optional_vars, found, env, self._outside(within))
                self._body(node.body, env, within)
            case ast.Return(value=value) if within is not None:
                self.told.gives(within, self.of(value, env))
            case ast.Expr(value=ast.Yield(value=value) | ast.YieldFrom(value=value)) if within is not None:
                self._yields(self.of(value, env), within)
            case ast.If():
                self._if(node, env, within)
            case _:
                self._others(node, env, within)

    def _assign(self, node: ast.Assign, env: Env, outside: frozenset[str]) -> None:
        found = self.of(node.value, env)
        for target in node.targets:
            match target, node.value:
                case ast.Tuple(elts=names), ast.Tuple(elts=values) if len(names) == len(values):
                    for one, given in zip(names, values, strict=True):
                        self.bind(one, self.of(given, env), env, outside)
                case _:
                    self.bind(target, found, env, outside)

    def _if(self, node: ast.If, env: Env, within: Function | None) -> None:
        # A chain of `elif` stands inside of itself, as deep as it is long.
        while True:
            self.of(node.test, env)
            self._body(node.body, env, within)
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                break
            node = node.orelse[0]
        self._body(node.orelse, env, within)

    def _outside(self, within: Function | None) -> frozenset[str]:
        return frozenset(global_names(self.told.definition(within))) if within is not None else frozenset()

    def _others(self, node: ast.AST, env: Env, within: Function | None) -> None:
        for _, value in ast.iter_fields(node):
            for child in cast("list[object]", value if isinstance(value, list) else [value]):
                if isinstance(child, ast.stmt):
                    self._statement(child, env, within)
                elif isinstance(child, ast.expr):
                    self.of(child, env)
                elif isinstance(child, ast.AST):
                    self._others(child, env, within)

    def _yields(self, found: Type | None, within: Function) -> None:
        node = self.told.definition(within)
        if node is not None and found is not None:
            names = {types.dotted(one).rpartition(".")[2] for one in node.decorator_list}
            self.told.gives(within, found if names & _MAKES else Many(found))

    def _entered(self, found: Type | None) -> Type | None:
        if not isinstance(found, Instance):
            return element(found)
        for name in ("__enter__", "__aenter__"):
            method = self.told.attribute(found.made, name)
            if isinstance(method, Function) and (given := self.told.returned(method)) is not None:
                return given
        return found

    def _class(self, node: ast.ClassDef, env: Env) -> None:
        owner = Class(self.at.name, node.name)
        self.told.bases[owner] = [base for one in node.bases if (base := self.of(one, env)) is not None]
        inner = env.copy()
        for one in node.decorator_list:
            self.of(one, env)
        for one in node.body:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef):
                self._function(one, env, owner)
            elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                found, value = self.annotation(one.annotation, env), self.of(one.value, inner)
                self.told.keep(owner, one.target.id, found if found is not None else value)
            elif isinstance(one, ast.Assign):
                found = self.of(one.value, inner)
                for target in one.targets:
                    if isinstance(target, ast.Name):
                        self.told.keep(owner, target.id, found)
                        if found is not None:
                            inner[target.id] = found
            else:
                self._statement(one, inner, None)

    def _function(self, node: Def, env: Env, owner: Class | None = None) -> None:
        own = Function(self.at.name, node.name, owner.name if owner else "")
        if self.told.definition(own) is not node:
            # Inside of another, or one of several of its name: known by its line as well.
            own = own._replace(name=f"{node.name}@{node.lineno}")
            self.told.inner[own] = node
            if owner is None:
                env[node.name] = own
        inner = env.copy()
        for one in node.decorator_list:
            self.of(one, env)
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        given = defaults(node.args)
        for at, one in enumerate(arguments):
            default = self.of(given.get(one.arg), env)
            found = self.annotation(one.annotation, env)
            if found is None:
                found = self.told.parameter(own, one.arg)
            if found is None:
                found = default
            if at == 0 and owner is not None and not is_static(node):
                found = owner if is_class_method(node) else Instance(owner)
            inner[one.arg] = found
        self.told.gives(own, self.annotation(node.returns, env))
        self._body(node.body, inner, own)


class _Globals(dict[str, "Type | None"]):
    """The names of a file at its top: what is assigned there is seen by whoever imports it."""

    def __init__(self, told: Learnt, file: File) -> None:
        super().__init__()
        self._told, self._file = told, file

    def __setitem__(self, name: str, found: Type | None) -> None:
        # `_client = None` is filled in by a function later on.
        if found is not None:
            super().__setitem__(name, found)
            self._told.learn(self._file.globals, name, found)
