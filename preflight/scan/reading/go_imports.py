"""The imports of Go, and the names that they give.

The name of a package stands in its own files, which are not read here; it is told from the path as people
write paths: `.../pubsub/v2` is `pubsub`, `.../secretmanager/apiv1` is `secretmanager`, `gopkg.in/yaml.v2`
is `yaml`, `.../go-redis` is `redis`. https://go.dev/ref/spec#Import_declarations
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading import trees

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

_VERSION = re.compile(r"(?:api)?v\d+(?:(?:alpha|beta|p\d)\w*)*")
_OTHERWISE = {"firebase.google.com/go": "firebase"}
# https://pkg.go.dev/std
_STANDARD = frozenset(
    [
        "archive",
        "bufio",
        "builtin",
        "bytes",
        "cmp",
        "compress",
        "container",
        "context",
        "crypto",
        "database",
        "debug",
        "embed",
        "encoding",
        "errors",
        "expvar",
        "flag",
        "fmt",
        "go",
        "hash",
        "html",
        "image",
        "index",
        "internal",
        "io",
        "iter",
        "log",
        "maps",
        "math",
        "mime",
        "net",
        "os",
        "path",
        "plugin",
        "reflect",
        "regexp",
        "runtime",
        "slices",
        "sort",
        "strconv",
        "strings",
        "structs",
        "sync",
        "syscall",
        "testing",
        "text",
        "time",
        "unicode",
        "unique",
        "unsafe",
        "weak",
        "C",
    ]
)


class Imported(NamedTuple):
    """One import; `names`: what the code may call it, the likeliest first; `alias`: `_` and `.` as well."""

    path: str
    line: int
    names: tuple[str, ...]
    alias: str = ""


def imports(root: Node) -> Iterator[Imported]:
    """Give all imports of a text."""
    for declaration in root.named_children:
        if declaration.type != "import_declaration":
            continue
        for child in declaration.named_children:
            for spec in child.named_children if child.type == "import_spec_list" else (child,):
                path = spec.child_by_field_name("path") if spec.type == "import_spec" else None
                if path is not None:
                    name = spec.child_by_field_name("name")
                    alias = trees.text(name) if name is not None else ""
                    text = trees.text(path)[1:-1]
                    yield Imported(text, trees.line(spec), (alias,) if alias else package_names(text), alias)


def package_names(path: str) -> tuple[str, ...]:
    """Give the names that a package at `path` may have, the likeliest first."""
    parts = path.split("/")
    while len(parts) > 1 and _VERSION.fullmatch(parts[-1]):
        parts.pop()
    if (known := _OTHERWISE.get("/".join(parts))) is not None:
        return (known,)
    last = re.sub(r"\.v\d+$", "", parts[-1])
    short = last.removeprefix("go-").removesuffix("-go").removesuffix(".go")
    found = (last, short, short.replace("-", ""), short.replace("-", "_"), short.rpartition("-")[2])
    return tuple(dict.fromkeys(one for one in found if one.isidentifier()))


def is_standard(path: str) -> bool:
    """Whether a path belongs to Go's own library."""
    return path.partition("/")[0] in _STANDARD
