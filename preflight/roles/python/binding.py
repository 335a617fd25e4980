"""What names come to mean: by an assignment, by an annotation."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from preflight.roles.python import types
from preflight.roles.python.calling import Calling, Env, element
from preflight.roles.python.learnt import DEPTH
from preflight.roles.python.types import Class, Instance, Library, Many, Module, Type

if TYPE_CHECKING:
    from preflight.roles.python.learnt import Learnt
    from preflight.roles.python.modules import File


class Binding(Calling):
    """One walk over one file, as far as names go. `aliases`: how many names of types led here."""

    def __init__(self, told: Learnt, file: File, aliases: int = 0) -> None:
        super().__init__(told, file)
        self.aliases = aliases

    def bind(
        self, target: ast.expr, found: Type | None, env: Env, outside: frozenset[str] = frozenset()
    ) -> None:
        """Let a name, an attribute or a part of either mean something; `outside`: names of the file."""
        match target:
            case ast.Name(id=name):
                self._bind_name(name, found, env, outside)
            case ast.Attribute(value=value, attr=name):
                self._bind_attribute(self.of(value, env), name, found)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                for one in elts:
                    self.bind(one, element(found), env, outside)
            case ast.Subscript(value=value) if found is not None:
                self.bind(value, Many(found), env, outside)
            case ast.Starred(value=value):
                self.bind(value, found, env, outside)
            case _:
                pass

    def _bind_name(self, name: str, found: Type | None, env: Env, outside: frozenset[str]) -> None:
        if found is not None:
            env[name] = found
            if name in outside:
                self.told.learn(self.at.globals, name, found)
        elif name not in outside:
            env[name] = None

    def _bind_attribute(self, owner: Type | None, name: str, found: Type | None) -> None:
        match owner:
            case Instance(made):
                self.told.keep(made, name, found)
            case Class():
                self.told.keep(owner, name, found)
            case Module(file):
                self.told.learn(self.told.files.files[file].globals, name, found)
            case _:
                pass

    def annotation(self, node: ast.expr | None, env: Env) -> Type | None:  # noqa: C901, PLR0911 - one form a line
        """Give the type of a value that is annotated so."""
        match node:
            case ast.Constant(value=str(text)):
                try:
                    return self.annotation(ast.parse(text.strip(), mode="eval").body, env)
                except (SyntaxError, ValueError):
                    return None
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                found = self.annotation(left, env)
                return found if found is not None else self.annotation(right, env)
            case ast.Subscript(value=value, slice=inside):
                name = types.dotted(value).rpartition(".")[2]
                held = inside.elts if isinstance(inside, ast.Tuple) else [inside]
                if name in types.MAPS:
                    found = self.annotation(held[-1], env)
                    return Many(found) if found is not None else None
                every = [self.annotation(one, env) for one in held]
                if name == "Annotated" and every[0] is None:
                    every += [self.of(one, env) for one in held[1:]]
                found = next((one for one in every if one is not None), None)
                if name in types.MANY:
                    return Many(found) if found is not None else None
                if name == "type" and isinstance(found, Instance):
                    return found.made
                return found if name in types.SAME | types.CONTEXTS else self.annotation(value, env)
            case ast.Name() | ast.Attribute():
                if isinstance(node, ast.Name) and (alias := self.told.files.alias(node.id, self.at.name)):
                    # Counted, so that two that name each other come to an end.
                    walk = type(self)(self.told, alias[1], self.aliases + 1)
                    return walk.annotation(alias[0], {}) if self.aliases < DEPTH else None
                found = self.of(node, env)
                if isinstance(found, Class):
                    return Instance(found)
                return found.called() if isinstance(found, Library) else None
            case _:
                return None
