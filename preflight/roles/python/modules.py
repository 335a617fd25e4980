"""The files of a program: what each defines and imports, and which file an import means.

An import is found by the end of its path, as a service may be started from any folder above it.
"""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from preflight.roles.python.types import Class, Function, Library, Module, Type, is_library

_SUFFIX = ".py"


@dataclass
class File:
    """One file: its classes and functions by name, its imports, and the types of its globals."""

    name: str
    tree: ast.Module
    classes: dict[str, ast.ClassDef] = field(default_factory=dict[str, ast.ClassDef])
    functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = field(
        default_factory=dict[str, "ast.FunctionDef | ast.AsyncFunctionDef"]
    )
    imports: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    globals: dict[str, Type] = field(default_factory=dict[str, "Type"])
    stars: list[str] = field(default_factory=list[str])
    whole: list[str] = field(default_factory=list[str])
    aliases: dict[str, ast.expr] = field(default_factory=dict[str, ast.expr])


class Files:
    """All files of a program."""

    def __init__(self, texts: dict[str, bytes]) -> None:
        self.files: dict[str, File] = {}
        self.unread: dict[str, str] = {}
        for name, text in texts.items():
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    self.files[name] = _file(name, ast.parse(text))
            except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
                self.unread[name] = type(error).__name__
        self._by_end: dict[str, list[str]] = {}
        for name in self.files:
            self._by_end.setdefault(_parts(name)[-1] if _parts(name) else "", []).append(name)

    def of(self, name: str, at: str) -> Type | None:
        """Give what a global name of a file means."""
        return self._of(name, at, 0)

    def _of(self, name: str, at: str, depth: int) -> Type | None:  # noqa: PLR0911 - one kind of name a line
        file = self.files.get(at)
        if file is None or depth > 8:
            return None
        if name in file.classes:
            return Class(at, name)
        if name in file.functions:
            return Function(at, name)
        if name in file.globals:
            return file.globals[name]
        if name in file.imports:
            module, member = file.imports[name]
            return self._imported(module, member, at, depth)
        for module in file.stars:
            found = self.module(module, at)
            if found and (meant := self._of(name, found, depth + 1)):
                return meant
            if not found and is_library(module):
                return None
        return None

    def _imported(self, module: str, member: str, at: str, depth: int) -> Type | None:
        """Give what `from module import member` means; without a member the module itself."""
        if member:
            inside = self.module(_joined(module, member), at)
            if inside:
                return Module(inside)
        found = self.module(module, at)
        if found:
            return self._of(member, found, depth + 1) if member else Module(found)
        path = f"{module}.{member}" if member else module
        return Library(path) if not module.startswith(".") and is_library(path) else None

    def alias(self, name: str, at: str, depth: int = 0) -> tuple[ast.expr, File] | None:
        """Give what a name stands for that an annotation may use: `Store = Annotated[Client, ...]`."""
        file = self.files.get(at)
        if file is None or depth > 8:
            return None
        if name in file.aliases:
            return file.aliases[name], file
        if name in file.imports:
            module, member = file.imports[name]
            there = self.module(module, at)
            return self.alias(member, there, depth + 1) if there and member else None
        return None

    def imported_by(self, at: str) -> set[str]:
        """Give the files that a file imports."""
        file = self.files.get(at)
        found: set[str] = set()
        for module, member in [
            *(file.imports.values() if file else ()),
            *((one, "") for one in ([*file.stars, *file.whole] if file else ())),
        ]:
            for path in (_joined(module, member), module):
                if path.strip(".") and (there := self.module(path, at)):
                    found.add(there)
        return found

    def inside(self, package: str, name: str) -> Type | None:
        """Give a module of a package, whose `__init__.py` is told."""
        if PurePosixPath(package).stem != "__init__":
            return None
        found = self._exact([*_parts(package), name])
        return Module(found) if found else None

    def module(self, path: str, at: str) -> str | None:
        """Give the file that an imported path means in the file `at`; None for what is elsewhere."""
        level = len(path) - len(path.lstrip("."))
        wanted = [part for part in path.strip(".").split(".") if part]
        if level:
            folder = list(PurePosixPath(at).parts[:-1])
            folder = folder[: len(folder) - (level - 1)] if level > 1 else folder
            exact = [*folder, *wanted]
            return self._exact(exact)
        candidates = (
            [name for name in self._by_end.get(wanted[-1], ()) if _parts(name)[-len(wanted) :] == wanted]
            if wanted
            else []
        )
        if not candidates or (is_library(path) and path.split(".", maxsplit=1)[0] in ("google", "vertexai")):
            return None
        return max(candidates, key=lambda name: (_together(name, at), -len(name)))

    def _exact(self, parts: list[str]) -> str | None:
        return next(
            (name for name in self._by_end.get(parts[-1] if parts else "", ()) if _parts(name) == parts), None
        )


def _joined(module: str, member: str) -> str:
    return f"{module}{member}" if module.endswith(".") else f"{module}.{member}" if member else module


def _parts(name: str) -> list[str]:
    path = PurePosixPath(name)
    parts = list(path.parts[:-1])
    return parts if path.stem == "__init__" else [*parts, path.stem]


def _together(name: str, at: str) -> int:
    first, second = PurePosixPath(name).parts, PurePosixPath(at).parts
    return next(
        (n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b),
        min(len(first), len(second)),
    )


def _file(name: str, tree: ast.Module) -> File:
    file = File(name, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                # `import a.b` makes `a` known; `a.b` is then an attribute.
                file.whole.append(one.name)
                file.imports[one.asname or one.name.partition(".")[0]] = (
                    one.name if one.asname else one.name.partition(".")[0],
                    "",
                )
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            for one in node.names:
                if one.name == "*":
                    file.stars.append(module)
                else:
                    file.imports[one.asname or one.name] = (module, one.name)
        elif isinstance(node, ast.ClassDef):
            file.classes.setdefault(node.name, node)
        elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript | ast.BinOp):
            file.aliases |= {one.id: node.value for one in node.targets if isinstance(one, ast.Name)}
    _functions(tree.body, file)
    return file


def _functions(body: list[ast.stmt], file: File) -> None:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            file.functions.setdefault(node.name, node)
        elif isinstance(node, ast.If | ast.Try | ast.With):
            _functions(node.body, file)
            _functions([*getattr(node, "orelse", [])], file)
