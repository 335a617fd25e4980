"""Names that code puts together, across the files of a service: `"gemini-" + VERSION`, f"…", `.format`.

It stands on the readers of the scan, which fold texts in eight languages; they are asked for texts with a
word of a model in them instead of texts with a word of Google's. A name that stands whole in one string is
`spelling`'s and is not told again.

A constant in a file that names no model can still decide one (`VERSION = "1.5"`), and a file can put a name
together from a constant of another (`f"{FAMILY}-flash"`). Both are found by the constant's name, in files of
the same service.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.lint import files, grammar, surroundings
from preflight.lint.pieces import BEGINS, Pieces, alternatives, asked, is_part, names_in
from preflight.lint.regions import syntax_of
from preflight.lint.spelling import Spelled, Standing, Text, channel_of
from preflight.lint.words import WORDS
from preflight.scan import looking
from preflight.scan.reading import interest
from preflight.scan.service import HOLE, Service
from preflight.scan.source import Source
from preflight.scan.tree import reader_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preflight.scan.source import Text as Told

#: Languages whose readers fold texts; all else is `templates`'.
FOLDED = frozenset({"python", "notebook", "javascript", "typescript", "go", "java", "kotlin", "csharp"})
# What the rest of a name holds where its family comes from a constant.
_RESTS = (
    "flash", "-pro", "pro-", "generate", "preview", "-exp", "-lite", "ultra", "-latest", "-001", "-002",
    "nano", "-live",
)  # fmt: skip
_LARGEST = 3 << 20
_NEAR = 40


class Folded(NamedTuple):
    """What was put together, files whose reader failed, and files that are broken and told nothing."""

    spelled: list[Spelled]
    unread: list[tuple[str, str]]
    broken: frozenset[str]


def folded(texts: Mapping[str, Text], places: Mapping[str, str], services: Mapping[str, str]) -> Folded:
    """Give the names that the code of `texts` puts together; `places`: every file below the path."""
    groups: dict[str, dict[str, Text]] = {}
    for file, text in texts.items():
        if language(file) and len(text.text) <= _LARGEST and _may_be_joined(text.text):
            groups.setdefault(_home(file, services), {})[file] = text
    found, unread, broken = list[Spelled](), list[tuple[str, str]](), set[str]()
    for home, members in groups.items():
        one = _Group(home, members, places, services)
        found += one.spelled()
        unread += one.unread
        broken |= {file for file, source in one.sources.items() if source.problems and not source.texts}
    return Folded(found, unread, frozenset(broken))


def language(file: str) -> str | None:
    """Give the reader that folds a file, or nothing."""
    name = reader_of(file.rpartition("/")[2])
    return name if name in FOLDED else None


def _home(file: str, services: Mapping[str, str]) -> str:
    folder = file.rpartition("/")[0] or "."
    while folder not in services and folder not in (".", "/", ""):
        folder = folder.rpartition("/")[0] or "."
    return folder


class _Group:
    """The files of one service that can name a model."""

    def __init__(
        self, home: str, texts: Mapping[str, Text], places: Mapping[str, str], services: Mapping[str, str]
    ) -> None:
        self.home, self.texts, self.places, self.services = home, dict(texts), places, services
        self.unread: list[tuple[str, str]] = []
        self.sources: dict[str, Source] = {}

    def spelled(self) -> list[Spelled]:
        """Give what they put together."""
        with interest.looking_for((*WORDS, *BEGINS)):
            for file, text in self.texts.items():
                self._read(file, text.text)
        families = {
            name.rpartition(".")[2]: file
            for file, source in self.sources.items()
            for name, value in source.constants.items()
            if is_part(value, bare=len(self.places) <= _ORDINARY)
        }
        service = Service(self.home, self.sources)
        wanted = {
            name
            for file, source in self.sources.items()
            for one in source.texts
            for part in asked(one.value)
            if service.resolve(file, part).texts == (HOLE,)
            for name in names_in(part)
        }
        if families or wanted:
            self._widen(frozenset(families), frozenset(wanted))
        service = Service(self.home, self.sources)
        found: list[Spelled] = []
        for file, source in self.sources.items():
            for one in source.texts:
                found += self._told(service, file, one)
        return list(dict.fromkeys(found))

    def _read(self, file: str, text: str) -> None:
        name = language(file)
        if name is None:
            return
        try:
            source = looking.reader(name).read(text.encode("utf-8", "surrogatepass"), file)
        except Exception as error:  # noqa: BLE001 - one file must never end the reading of the others
            self.unread.append((file, type(error).__name__))
            return
        self.sources[file] = source

    def _widen(self, families: frozenset[str], wanted: frozenset[str]) -> None:
        """Read on in the service: files that use a part of a name, and files that give one."""
        words = [name.encode() for name in families | wanted if len(name) > 1]
        found: dict[str, Text] = {}
        for file in self._near():
            name, place = file.rpartition("/")[2], self.places[file]
            try:
                data = files.content(place)
            except OSError:
                continue
            if data and any(word in data for word in words):
                found[file] = Text(file, files.text(data), syntax_of(name))
        more = {file: text for file, text in found.items() if language(file)}
        self.texts |= more
        with interest.looking_for((*WORDS, *BEGINS, *_RESTS), families):
            for file, text in (self.texts if families else more).items():
                self._read(file, text.text)
        for file, text in found.items():
            if file not in more:
                self._read_settings(file, text.text)

    def _near(self) -> list[str]:
        """Give the other files of the service; of very many only those that are imported."""
        files_ = [
            file
            for file in self.places
            if file not in self.sources
            and reader_of(file.rpartition("/")[2])
            and _home(file, self.services) == self.home
        ]
        if len(files_) <= _ORDINARY:
            return files_
        parts = {
            part
            for source in self.sources.values()
            for path in source.locals
            for part in _PARTS.split(path)[-2:]
        }
        return [file for file in files_ if file.rpartition("/")[2].partition(".")[0] in parts][:_ORDINARY]

    def _read_settings(self, file: str, text: str) -> None:
        name = reader_of(file.rpartition("/")[2])
        if name in ("dotenv", "dockerfile", "yaml_documents"):
            try:
                source = looking.reader(name).read(text.encode(), file)
            except Exception:  # noqa: BLE001 - what sets a variable there stays unknown
                return
            self.sources[file] = Source(name, settings=source.settings)

    def _told(self, service: Service, file: str, told: Told) -> Iterator[Spelled]:
        if file not in self.texts:
            return
        here = _Here(self.texts[file], told.line, told.into)
        resolved = [Pieces(parts) for parts in alternatives(service, file, told.value)]
        whole = [(found, pieces) for pieces in resolved for found in _names(pieces, here)]
        yield from (_made(here, found, pieces) for found, pieces in whole)
        if not whole:
            for pieces in resolved:
                for found in grammar.holed(pieces.text):
                    if _begins(found, found.name.partition("*")[0], pieces, here):
                        yield _made(here, found, pieces, dynamic=True)


class _Here(NamedTuple):
    """Where something is put together: its file, the line, and what takes it."""

    text: Text
    line: int
    into: str


def _names(pieces: Pieces, here: _Here) -> Iterator[grammar.Named]:
    for found in grammar.names(pieces.text):
        around = (pieces.text[found.start - 1 : found.start], pieces.text[found.end : found.end + 1])
        if HOLE in around or surroundings.refused(pieces.text, found.start, found.end):
            continue
        if _begins(found, found.name, pieces, here):
            yield found


def _begins(found: grammar.Named, name: str, pieces: Pieces, here: _Here) -> bool:
    """Whether the first part of a name is written here, and its rest is not: else it is told already."""
    if here.into.startswith("+=") or pieces.spans(found.start, found.end):
        return True
    if not pieces.is_spelled(found.start):
        return False
    window = here.text.text[here.text.start(here.line) : here.text.start(here.line + _NEAR)]
    for place in _BEGINNING.finditer(window):
        run = _RUN.match(window, place.start())
        part = run[0] if run else ""
        if name.startswith(part) and part != name:
            return True
        if part.startswith(name):
            end = place.start() + len(part)
            return "*" in found.name and window[end : end + 1] in _GOES_ON_WITH
    return False


def _made(here: _Here, found: grammar.Named, pieces: Pieces, *, dynamic: bool = False) -> Spelled:
    text = here.text
    channel = channel_of(found.name, pieces.text[max(0, found.start - 200) : found.start], text.channel)
    talk = surroundings.talked_about(pieces.text.replace(HOLE, "x"), found.start, found.end)
    standing = Standing.TALK if talk else Standing.VALUE
    return Spelled(text.file, here.line, found.name, found.kind, standing, channel, dynamic=dynamic)


_GOES_ON_WITH = tuple("{$%#\\\"'`")
_ORDINARY = 400
_PARTS = re.compile(r"[./]")
_BEGINNING = re.compile(
    r"(?<![\w.@-])(?:[a-z]{2,3}-[A-Z]{2}-|(?:code|pali|med)?gemma|gemini|imagen|veo|lyria|chirp|learnlm|medlm|text-(?:multilingual-)?embedding"
    r"|textembedding|multimodalembedding|embedding|(?:text|chat|code|codechat)-|claude|[a-z]+-)"
)
_RUN = re.compile(r"[A-Za-z0-9._@-]+")


_OPEN = re.compile(
    r"(?<![\w.@-])(?:(?:code|pali|med)?gemma|gemini|imagen|veo-|lyria-|chirp_|learnlm|medlm|text-(?:multilingual-)?embedding"
    r"|textembedding|multimodalembedding|embedding-|(?:text|chat|code|codechat)-(?:bison|unicorn)|claude-"
    r"|[a-z]{2,3}-[A-Z]{2}-(?=[A-Z])|models/(?=[{$%]))[A-Za-z0-9._@-]*(?P<sign>\{|\$|%[sdv(]|\\\(|#\{|[\"'`])"
)
_GOES_ON = re.compile(r"[\"'`]\s*(?:\)\s*)?(?:[+%]|\.\s*(?:concat|format|plus)|\r?\n\s*[frbu]*[\"'`])")


def _may_be_joined(text: str) -> bool:
    """Whether a part of a name stands in a text by itself, so that code can put something behind it."""
    for place in grammar.starts(text):
        found = _OPEN.match(text, place)
        if found is None:
            continue
        sign = found["sign"]
        if sign[0] not in "\"'`":
            return True
        run = text[found.start() : found.start("sign")]
        whole = grammar.named(run.rpartition("/")[2])
        if whole is None or whole.kind is not grammar.Kind.WHOLE or _GOES_ON.match(text, found.start("sign")):
            return True
    return False
