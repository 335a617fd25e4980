"""Commands of Google's command lines: `gcloud run deploy`, `gsutil cp`, `bq query`, `firebase deploy`.

What they call stands in the catalogue. Asking for help, signing in and settings of the command line itself
call nothing, and the APIs that `gcloud services enable` names are enabled, not called. What is pushed to a
registry of images is a need of Artifact Registry's.

https://cloud.google.com/sdk/gcloud/reference
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import gcloud, hosts
from preflight.scan.needs import Confidence, Phase, Sighting, Unresolved
from preflight.scan.script_phases import phase
from preflight.scan.service import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Command

_PROGRAMS = re.compile(
    r"gcloud|gsutil|bq|firebase|firebase-tools|cloud[-_]sql[-_]proxy.*|alloydb[-_]auth[-_]proxy.*|gcsfuse"
)
_NO_CALL = frozenset({
    "--help", "-h", "--version", "help", "version", "info", "topic", "cheat-sheet", "feedback", "survey",
})  # fmt: skip
# Release tracks, which stand before a group and call the same API.
_TRACKS = frozenset({"alpha", "beta", "preview"})
# Flags that may stand before the command of gcloud and take a word of their own.
_VALUED = frozenset({
    "--project", "--account", "--configuration", "--format", "--verbosity", "--impersonate-service-account",
    "--billing-project", "--flags-file", "--trace-token", "--access-token-file", "-p", "-P", "--location",
    "--project_id", "--dataset_id", "--api", "-o", "-u", "--token", "--config", "-c", "-j", "--only",
})  # fmt: skip
_REGISTRY = re.compile(r"[^/]*(-docker\.pkg\.dev|(^|\.)gcr\.io)/.+")
_ADDRESS = re.compile(r"https://([^/\s]+)(/\S*)?")
_SHOWN = 120


def detect(service: Service) -> Iterator[Sighting | Unresolved]:
    """Give the APIs that commands call."""
    for file, source in service.of():
        for command in source.commands:
            if command.words:
                yield from _judged(service, file, command)


def _judged(service: Service, file: str, command: Command) -> Iterator[Sighting | Unresolved]:
    program = command.words[0].replace("\\", "/").rpartition("/")[2].removesuffix(".cmd").removesuffix(".exe")
    if program in ("docker", "podman", "crane", "ko", "buildah", "skopeo"):
        yield from _pushed(file, command)
    if not _PROGRAMS.fullmatch(program):
        return
    words = _command(program, command.words[1:])
    if not _NO_CALL.isdisjoint(command.words[1:]) and (
        not _NO_CALL.isdisjoint(words[:2]) or words[-1] in _NO_CALL
    ):
        return
    if program == "gcloud" and words[1:2] in ([], [HOLE]):
        # A function that hands its arguments on; the commands are where it is called.
        return
    row = gcloud.command([word for at, word in enumerate(words) if at != 1 or word not in _TRACKS])
    shown = " ".join(words)[:_SHOWN].replace(HOLE, "{…}")
    if row is None:
        yield Unresolved(file, command.line, shown)
        return
    when = phase(service, file, command.within, to_deploy=row.phase == "deploy")
    for api in row.apis:
        yield Sighting(api, file, command.line, shown, Confidence.CERTAIN, when)
    yield from _given(file, command, shown)


def _command(program: str, words: tuple[str, ...]) -> list[str]:
    """Give the words with flags that stand before the command taken away."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] not in _NO_CALL:
        at += 2 if words[at] in _VALUED and "=" not in words[at] else 1
    return [program, *words[at:]]


def _given(file: str, command: Command, shown: str) -> Iterator[Sighting]:
    """Give the APIs that something deployed is told to call: a scheduler's job, a task, a subscription."""
    for flag, word in zip(command.words, command.words[1:], strict=False):
        option, sign, value = word.partition("=")
        if sign and option in ("--uri", "--url", "--push-endpoint"):
            address = _ADDRESS.match(value)
        elif flag in ("--uri", "--url", "--push-endpoint"):
            address = _ADDRESS.match(word)
        else:
            continue
        if address and (api := hosts.api_at(address[1], address[2] or "")):
            yield Sighting(api, file, command.line, shown, Confidence.LIKELY, Phase.DEPLOY)


def _pushed(file: str, command: Command) -> Iterator[Sighting]:
    if "push" in command.words[1:3] or "--push" in command.words:
        for word in command.words:
            if _REGISTRY.fullmatch(word.partition("=")[2] or word):
                shown = " ".join(command.words)[:_SHOWN].replace(HOLE, "{…}")
                api = "artifactregistry.googleapis.com"
                yield Sighting(api, file, command.line, shown, Confidence.LIKELY, Phase.DEPLOY)
                return
