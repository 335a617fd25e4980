"""Every API that the code calls is enabled by the program, in every environment.

Declared means registered with the engine as `gcp.projects.Service`, not written in a file; that the file and
the program agree is held by a test of its own, so that `preflight check` may read the file.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pulumi_gcp as gcp
from called_apis import PLACE, registered, undeclared
from expectations import every_environment
from program_under_mocks import config_of, run, run_environment

from infra import environments
from preflight import declared

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SERVICES = environments.ROOT / "services"
SPEECH = "texttospeech.googleapis.com"


@every_environment
def test_every_api_that_the_code_calls_is_declared(environment: str) -> None:
    missing = undeclared(SERVICES, registered(run_environment(environment)))
    assert missing == [], "\n".join(missing)


@every_environment
def test_what_the_program_registers_is_what_the_file_declares(environment: str) -> None:
    entries = declared.load(environments.ROOT / PLACE, PLACE).entries
    assert registered(run_environment(environment)) == {entry.api for entry in entries}


@every_environment
def test_an_entry_that_the_program_skips_is_seen(environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Any = gcp.projects.Service

    def skipping(name: str, *, service: str, **more: object) -> object:
        return real(name, service="vision.googleapis.com" if service == SPEECH else service, **more)

    monkeypatch.setattr(gcp.projects, "Service", skipping)
    (sentence,) = undeclared(SERVICES, registered(run(environment, config_of(environment))))
    assert re.match(
        r"services/push_worker/\w+\.py:\d+: undeclared-api texttospeech\.googleapis\.com ", sentence
    )
    assert f"add to {PLACE}" in sentence


def test_a_call_added_to_a_service_is_seen(tmp_path: Path) -> None:
    copy = tmp_path / "services"
    shutil.copytree(SERVICES, copy)
    added = "from google.cloud import vision\n\nREADER = vision.ImageAnnotatorClient()\n"
    (copy / "api" / "pictures.py").write_text(added)
    known = {entry.api for entry in declared.load(environments.ROOT / PLACE, PLACE).entries}
    (sentence,) = undeclared(copy, known)
    assert "pictures.py:3: undeclared-api vision.googleapis.com" in sentence


def test_an_entry_that_is_removed_is_seen() -> None:
    known = {entry.api for entry in declared.load(environments.ROOT / PLACE, PLACE).entries}
    (sentence,) = undeclared(SERVICES, known - {"storage.googleapis.com"})
    assert "undeclared-api storage.googleapis.com" in sentence
    assert "services/" in sentence
