"""What changed in Google's own lists since the catalogue was made.

Google's directory of discovery documents is asked over the network: names and versions that discovery.csv
lacks or that are gone, titles that apis.csv has differently, hosts that hosts.py takes for another API. If it
cannot be asked, the documents inside the installed google-api-python-client stand in for it; they tell names
and versions only and are as old as the package, so that finding nothing there answers nothing.

A name that Google no longer lists stays in discovery.csv, because code that names it may still be there; its
note then begins with NOT_LISTED, and it is not told again. Deliberately absent: the services of Service
Usage, of which Google publishes no list, and writing to the tables, which a person does and reviews.

https://developers.google.com/discovery/v1/reference/apis/list
"""

from __future__ import annotations

import importlib.util
import re
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import msgspec
import requests

from preflight.catalogue import apis, discovery, hosts
from preflight.ending import COULD_NOT_LOOK, StoppedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DIRECTORY = "https://www.googleapis.com/discovery/v1/apis"
PACKAGE = "google-api-python-client"
NOT_LISTED = "not listed"
TIMEOUT = 30.0
# Some documents lie there a second time under an older spelling: `admin.directoryv1` of `admin.directory_v1`.
_TWICE = re.compile(r"\w+\.(?!v\d)[a-z]+v\d\w*")
_SHARED_HOST = "www.googleapis.com"
_DISCOVERY, _APIS, _HOSTS = "tables/discovery.csv", "tables/apis.csv", "tables/hosts.csv"


class NotAskedError(Exception):
    """The directory gave no answer, or one that is none."""


class Item(msgspec.Struct, rename="camel"):
    """One version of one API, as the directory lists it."""

    name: str
    version: str
    title: str = ""
    discovery_rest_url: str = ""


class Change(NamedTuple):
    """`place: what; fix`, the place relative to the catalogue."""

    place: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}; {self.fix}"


def changes(ask: Callable[[], list[Item]] | None = None) -> list[str]:
    """Give a sentence for each change, and at the end which list was asked if it was not the directory.

    Raises StoppedError with COULD_NOT_LOOK if the directory cannot be asked and the stand-in shows no change.
    """
    try:
        listed, blind = (ask or directory)(), ""
    except NotAskedError as error:
        listed = installed()
        blind = (
            f"{DIRECTORY}: could not be asked, {error}; only the documents of {PACKAGE} "
            f"{metadata.version(PACKAGE)} were compared, ask again with a network"
        )
    found = [str(change) for change in sorted(compared(listed))]
    if blind and not found:
        raise StoppedError([blind], COULD_NOT_LOOK)
    return [*found, blind] if blind else found


def directory(url: str = DIRECTORY, timeout: float = TIMEOUT) -> list[Item]:
    """Ask Google's directory. Raises NotAskedError."""
    try:
        answer = requests.get(url, timeout=timeout)
        answer.raise_for_status()
        items = msgspec.json.decode(answer.content, type=dict[str, msgspec.Raw]).get("items")
        listed = msgspec.json.decode(items, type=list[Item]) if items else []
    except requests.RequestException as error:
        raise NotAskedError(type(error).__name__) from error
    except msgspec.DecodeError as error:
        raise NotAskedError("its answer is no directory") from error
    if not listed:
        raise NotAskedError("its answer lists nothing")
    return listed


def installed() -> list[Item]:
    """Give what the documents of the installed client library are named after: names and versions."""
    found = importlib.util.find_spec("googleapiclient")
    folders = (found.submodule_search_locations if found else None) or []
    return [
        Item(*file.stem.split(".", maxsplit=1))
        for folder in folders
        for file in sorted(Path(folder, "discovery_cache", "documents").glob("*.*.json"))
        if not _TWICE.fullmatch(file.stem)
    ]


def compared(listed: list[Item]) -> Iterable[Change]:
    """Give each difference between a list and the tables."""
    versions: dict[str, set[str]] = {}
    for item in listed:
        versions.setdefault(item.name, set()).add(item.version)
    yield from _names(versions)
    yield from _titles(listed)
    addressed = {(urlsplit(item.discovery_rest_url).hostname, item.name, item.version) for item in listed}
    for host, api in sorted({(host, discovery.api_of(*what)) for host, *what in addressed if host}, key=str):
        yield from _host(host, api)


def _names(versions: dict[str, set[str]]) -> Iterable[Change]:
    rows = discovery.rows()
    known: dict[str, set[str]] = {}
    for row in rows:
        known.setdefault(row.name.partition(":")[0], set()).update(row.versions)
    for name in sorted(set(versions) - set(known)):
        fix = "add a row with the API that is enabled for it"
        yield Change(_DISCOVERY, f"{name} is new ({', '.join(sorted(versions[name]))})", fix)
    for name in sorted(set(versions) & set(known)):
        if new := sorted(versions[name] - known[name]):
            yield Change(_DISCOVERY, f"{name} has new versions, {', '.join(new)}", "add them to its row")
    for row in rows:
        marked = row.note.startswith(NOT_LISTED)
        is_listed = row.name.partition(":")[0] in versions
        if not is_listed and not marked:
            fix = f"begin its note with {NOT_LISTED!r} if it is shut down"
            yield Change(_DISCOVERY, f"{row.name} is gone", fix)
        if is_listed and marked:
            yield Change(_DISCOVERY, f"{row.name} is listed again", f"take {NOT_LISTED!r} out of its note")


def _titles(listed: list[Item]) -> Iterable[Change]:
    titles: dict[str, set[str]] = {}
    for item in listed:
        if item.title and (api := discovery.api_of(item.name, item.version)):
            titles.setdefault(api, set()).add(item.title)
    for api, now in sorted(titles.items()):
        row = apis.row_of(api)
        if row is not None and PACKAGE in row.source and row.title not in now:
            shown = " or ".join(sorted(now))
            yield Change(_APIS, f"{api} is called {shown} and no longer {row.title}", "correct its title")


def _host(host: str, api: str | None) -> Iterable[Change]:
    if host == _SHARED_HOST or api is None:
        return
    taken = hosts.api_of_host(host)
    if taken != apis.canonical(api):
        what = f"{host} answers for {api or 'nothing'} and is taken for {taken or 'nothing'}"
        yield Change(_HOSTS, what, "add a row for the host, or correct the one in discovery.csv")
