"""Statements of Python in two worlds: one in which variables are missing, and one in which they are there.

A condition that holds because a variable is missing leads where the program goes; its other arm is walked
apart, so that what it assigns does not count. Where nobody knows, both arms count.
"""

from __future__ import annotations

import ast
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING

from preflight.environ.python import assigning, calls, conditions, contexts, definitions, importing, listed
from preflight.environ.python.evaluating import value
from preflight.environ.python.expressions import KINDS
from preflight.environ.python.values import (
    NONE,
    Const,
    Environ,
    Function,
    Hole,
    Items,
    Lib,
    Module,
    Reason,
    Scope,
    Unknown,
    Value,
    choices,
    made_from,
    one_of,
)
from preflight.environ.python.worlds import World

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

    from preflight.environ.python.modules import Modules
    from preflight.environ.python.worth import Worth

# How much is walked from one starting point, and of one service.
STEPS, ALL_STEPS = 20_000, 300_000
_DEPTH = 26
_MOST_CAUSES = 200
_SWALLOWS = frozenset(
    {"KeyError", "LookupError", "Exception", "BaseException", "TypeError", "AttributeError"}
)


@dataclass
class Seen:
    """A read while it is being judged. `unless`: the sets of other names that would do, one a failure."""

    name: str
    file: str
    line: int
    default: str | None
    unknowns: int
    any_case: bool = False
    fails: list[frozenset[str]] = field(default_factory=list[frozenset[str]])
    given: frozenset[str] = frozenset()


@dataclass
class Frame:
    """A call that is being walked: who is called from where with what, and what it has returned."""

    node: ast.AST
    file: str
    line: int
    given: tuple[Value, ...]
    base: int = 0
    returned: list[Value] = field(default_factory=list[Value])


@dataclass
class Catch:
    """A `try` that is being walked: what it catches, and the reads that end in its handlers."""

    kinds: frozenset[str]
    reads: set[int] = field(default_factory=set[int])


