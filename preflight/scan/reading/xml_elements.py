"""XML as a flat list of elements with their lines, for manifests (`pom.xml`, `*.csproj`).

A file that declares a document type is refused: entities can stand for other files, or blow up. Nothing
nests in what is given, so a deep file costs no stack. https://docs.python.org/3/library/pyexpat.html
"""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers import expat


class Element(NamedTuple):
    """An element: names from the root to it without namespaces, its attributes, its text, its line.

    `parent` is the place of the element around it in the list, -1 for the root.
    """

    path: tuple[str, ...]
    attributes: dict[str, str]
    text: str
    line: int
    parent: int


class UnreadableError(ValueError):
    """The text is no XML, or declares a document type."""


_DEEPEST = 64


class _Reading:
    def __init__(self) -> None:
        self.found: list[Element] = []
        self._open: list[int] = []
        self._texts: list[list[str]] = []
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def run(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)  # noqa: FBT003 - expat's own way to say that this is all
        except expat.ExpatError as error:
            raise UnreadableError(f"line {error.lineno}: does not parse as XML") from error
        except UnreadableError:
            raise
        except (ValueError, LookupError) as error:  # an encoding that there is not
            raise UnreadableError(f"line 1: {error}") from error

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise UnreadableError(f"line {self._parser.CurrentLineNumber}: nested too deep for a manifest")
        parent = self._open[-1] if self._open else -1
        path = (*(self.found[parent].path if self._open else ()), name.rpartition(":")[2])
        self._open.append(len(self.found))
        self._texts.append([])
        self.found.append(Element(path, attributes, "", self._parser.CurrentLineNumber, parent))

    def _end(self, _: str) -> None:
        at = self._open.pop()
        self.found[at] = self.found[at]._replace(text="".join(self._texts.pop()).strip())

    def _text(self, data: str) -> None:
        if self._texts:
            self._texts[-1].append(data)

    def _refuse(self, *_: object) -> None:
        raise UnreadableError(
            f"line {self._parser.CurrentLineNumber}: declares a document type, which is not read"
        )


def elements(data: bytes) -> tuple[list[Element], str]:
    """Give the elements in the order of the text, and what is wrong with it ('' for nothing).

    What was read before an error is given with it.
    """
    reading = _Reading()
    try:
        reading.run(data.removeprefix(b"\xef\xbb\xbf"))
    except UnreadableError as error:
        return reading.found, str(error)
    return reading.found, ""
