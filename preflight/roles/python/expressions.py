"""The types of expressions, and of what their names are bound to.

An expression is judged by a method that is named after its node; one without a method has no type, and the
calls inside of it are noted all the same.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.roles.python.binding import Binding
from preflight.roles.python.calling import Env, element
from preflight.roles.python.learnt import DEPTH
from preflight.roles.python.types import Class, Held, Instance, Library, Many, Module, Type

if TYPE_CHECKING:
    from preflight.roles.python.learnt import Learnt
    from preflight.roles.python.modules import File


class Expressions(Binding):
    """One walk over one file, as far as expressions go."""

    def __init__(self, told: Learnt, file: File, aliases: int = 0) -> None:
        super().__init__(told, file, aliases)
        self._depth = 0

    def of(self, node: ast.expr | None, env: Env) -> Type | None:
        """Give the type of an expression, and note the calls in it. It never raises."""
        if node is None or self._depth > DEPTH * 3:
            return None
        self._depth += 1
        try:
            handler = getattr(self, f"_{type(node).__name__.lower()}", None)
            if handler is not None:
                return handler(node, env)
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.of(child, env)
            return None
        finally:
            self._depth -= 1

    def _name(self, node: ast.Name, env: Env) -> Type | None:
        return env[node.id] if node.id in env else self.told.files.of(node.id, self.at.name)

    def _attribute(self, node: ast.Attribute, env: Env) -> Type | None:
        return self._member(self.of(node.value, env), node.attr)

    def _member(self, owner: Type | None, name: str) -> Type | None:
        match owner:
            case Library():
                return owner.member(name)
            case Instance(made):
                return self.told.attribute(made, name)
            case Class():
                return self.told.attribute(owner, name)
            case Module(file):
                found = self.told.files.of(name, file)
                return found if found is not None else self.told.files.inside(file, name)
            case Many(of):
                return Held(of, name)
            case _:
                return None

    def _subscript(self, node: ast.Subscript, env: Env) -> Type | None:
        self.of(node.slice, env)
        found = self.of(node.value, env)
        return found.of if isinstance(found, Many) else found

    def _await(self, node: ast.Await, env: Env) -> Type | None:
        return self.of(node.value, env)

    def _starred(self, node: ast.Starred, env: Env) -> Type | None:
        found = self.of(node.value, env)
        return found.of if isinstance(found, Many) else found

    def _namedexpr(self, node: ast.NamedExpr, env: Env) -> Type | None:
        found = self.of(node.value, env)
        self.bind(node.target, found, env)
        return found

    def _ifexp(self, node: ast.IfExp, env: Env) -> Type | None:
        self.of(node.test, env)
        first, second = self.of(node.body, env), self.of(node.orelse, env)
        return first if first is not None else second

    def _boolop(self, node: ast.BoolOp, env: Env) -> Type | None:
        return next((one for one in [self.of(value, env) for value in node.values] if one is not None), None)

    def _many(self, nodes: list[ast.expr], env: Env) -> Type | None:
        found = next((one for one in [self.of(node, env) for node in nodes] if one is not None), None)
        return Many(found) if found is not None else None

    def _list(self, node: ast.List, env: Env) -> Type | None:
        return self._many(node.elts, env)

    def _tuple(self, node: ast.Tuple, env: Env) -> Type | None:
        return self._many(node.elts, env)

    def _set(self, node: ast.Set, env: Env) -> Type | None:
        return self._many(node.elts, env)

    def _dict(self, node: ast.Dict, env: Env) -> Type | None:
        for key in node.keys:
            self.of(key, env)
        return self._many(node.values, env)

    def _lambda(self, node: ast.Lambda, env: Env) -> Type | None:
        inner = env.copy()
        for one in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]:
            inner[one.arg] = None
        self.of(node.body, inner)
        return None

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, env: Env) -> Type | None:
        inner = self._generated(node.generators, env)
        found = self.of(node.elt, inner)
        return Many(found) if found is not None else None

    _setcomp = _listcomp
    _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp, env: Env) -> Type | None:
        inner = self._generated(node.generators, env)
        self.of(node.key, inner)
        found = self.of(node.value, inner)
        return Many(found) if found is not None else None

    def _generated(self, generators: list[ast.comprehension], env: Env) -> Env:
        inner = env.copy()
        for one in generators:
            self.bind(one.target, element(self.of(one.iter, inner)), inner)
            for test in one.ifs:
                self.of(test, inner)
        return inner
