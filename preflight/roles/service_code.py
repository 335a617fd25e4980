"""The code of one service: what its calls need, and what nobody can tell.

Python is followed through its files (python/), the other languages are told by the scan, one file at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from preflight.catalogue import iam
from preflight.roles import aside, calls, needs
from preflight.roles.calls import Call, call
from preflight.roles.needs import Need
from preflight.roles.python import following
from preflight.roles.python.modules import Files
from preflight.roles.python.types import NOBODY
from preflight.scan import run
from preflight.scan.gemini_backends import SWITCHES
from preflight.scan.needs import Confidence, Phase, Sighting
from preflight.scan.source import Known, Made, Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from preflight.roles.python.learnt import Called
    from preflight.scan.service import Service
    from preflight.scan.source import Value

_PYTHON = "python"


@dataclass
class Unknown:
    """Something whose needs nobody can tell: the API, where, and why."""

    api: str
    file: str
    line: int
    detail: str


@dataclass
class Code:
    """The code of one service. `apis`: those that the scan sees it call at run time.

    `partial`: some of it could not be read, so that nobody can say what it does not need.
    """

    path: str
    needs: list[Need] = field(default_factory=list[Need])
    unknown: list[Unknown] = field(default_factory=list[Unknown])
    apis: frozenset[str] = frozenset()
    partial: bool = False

    @property
    def name(self) -> str:
        """The name of its folder; for the current one, that of the folder itself."""
        return PurePosixPath(Path(self.path).resolve().as_posix()).name


def code_of(service: Service, texts: Mapping[str, bytes], others: set[str]) -> Code:
    """Judge the calls of a service. `others`: files whose calls are not its own."""
    seen = [
        one
        for one in run.sightings(service)
        if isinstance(one, Sighting)
        and one.phase is Phase.RUNTIME
        and one.confidence is not Confidence.WEAK
        and one.file not in others
    ]
    apis = frozenset(one.api for one in seen)
    undecided = any(one.api == calls.GEMINI and f"{SWITCHES[0]} decides" in one.detail for one in seen)
    code = Code(service.path, apis=apis)
    files = Files(dict(texts))
    followed = list(following.calls(files))
    told = list(_told(service, files, followed, apis))
    for one in dict.fromkeys(told):
        code.needs += needs.of(one) or []
        code.needs += needs.of_vertex(one) if undecided else []
    guessed = [need for one in followed for need in _of_nobody(one, apis)]
    beside = aside.aside(service.path, {*texts, *service.sources}, files)
    code.needs = [
        one._replace(certain=one.certain and one.file not in beside)
        for one in dict.fromkeys([*code.needs, *guessed])
    ]
    code.unknown = [Unknown("", one.file, one.line, one.detail) for one in guessed]
    code.unknown += [
        Unknown(one.api, one.file, one.line, f"{one.detail}: no row of the table tells what it needs")
        for one in dict.fromkeys(calls.unknown(told))
    ]
    judged = {one.api for one in told if needs.of(one) is not None} | {one.api for one in code.unknown}
    if any(one.permission.startswith("iam.serviceAccounts.") for one in code.needs):
        judged.add("iamcredentials.googleapis.com")
    for sighting in seen:
        if sighting.api not in judged:
            judged.add(sighting.api)
            words = f"{sighting.detail}: no call on a client is seen that tells what it needs"
            code.unknown.append(Unknown(sighting.api, sighting.file, sighting.line, words))
    return code


def _of_nobody(one: Called, apis: frozenset[str]) -> Iterator[Need]:
    """Give what may be needed by a method of a client's, called on something whose maker is not known.

    Names of one word (`get`, `delete`) are everybody's and say nothing.
    """
    nobody, _, method = one.path.rpartition(".")
    if nobody != NOBODY or ("_" not in method.strip("_") and method != "publish"):
        return
    for api in sorted(apis):
        found = iam.by_method(api, method)
        for permission in (*found.permissions, *found.perhaps) if found else ():
            words = f"{method} is called on something whose maker is not known"
            role = needs.role_of(permission, found.role) if found else ""
            yield Need(
                permission, role, found.resource if found else "", one.file, one.line, words, certain=False
            )


def _told(service: Service, files: Files, followed: Sequence[Called], apis: frozenset[str]) -> Iterator[Call]:
    for one in followed:
        made = call(
            _PYTHON,
            one.path,
            one.file,
            one.line,
            apis,
            keywords=one.keywords,
            args=one.args,
            handed=one.handed,
        )
        if made is not None:
            yield made
    for file, source in service.sources.items():
        language = source.language
        if language == _PYTHON and file not in files.unread:
            continue
        for use in source.uses:
            if use.path.startswith("?") or not use.called:
                continue
            made = call(
                _PYTHON if language == "notebook" else language,
                use.path,
                file,
                use.line,
                apis,
                keywords=tuple((name, _plain(value)) for name, value in use.keywords.items()),
                args=tuple(_plain(one) for one in use.args),
            )
            if made is not None:
                yield made


def _plain(value: Value) -> object:
    if isinstance(value, Known):
        return value.value
    return value.path if isinstance(value, Made | Name) else None
