"""Jupyter notebooks: the code cells as one Python file, shell lines and cells as commands.

Outputs and markdown are no code. Lines are those of the `.ipynb`, so that an editor opens the right place:
cells are found in the file in the order in which they stand in it. A cell that is no Python (another
language, a half-finished thought) does not hide the others.

https://nbformat.readthedocs.io/en/latest/format_description.html
https://ipython.readthedocs.io/en/stable/interactive/magics.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from preflight.scan.languages import python, shell
from preflight.scan.source import Known, Setting, Source, Use

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = "notebook"
SUFFIXES = (".ipynb",)
NAMES: tuple[str, ...] = ()
_SHELL_CELLS = ("%%bash", "%%sh", "%%shell", "%%script bash")
_ASSIGNED = re.compile(r"^(?P<indent>\s*)(?P<target>[\w, ]+?)\s*=\s*[!%](?P<command>.*)$")
_LINE = re.compile(r"^(?P<indent>\s*)(?P<sign>!{1,2}|%)(?P<rest>.*)$")
_SYSTEM = ("system ", "sx ", "sc ")


class _Cell:
    """One code cell: its lines, and the line of the file at which each stands."""

    def __init__(self, lines: list[str], places: list[int]) -> None:
        self.lines, self.places = lines, places


def read(data: bytes, name: str) -> Source:
    """Read one notebook."""
    text = data.decode("utf-8", "replace")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Source(LANGUAGE, problems=[f"line {getattr(error, 'lineno', 1)}: is no JSON"])
    cells: object = (
        cast("Mapping[str, object]", document).get("cells") if isinstance(document, Mapping) else None
    )
    if not isinstance(cells, list):
        return Source(LANGUAGE, problems=["line 1: is no notebook of format 4: it has no list of cells"])
    source = Source(LANGUAGE, entry=True)
    code: list[str] = []
    places: list[int] = []
    for cell in _code_cells(cast("list[Any]", cells), text):
        _cell(cell, code, places, source, name)
    _python(code, places, source, name)
    return source


def _code_cells(cells: list[Any], text: str) -> Iterator[_Cell]:
    position, line = 0, 1
    for cell in cells:
        if not isinstance(cell, Mapping):
            continue
        fields = cast("Mapping[str, Any]", cell)
        given = fields.get("source", "")
        parts = [str(part) for part in cast("list[Any]", given)] if isinstance(given, list) else [str(given)]
        lines: list[str] = []
        places: list[int] = []
        for part in parts:
            spelled = json.dumps(part, ensure_ascii=False)
            at = text.find(spelled, position)
            if at < 0:
                at = text.find(json.dumps(part), position)
            if at >= 0:
                line += text.count("\n", position, at)
                position = at
            for one in part.splitlines() or [""]:
                lines.append(one)
                places.append(line)
        if fields.get("cell_type") == "code":
            yield _Cell(lines, places)


def _cell(cell: _Cell, code: list[str], places: list[int], source: Source, name: str) -> None:
    first = next((line.strip() for line in cell.lines if line.strip()), "")
    if first.startswith("%%"):
        _magic_cell(first, cell, code, places, source)
        return
    lines: list[str] = []
    at = 0
    while at < len(cell.lines):
        line, place = cell.lines[at], cell.places[at]
        while _is_shell(line) and line.rstrip().endswith("\\") and at + 1 < len(cell.lines):
            at += 1
            line = f"{line.rstrip()[:-1]} {cell.lines[at].strip()}"
            lines.append("")
        lines.append(_line(line, place, source))
        at += 1
    order = lines if len(lines) == len(cell.lines) else cell.lines
    if python.read("\n".join(order).encode(), name).problems:
        return  # a cell that is no Python is left out and the others are kept
    code += order
    places += cell.places


def _is_shell(line: str) -> bool:
    return line.lstrip().startswith(("!", "%system", "%sx")) or _ASSIGNED.match(line) is not None


def _line(line: str, place: int, source: Source) -> str:
    """Give a line as Python; a shell line or a magic becomes `pass` and is told as what it is."""
    assigned = _ASSIGNED.match(line)
    if assigned:
        _shell(assigned["command"], [place], source)
        return f"{assigned['indent']}{assigned['target']} = None"
    found = _LINE.match(line)
    if not found:
        return line.rstrip("?") if line.rstrip().endswith("?") and "#" not in line else line
    rest = found["rest"]
    if found["sign"].startswith("!"):
        _shell(rest, [place], source)
    elif rest.startswith("env ") and "=" in rest:
        key, _, value = rest[4:].partition("=")
        source.settings.append(Setting(key.strip(), Known(value.strip()), place))
    elif rest.startswith(_SYSTEM):
        _shell(rest.partition(" ")[2], [place], source)
    elif rest.startswith(("bigquery", "bqsql")):
        source.uses.append(Use("google.cloud.bigquery.magics.magics()", place))
    return f"{found['indent']}pass"


def _magic_cell(first: str, cell: _Cell, code: list[str], places: list[int], source: Source) -> None:
    start = next(number for number, line in enumerate(cell.lines) if line.strip()) + 1
    if first.startswith(_SHELL_CELLS):
        _shell("\n".join(cell.lines[start:]), cell.places[start:], source)
    elif first.startswith(("%%bigquery", "%%bqsql", "%%bq ")):
        source.uses.append(Use("google.cloud.bigquery.magics.magics()", cell.places[start - 1]))
    elif first.startswith("%%spanner"):
        source.uses.append(Use("google.cloud.spanner.Client", cell.places[start - 1]))
    elif first.startswith(("%%time", "%%capture", "%%timeit", "%%prun")):
        code += [
            _line(line, place, source)
            for line, place in zip(cell.lines[start:], cell.places[start:], strict=True)
        ]
        places += cell.places[start:]


def _shell(text: str, places: list[int], source: Source) -> None:
    # IPython puts Python's values where `{name}` and `$name` stand.
    text = re.sub(r"\{(\w+)\}", r"${\1}", text)
    told = shell.read_commands(text.encode())
    last = places[-1] if places else 1
    for one in (*told.commands, *told.texts):
        place = places[one.line - 1] if one.line <= len(places) else last
        if one in told.commands:
            source.commands.append(_moved(one, place))
        else:
            source.texts.append(_moved(one, place))


def _moved(one: Any, place: int) -> Any:  # noqa: ANN401 - of any kind that has a line
    fields = {field: getattr(one, field) for field in one.__struct_fields__}
    return type(one)(**{**fields, "line": place})


def _python(code: list[str], places: list[int], source: Source, name: str) -> None:
    told = python.read("\n".join(code).encode(), name)
    source.problems += [problem.partition(": ")[2] for problem in told.problems]
    moved = {"imports": told.imports, "uses": told.uses, "texts": told.texts, "commands": told.commands,
             "settings": told.settings}  # fmt: skip
    for field, found in moved.items():
        getattr(source, field).extend(
            _moved(one, places[one.line - 1] if one.line <= len(places) else 1) for one in found
        )
    source.constants.update(told.constants)
    source.locals += told.locals
