"""What Google's pages of models say now and the registry does not, as a difference for a person to accept.

The pages are asked over the network, or read from files that somebody saved. A page that gives no answer, or
has changed its shape, is INCONCLUSIVE and never "nothing changed"; the other page is compared all the same.
Deliberately absent: accepting by itself. Lists drop and move rows, and somebody has to look at each.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions.md.txt
https://ai.google.dev/gemini-api/docs/deprecations.md.txt
"""

from __future__ import annotations

import difflib
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import requests

from preflight.models import pages, registry, rewriting
from preflight.models.registry import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from preflight.models.rewriting import Compared

PAGES = {
    Channel.VERTEX: "https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions.md.txt",
    Channel.GEMINI_API: "https://ai.google.dev/gemini-api/docs/deprecations.md.txt",
}
TIMEOUT = 30.0
# Google's pages have 20 kB; what is a hundred times that is another one.
MOST_BYTES = 2_000_000


class NotReadError(Exception):
    """A page gave no answer, or one that is none; the sentence says why."""


class Read(NamedTuple):
    """A page that was compared: where it was read, how many models it lists, and what was found."""

    place: str
    channel: Channel
    models: int
    found: Compared


class Refreshed(NamedTuple):
    """The registry's text as it was and as it would be, by which pages, and why others were not read.

    `wrong`: why it could not be read any more as it would be, such as a row that ends before it retires.
    """

    was: str
    becomes: str
    read: tuple[Read, ...]
    unread: tuple[str, ...]
    wrong: tuple[str, ...] = ()

    @property
    def diff(self) -> str:
        """Give the difference, unified; empty if there is none."""
        name = f"preflight/models/{registry.REGISTRY.name}"
        lines = difflib.unified_diff(
            self.was.splitlines(keepends=True), self.becomes.splitlines(keepends=True), name, name, n=4
        )
        return "".join(lines)


def refreshed(file: Path, places: Sequence[str], today: date) -> Refreshed:
    """Compare a registry with pages. Raises RegistryError if the registry cannot be read."""
    known = registry.read(file)
    was = becomes = file.read_text(encoding="utf-8")
    read: list[Read] = []
    unread: list[str] = []
    for place in places:
        try:
            page = pages.parse(text_of(place), today)
        except (NotReadError, pages.PageError) as error:
            unread.append(f"{place}: {error}")
            continue
        if page.channel in {other.channel for other in read}:
            unread.append(f"{place}: a page of {page.channel} was read already")
            continue
        found = rewriting.compared(known, page, PAGES[page.channel].removesuffix(".md.txt"))
        becomes = rewriting.rewritten(becomes, page, found, today)
        read.append(Read(place, page.channel, len(page.models), found))
    return Refreshed(was, becomes, tuple(read), tuple(unread), _wrong(becomes))


def _wrong(text: str) -> tuple[str, ...]:
    try:
        registry.parse(text)
    except registry.RegistryError as error:
        return error.problems
    return ()


def text_of(place: str) -> str:
    """Give the text of a page, a URL or a file. Raises NotReadError."""
    try:
        scheme = urlsplit(place).scheme
    except ValueError as error:
        raise NotReadError(f"it is no address ({error})") from error
    if scheme not in {"http", "https"}:
        return _decoded(_file(Path(place.removeprefix("file://"))))
    try:
        with requests.get(place, timeout=TIMEOUT, stream=True) as answer:
            answer.raise_for_status()
            data = _held(answer)
    except requests.HTTPError as error:
        raise NotReadError(f"it answers {error.response.status_code}") from error
    except (requests.RequestException, OSError) as error:
        raise NotReadError(f"it gives no answer ({type(error).__name__})") from error
    return _decoded(data)


def _held(answer: requests.Response) -> bytes:
    """Read an answer, as far as it may be large, for as long as it may take."""
    data, until = b"", monotonic() + TIMEOUT
    for piece in answer.iter_content(65_536):
        data += piece
        if len(data) > MOST_BYTES:
            break
        if monotonic() > until:
            raise NotReadError(f"it takes more than {TIMEOUT:.0f} seconds")
    return data


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotReadError(f"it cannot be read, {error.strerror}") from error


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise NotReadError(f"it has more than {MOST_BYTES} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotReadError("it is not UTF-8") from error
    if "<html" in text[:1000].lower():
        raise NotReadError("it is HTML and no markdown; ask for the page that ends in .md.txt")
    return text