class Walk:
    """One service being walked: what was read, in which world, and the files that were reached."""

    def __init__(self, modules: Modules, trees: Mapping[str, ast.Module], worth: Worth) -> None:
        self.modules, self.trees = modules, trees
        self.seen: list[Seen] = []
        self.sites: set[tuple[str, int]] = set()
        self.guesses: list[tuple[str, int, str]] = []
        self.dynamic: dict[tuple[str, int], tuple[str, bool]] = {}
        self.sets: set[str] = set()
        self.worlds: list[World] = []
        self.frames: list[Frame] = []
        self.catches: list[Catch] = []
        self.scopes: dict[str, Module] = {}
        self.functions: list[Function] = []
        self.called: set[int] = set()
        self.walked_classes: set[int] = set()
        self.worth = worth
        self.kinds = KINDS
        self.steps = 0
        self.until = STEPS

    def begin(self) -> None:
        """Give a starting point its own share of steps."""
        self.until = min(self.steps + STEPS, ALL_STEPS)

    # What is being walked under

    @contextmanager
    def under(self, kind: str, causes: tuple[Reason, ...] = ()) -> Generator[None]:
        """Walk under one more condition."""
        self.worlds.append(World(kind, causes))
        try:
            yield
        finally:
            self.worlds.pop()

    @property
    def unknowns(self) -> int:
        """How many conditions are open of which nobody knows whether they hold."""
        return sum(1 for world in self.worlds if world.kind == "unknown")

    def causes(self) -> list[Reason]:
        """Give the sets of reads, any of which being missing as a whole leads here."""
        last = max((at for at, world in enumerate(self.worlds) if world.kind == "present"), default=-1)
        parts = [
            world.causes for world in self.worlds[last + 1 :] if world.kind == "missing" and world.causes
        ]
        if not parts:
            return []
        joined = (frozenset[int]().union(*one) for one in product(*parts[-4:]))
        return list(dict.fromkeys(one for _, one in zip(range(_MOST_CAUSES), joined, strict=False)))

    def fail(self, because: Reason | None = None, kinds: frozenset[str] = frozenset()) -> None:
        """Note that the program ends here, for what leads here or for `because`."""
        if any(world.kind == "never" for world in self.worlds):
            return
        for catch in reversed(self.catches) if kinds else ():
            if catch.kinds & kinds:
                catch.reads |= because or NONE
                return
        found = [because] if because else self.causes()
        there = {
            self.seen[at].name for world in self.worlds if world.kind == "present"
            for cause in world.causes if len(cause) == 1 for at in cause
        }  # fmt: skip
        for together in found:
            if because and any(self.seen[at].name in there for at in together):
                continue
            names = {self.seen[at].name for at in together}
            for at in together:
                one = self.seen[at]
                if one.unknowns >= self.unknowns or because:
                    one.fails.append(frozenset(names - {one.name}))

    # Reads

    def read(  # noqa: PLR0913 - what a call is made of
        self,
        name: Value,
        scope: Scope,
        line: int,
        default: Value | None,
        *,
        prefix: str = "",
        any_case: bool = False,
    ) -> list[int]:
        """Note a read of a variable, and give the numbers of what was noted."""
        found: list[int] = []
        for one in choices(name):
            text = one.value if isinstance(one, Const) else None
            text = text.decode("latin-1") if isinstance(text, bytes) else text
            if isinstance(text, str) and text:
                found.append(self._note(prefix + text, scope, line, default, any_case=any_case))
            elif isinstance(one, Hole):
                self.guesses.append((scope.file, line, "its name is what a caller gives"))
            elif not isinstance(one, Const):
                file, at = self._where_unknown(scope.file, line)
                self.dynamic.setdefault((file, at), ("its name is made while the program runs", False))
        return found

    def _note(self, name: str, scope: Scope, line: int, default: Value | None, *, any_case: bool) -> int:
        self.sites.add((scope.file, line))
        file, at = self._where(name, scope.file, line)
        told = default.value if isinstance(default, Const) else None
        seen = Seen(
            name, file, at, None if told is None else str(told), self.unknowns, any_case,
            given=frozenset(
                self.seen[one].name for world in self.worlds if world.kind == "present"
                for cause in world.causes for one in cause
            ),
        )  # fmt: skip
        self.seen.append(seen)
        return len(self.seen) - 1

    def require(self, at: int) -> None:
        """Note that the program fails right where a variable is read, if it is missing."""
        one = self.seen[at]
        if one.name in one.given or any(world.kind == "never" for world in self.worlds):
            return
        for catch in reversed(self.catches):
            if catch.kinds & {"KeyError", "LookupError", "Exception", "BaseException"}:
                catch.reads.add(at)
                return
        others = frozenset(self.seen[other].name for cause in self.causes() for other in cause)
        one.fails.append(others - {one.name})

    def whole(self, scope: Scope, line: int, what: str) -> None:
        """Note that the whole environment is looked at."""
        self.dynamic.setdefault((scope.file, line), (what, True))

    def _where(self, name: str, file: str, line: int) -> tuple[str, int]:
        """Give where a name is spelled: at the outermost call that hands a part of it on."""
        for frame in reversed(self.frames):
            if not any(_spells(value, name) for value in frame.given):
                break
            file, line = frame.file, frame.line
        return file, line

    def _where_unknown(self, file: str, line: int) -> tuple[str, int]:
        for frame in reversed(self.frames):
            if not any(isinstance(one, Unknown) for value in frame.given for one in choices(value)):
                break
            file, line = frame.file, frame.line
        return file, line

    # Statements

    def module(self, file: str) -> Module:
        """Give a file of the code, walked once."""
        if file not in self.scopes:
            scope = Scope(file)
            self.scopes[file] = Module(scope)
            scope.names["__name__"] = Unknown()
            kept = self.worlds, self.frames, self.catches, self.until
            self.worlds, self.frames, self.catches = [], [], []
            self.begin()
            self.body(self.trees[file].body, scope)
            self.worlds, self.frames, self.catches, self.until = kept
        return self.scopes[file]

    def body(self, statements: Sequence[ast.stmt], scope: Scope) -> bool:
        """Walk statements one after the other; say whether the missing world has left the block."""
        entered = 0
        left = False
        for statement in statements:
            self.steps += 1
            if self.steps > self.until:
                # What is only half walked gets a share of its own later.
                self.called -= {id(frame.node) for frame in self.frames}
                break
            ended, world = self._statement(statement, scope)
            if world is not None:
                self.worlds.append(world)
                entered += 1
            if ended and not left:
                left = True
                self.worlds.append(World("present", world.causes if world else ()))
                entered += 1
        for _ in range(entered):
            self.worlds.pop()
        return left

    def _statement(self, node: ast.stmt, scope: Scope) -> tuple[bool, World | None]:  # noqa: C901, PLR0911, PLR0912 - one kind a line
        """Walk a statement: whether the missing world ends here, and what holds from here on."""
        match node:
            case ast.If():
                return self._if(node, scope)
            case ast.Return():
                given = value(self, node.value, scope) if node.value is not None else Const(None)
                if self.frames and not any(world.kind == "present" for world in self.worlds[self._base() :]):
                    self.frames[-1].returned.append(given)
                elif self.frames:
                    self.frames[-1].returned.append(Unknown())
                return True, None
            case ast.Raise():
                value(self, node.exc, scope)
                self.fail()
                return True, None
            case ast.Assert():
                truth = conditions.test(self, node.test, scope)
                if truth.holds is False:
                    with self.under("missing", truth.causes):
                        self.fail()
            case ast.Expr():
                value(self, node.value, scope)
                return calls.ends(self, node.value, scope), None
            case ast.Assign():
                held = value(self, node.value, scope)
                for target in node.targets:
                    assigning.assign(self, target, held, scope)
            case ast.AnnAssign():
                if node.value is not None:
                    assigning.assign(self, node.target, value(self, node.value, scope), scope)
            case ast.AugAssign():
                assigning.augment(self, node, scope)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                definitions.function(self, node, scope)
            case ast.ClassDef():
                definitions.class_(self, node, scope)
            case ast.Import() | ast.ImportFrom():
                importing.imports(self, node, scope)
            case ast.For() | ast.AsyncFor():
                self._for(node, scope)
            case ast.While():
                conditions.test(self, node.test, scope)
                self._perhaps(node.body, scope)
                self.body(node.orelse, scope)
            case ast.With() | ast.AsyncWith():
                return self._with(node, scope), None
            case ast.Try() | ast.TryStar():
                return self._try(node, scope), None
            case ast.Match():
                value(self, node.subject, scope)
                for case in node.cases:
                    self._perhaps(case.body, scope)
            case ast.Delete():
                for target in node.targets:
                    value(self, target, scope)
            case ast.Break() | ast.Continue():
                return True, None
            case _:
                pass
        return False, None

    def _base(self) -> int:
        return self.frames[-1].base if self.frames else 0

    def _if(self, node: ast.If, scope: Scope) -> tuple[bool, World | None]:
        truth = conditions.test(self, node.test, scope)
        if truth.holds is None:
            before = dict(scope.names)
            with self.under("unknown"):
                left = self.body(node.body, scope)
            first, scope.names = scope.names, before
            with self.under("unknown"):
                other = self.body(node.orelse, scope)
            if not left:
                joined = {
                    name: one_of([first.get(name, Unknown()), held]) for name, held in scope.names.items()
                }
                scope.names = {**first, **joined}
                if other:
                    scope.names = {**scope.names, **first}
            return left and other and bool(node.orelse), None
        real, apart = (node.body, node.orelse) if truth.holds else (node.orelse, node.body)
        kept = dict(scope.names)
        with self.under("present" if truth.causes else "never", truth.causes):
            apart_left = self.body(apart, scope)
        apart_names, scope.names = scope.names, kept
        with self.under("missing", truth.causes):
            left = self.body(real, scope)
        for name, held in apart_names.items():
            scope.names.setdefault(name, held)
        if left:
            return True, World("present", truth.causes) if truth.causes else None
        if apart_left and truth.causes:
            return False, World("missing", truth.causes)
        return False, None

    def _for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        for item in listed.items(self, node.iter, scope):
            assigning.assign(self, node.target, item, scope)
            if isinstance(item, Hole | Unknown):
                self._perhaps(node.body, scope)
            else:
                self.body(node.body, scope)
        self.body(node.orelse, scope)

    def _perhaps(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Walk what may run or not: what it assigns is one of two."""
        before = dict(scope.names)
        with self.under("unknown"):
            self.body(body, scope)
        for name, held in before.items():
            scope.names[name] = one_of([held, scope.names.get(name, held)])

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> bool:
        renamed: list[tuple[Scope, str, Value]] = []
        kinds = frozenset[str]()
        for item in node.items:
            held = value(self, item.context_expr, scope)
            if isinstance(held, Environ) and held.reader == "prefixed":
                renamed += contexts.prefixed(held, item.context_expr, scope)
            if isinstance(held, Lib) and held.path == "contextlib.suppress()":
                kinds = contexts.named_kinds(item.context_expr)
            if item.optional_vars is not None:
                assigning.assign(self, item.optional_vars, held, scope)
        if kinds:
            self.catches.append(Catch(kinds))
        left = self.body(node.body, scope)
        if kinds:
            self.catches.pop()
        for where, name, held in renamed:
            where.names[name] = held
        return left and not kinds

    def _try(self, node: ast.Try | ast.TryStar, scope: Scope) -> bool:
        caught = frozenset(kind for handler in node.handlers for kind in _kinds(handler))
        catch = Catch(caught & _SWALLOWS)
        self.catches.append(catch)
        left = self.body(node.body, scope)
        self.catches.pop()
        causes = tuple(frozenset({at}) for at in sorted(catch.reads))
        for handler in node.handlers:
            if handler.name:
                scope.names[handler.name] = Unknown()
            kept = dict(scope.names)
            kind = "missing" if causes and _kinds(handler) & _SWALLOWS else "unknown"
            with self.under(kind, causes):
                self.body(handler.body, scope)
            if kind == "unknown":
                scope.names = {
                    name: one_of([held, scope.names.get(name, held)]) for name, held in kept.items()
                }
        self.body(node.orelse, scope)
        self.body(node.finalbody, scope)
        return left and not node.handlers

    # Calls into the code itself

    def call(
        self, function: Function, args: Sequence[Value], keywords: dict[str, Value], scope: Scope, line: int
    ) -> Value:
        """Walk a function with what it is given, and give what it returns."""
        node = function.node
        open_calls = sum(1 for frame in self.frames if frame.node is node)
        if open_calls > 1 or len(self.frames) > _DEPTH or self.steps > self.until:
            return made_from([*args, *keywords.values()])
        if not self.worth.of(node, function.bound, (*args, *keywords.values())):
            return made_from([*args, *keywords.values()])
        self.called.add(id(node))
        inner = Scope(function.scope.file, function.scope)
        handed = [function.bound, *args] if function.bound is not None else list(args)
        definitions.bind(self, node.args, handed, keywords, inner, function.scope)
        frame = Frame(node, scope.file, line, (*args, *keywords.values()), len(self.worlds))
        self.frames.append(frame)
        if function.owner is not None:
            inner.names.setdefault("__class__", function.owner)
        if isinstance(node, ast.Lambda):
            frame.returned.append(value(self, node.body, inner))
        else:
            left = self.body(node.body, inner)
            if not left:
                frame.returned.append(Const(None))
        self.frames.pop()
        kept = [one for one in frame.returned if not isinstance(one, Unknown)] or frame.returned
        return one_of(kept) if kept else Const(None)


def _kinds(handler: ast.ExceptHandler) -> frozenset[str]:
    if handler.type is None:
        return frozenset({"BaseException", "Exception"})
    nodes = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return frozenset(
        node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
        for node in nodes
    )


def _spells(value: Value, name: str) -> bool:
    for one in choices(value):
        if isinstance(one, Const) and isinstance(one.value, str) and len(one.value) > 1 and one.value in name:
            return True
        if isinstance(one, Items) and any(_spells(inner, name) for inner in one.values):
            return True
    return False
