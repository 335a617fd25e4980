"""What the engine says of drift is passed on; what it does not say is not known."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from preflight.models import registry
from preflight.planned.stack import Planned
from preflight.verify import local
from preflight.verify.checks import Answer, Status
from preflight.verify.google import Google
from preflight.verify.probes import Asked, drift

if TYPE_CHECKING:
    from pathlib import Path

URN = "urn:pulumi:dev::vividly::gcp:pubsub/topic:Topic::requests"


def step(operation: str) -> dict[str, Any]:
    return {"op": operation, "urn": URN}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No engine, no state."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name in ("PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def engine(folder: Path, code: int, told: str, error: str = "") -> None:
    """An engine that says one thing, and writes down how it was called."""
    folder.mkdir(parents=True)
    (folder / "told").write_text(told, encoding="utf-8")
    (folder / "error").write_text(error, encoding="utf-8")
    script = (
        f'#!/bin/sh\nprintf "%s " "$@" "$PULUMI_BACKEND_URL" "$PULUMI_OPTION_POLICY_PACK" > {folder}/called\n'
        f"/bin/cat {folder}/told; /bin/cat {folder}/error >&2; exit {code}\n"
    )
    (folder / "pulumi").write_text(script, encoding="utf-8")
    (folder / "pulumi").chmod(0o755)


def asked(root: Path, endpoint: str = "") -> Answer:
    about = Asked("dev", "p", Planned(()), (), registry.load, Google("p", endpoint), root=root)
    (check,) = drift.checks(about)
    return check.ask(30)


SAID: dict[str, tuple[int, str, str, Status, str]] = {
    "nothing has changed": (0, json.dumps({"steps": [step("same")]}), "", Status.PASS, "no resource"),
    "something has": (
        255, json.dumps({"steps": [step("update"), step("same")]}), "error: changes", Status.FAIL,
        "update pubsub/topic:Topic requests",
    ),
    "much has": (
        255, json.dumps({"steps": [step("create")] * 5}), "", Status.FAIL, "5 resources are",
    ),
    "it stops": (255, "", "warning: x\nerror: could not decrypt", Status.INCONCLUSIVE, "could not decrypt"),
    "it says nothing": (255, "", "", Status.INCONCLUSIVE, "it says nothing"),
    "it says no JSON": (255, "{oh", "", Status.INCONCLUSIVE, "ended with 255"),
    "it says another JSON": (255, "[1]", "", Status.INCONCLUSIVE, "ended with 255"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "told", "error", "status", "what"), SAID.values(), ids=SAID)
def test_what_the_engine_says(  # noqa: PLR0917 - of a table
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    told: str,
    error: str,
    status: Status,
    what: str,
) -> None:
    engine(tmp_path / "bin", code, told, error)
    monkeypatch.setenv("PULUMI_BACKEND_URL", "gs://state")
    monkeypatch.setenv("PULUMI_OPTION_POLICY_PACK", "policy")
    answer = asked(tmp_path)
    assert (answer.status, what in answer.what) == (status, True), answer
    called = (tmp_path / "bin/called").read_text(encoding="utf-8")
    assert "preview --stack dev --refresh --expect-no-changes --json" in called
    assert called.rstrip().endswith("gs://state")


def test_without_an_engine_nothing_is_known(tmp_path: Path) -> None:
    answer = asked(tmp_path)
    assert (answer.status, answer.remedy) == (Status.INCONCLUSIVE, "make verify STACK=dev")


def test_without_a_state_nothing_is_known(tmp_path: Path) -> None:
    engine(tmp_path / "bin", 0, "{}")
    assert "where the stack's state is" in asked(tmp_path).what


def test_what_ran_in_the_local_cloud_has_its_engine_and_state_beside_it(tmp_path: Path) -> None:
    workspace = tmp_path / local.WORKSPACES / "dev"
    workspace.mkdir(parents=True)
    engine(tmp_path / ".local/bin", 0, json.dumps({"steps": []}))
    assert asked(workspace, "http://127.0.0.1:1").status is Status.PASS
    called = (tmp_path / ".local/bin/called").read_text(encoding="utf-8")
    assert f"file://{tmp_path}/.local/state" in called
