"""When the commands and addresses of a script are used: while the program runs, or to build and set it up.

Beside a program in a general language, scripts set up and deploy. Where scripts are all there is, they are
the program, apart from those that by their names set up for the others. What an image or a process starts
runs with the program. Infrastructure and pipelines always deploy; what a program runs, it runs at run time.

Deliberately absent: what a command does; whether it only makes sense to deploy is the catalogue's to say.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from preflight.scan.needs import Phase

if TYPE_CHECKING:
    from preflight.scan.service import Service
    from preflight.scan.source import Source

SCRIPTS = frozenset({"shell", "make"})
# A package's scripts build and deploy it; what it is at run time is its code.
_PIPELINES = frozenset({"yaml", "terraform", "node-manifest"})
# Files that set up in one line and use it in the next.
_MIXED = frozenset({"notebook", "procfile"})
# What an image starts, by the instruction that a reader gives as `within`.
_STARTING = frozenset({"CMD", "ENTRYPOINT", "HEALTHCHECK"})
_SETS_UP = re.compile(
    r"(.*[-_.\s]|\d+[-_.]?)?(set-?up|(re|un)?deploy(ment|er)?|bootstrap|(un)?install(er)?|init(ialize)?|create|"
    r"tear-?down|clean-?(up)?|destroy|provision(er)?|configure|config|enable|prereq(uisite)?s?)([-_.\s].*|\d*)",
    re.IGNORECASE,
)
_CALLS = re.compile(r"gcloud|gsutil|bq|firebase")
_ADDRESSED = ("curl", "wget", "http", "https", "xh", "curlie", "grpcurl")


def phase(service: Service, file: str, within: str = "", *, to_deploy: bool = False) -> Phase:
    """Give the phase of what `file` runs in `within`; `to_deploy`: it only makes sense to deploy."""
    language = service.sources[file].language
    if language in SCRIPTS:
        deploys = _script_deploys(service, file, within, to_deploy=to_deploy)
    elif language == "dockerfile":
        deploys = to_deploy or within not in _STARTING
    else:
        deploys = language in _PIPELINES or (to_deploy and language in _MIXED)
    return Phase.DEPLOY if deploys else Phase.RUNTIME


def _script_deploys(service: Service, file: str, within: str, *, to_deploy: bool) -> bool:
    if service.has_program:
        return to_deploy or not _is_started(service, file)
    if service.sources[file].language == "make" and (to_deploy or _sets_up(within)):
        return True
    return file in _set_up(service)


def _is_started(service: Service, file: str) -> bool:
    """Whether an image or a process of the service starts this script."""
    name = PurePosixPath(file).name
    return any(
        PurePosixPath(word).name == name
        for _, source in service.of("dockerfile", "procfile")
        for command in source.commands
        if source.language == "procfile" or command.within in _STARTING
        for word in command.words[:3]
    )


@lru_cache(maxsize=8)
def _set_up(service: Service) -> frozenset[str]:
    """Give the scripts that set up for others; none where all do, for then that is what they are for."""
    calling = [file for file, source in service.of(*SCRIPTS) if _calls_google(source)]
    setting_up = {file for file in calling if _sets_up(PurePosixPath(file).stem)}
    return frozenset(setting_up) if len(setting_up) < len(calling) else frozenset()


def _sets_up(name: str) -> bool:
    return _SETS_UP.fullmatch(name) is not None


def _calls_google(source: Source) -> bool:
    return any(
        _CALLS.fullmatch(PurePosixPath(command.words[0]).name)
        and command.words[1:2] not in (("auth",), ("config",))
        for command in source.commands
        if command.words
    ) or any(text.into in _ADDRESSED and "googleapis.com" in str(text.value) for text in source.texts)
