"""Files of Python, parsed when they are asked for, and who imports whom, told by their text alone.

Of a code base of thousands of files most neither read a variable nor import one that does: those are never
parsed. An import that stands in a text counts too, which costs a parse and tells nothing wrong.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.environ.python.modules import Modules

SUFFIXES = (".py", ".pyw")
_IMPORT = re.compile(
    rb"(?:^|[;:])[ \t]*(?:from[ \t]+(\.*)[ \t]*([\w.]*)[ \t]+import[ \t]*"
    rb"(\((?:[^()#]|#[^\n]*)*\)|(?:\\\r?\n|[^\n;])*)"
    rb"|import[ \t]+((?:\\\r?\n|[^\n;])*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"(?<![\w.])([\w.]+)(?:\s+as\s+\w+)?")
_COMMENT = re.compile(rb"#[^\n]*")


class Trees(Mapping[str, ast.Module]):
    """The trees of all files of Python. A file that cannot be parsed is empty, and not contained."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.names = [file for file in files if file.endswith(SUFFIXES)]
        self._known = frozenset(self.names)
        self._parsed: dict[str, ast.Module] = {}
        self._wrong: dict[str, tuple[int, str]] = {}

    def __getitem__(self, file: str) -> ast.Module:
        if file not in self._parsed:
            if file not in self._known:
                raise KeyError(file)
            tree = _tree(self._files[file])
            if not isinstance(tree, ast.Module):
                self._wrong[file] = tree
                tree = ast.Module([], [])
            self._parsed[file] = tree
        return self._parsed[file]

    def __contains__(self, file: object) -> bool:
        return file in self._known and isinstance(file, str) and self.wrong(file) is None

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)

    def wrong(self, file: str) -> tuple[int, str] | None:
        """Say at which line and why a file cannot be parsed; nothing where it can."""
        _ = self[file]
        return self._wrong.get(file)


def _tree(data: bytes) -> ast.Module | tuple[int, str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        return error.lineno or 0, f"is no Python of today: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return 0, f"cannot be parsed ({type(error).__name__})"


def imported(data: bytes, file: str, modules: Modules) -> Iterator[str]:
    """Give the files of the code that a file imports."""
    for found in _IMPORT.finditer(data):
        if found[4] is not None:
            for name in _NAME.finditer(_COMMENT.sub(b"", found[4])):
                if inner := modules.absolute(_text(name[1]), file):
                    yield inner
            continue
        level, module = len(found[1]), _text(found[2])
        members = [_text(name[1]) for name in _NAME.finditer(_COMMENT.sub(b"", found[3]))]
        for path in (module, *(f"{module}.{one}".lstrip(".") for one in members)):
            inner = modules.relative(path, level, file) if level else modules.absolute(path, file)
            if inner:
                yield inner


def _text(name: bytes) -> str:
    return name.decode("utf-8", "replace")
