"""The evening on which production broke, replayed: each step is red where it happened, and green once mended.

An API was called that nobody had declared; it was declared, and somebody had switched it off; two files named
a model that had been retired; and then the registry did. Each is told by the command that now comes first,
in the words that a tired person needs: which file and line, which API or model, and what to type.
docs/incident.md tells the same.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import evening
import incident_page
import pytest
import started_worker
from evening import PROJECT, STACK, TODAY

from preflight.startup import Kind, explain
from services.vividly_service.error_kinds import kind_of
from tools import cloud

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evening import Evening

pytestmark = pytest.mark.engine
SPEECH = "texttospeech.googleapis.com"
ENABLE = f"gcloud services enable {SPEECH} --project {PROJECT}"
DECLARED = "infra/apis.yaml"
ENTRY = f"- api: {SPEECH}\n  reason: Speaks the scripts.\n"
RETIRED, SUCCESSOR = "gemini-1.5-flash", "gemini-3.5-flash-lite"
CLOSED, ITS_SUCCESSOR = "gemini-2.5-flash", "gemini-3.5-flash"
CALLS = {
    "services/push_worker/clients.py": "voice.location: texttospeech.TextToSpeechClient(",
    "services/push_worker/speech.py": "client.synthesize_speech(",
}
FILES = ("services/api/clarification.py", "services/push_worker/writing.py")
INSTEAD = "call a model that is open to new projects, as preflight/models/models.yaml lists them"
ROLE = "  script_generation:\n    model: gemini-3.5-flash\n"


@pytest.fixture(scope="module")
def that_evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    made = evening.make(tmp_path_factory.mktemp("incident") / "root")
    yield made
    cloud.stop(made.checkout.places)


def test_a_call_that_nobody_declared_is_found_at_its_line_and_declared(that_evening: Evening) -> None:
    with that_evening.changed(DECLARED, ENTRY, ""):
        found = that_evening.preflight("check", "--quiet")
        assert found.code == 1, found.text
        (line,) = [line for line in found.text.splitlines() if "undeclared-api" in line]
        made, spoken = (f"{file}:{that_evening.line(file, words)}" for file, words in CALLS.items())
        assert line.startswith(f"{made}: undeclared-api {SPEECH} is needed and not declared")
        assert f"add to {DECLARED} `- {{api: {SPEECH}, " in line
        assert line.endswith("or run preflight check --fix")
        assert f"{spoken}  google.cloud.texttospeech" in found.text
        assert incident_page.missing(found.text) == []

        fixed = that_evening.preflight("check", "--quiet", "--fix")
        assert f"added {SPEECH} to {DECLARED}" in fixed.text
        again = that_evening.preflight("check", "--quiet")
        assert (again.code, again.text) == (0, ""), again.text


def test_an_api_that_was_switched_off_is_named_by_all_who_need_it_and_switched_on(
    that_evening: Evening,
) -> None:
    address = cloud.address(that_evening.checkout.port)
    told = started_worker.led_to(address, that_evening.service("push-worker"))
    with that_evening.switched_off(SPEECH):
        named_by_verify(that_evening)
        named_at_the_start(told)
        named_by_the_call(told)

        recovered = that_evening.recover()
        assert f"off        {SPEECH} was switched off behind the stack's back" in recovered.text
        assert incident_page.missing(*recovered.text.splitlines()[-3:]) == []
        switched_on = that_evening.next_after(recovered.text)
        assert switched_on.code == 0, switched_on.text

    healed = that_evening.verify("--quiet", "--only", "apis", "--only", "models")
    assert healed.code == 0, healed.text
    with started_worker.started(told) as (http, logged):
        ready = started_worker.ready(http)
    assert {one["state"] for one in ready["capabilities"].values()} == {"ok"}
    assert logged.getvalue() == ""
    assert started_worker.spoken(told, "Magnets stick to iron.")


def named_by_verify(that_evening: Evening) -> None:
    verified = that_evening.verify("--quiet", "--only", "apis", "--only", "models")
    assert verified.code == 1, verified.text
    (line,) = [line for line in verified.text.splitlines() if "verify-failed" in line]
    place = f"{DECLARED}:{that_evening.line(DECLARED, SPEECH)}"
    assert line.startswith(f"{place}: verify-failed apis/{SPEECH}: not enabled in {PROJECT}")
    assert line.endswith(ENABLE)
    assert incident_page.missing(line) == []


def named_at_the_start(told: dict[str, str]) -> None:
    with started_worker.started(told) as (http, logged):
        ready = started_worker.ready(http)
    assert ready["ready"] is True, "what was spoken before is still served"
    capability = ready["capabilities"]["speech"]
    assert capability["state"] == "failed"
    assert capability["reason"].startswith(f"{SPEECH}: is not enabled in project {PROJECT}")
    assert f"declare it in {DECLARED} and deploy, or now: `{ENABLE}`" in capability["reason"]
    assert incident_page.missing(capability["reason"]) == []
    (line,) = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert (line["severity"], line["message"]) == ("ERROR", capability["reason"])


def named_by_the_call(told: dict[str, str]) -> None:
    with pytest.raises(Exception, match="SERVICE_DISABLED") as refused:
        started_worker.spoken(told, "Magnets stick to iron.")
    why = explain(refused.value, project=PROJECT)
    assert (why.kind, why.api) == (Kind.SERVICE_DISABLED, SPEECH)
    assert kind_of(refused.value) == "api_disabled", "and no missing role, which is a 403 as well"


def test_two_files_that_spell_a_retired_model_are_both_found(that_evening: Evening) -> None:
    first, second = FILES
    spelled = "model=attempt.model,", f'model="{RETIRED}",'
    with that_evening.changed(first, *spelled), that_evening.changed(second, *spelled):
        found = that_evening.preflight("models", "lint", "--today", TODAY, "--quiet")
        assert found.code == 1, found.text
        for file in FILES:
            place = f"{file}:{that_evening.line(file, RETIRED)}"
            assert f"{place}: MDL001 {RETIRED} is spelled outside the registry of models" in found.text
            assert f"{place}: MDL002 {RETIRED} retired on 2025-09-24; call {SUCCESSOR} instead" in found.text
        assert incident_page.missing(*(line for line in found.text.splitlines() if ": MDL" in line)) == []
        assert {line.partition(":")[0] for line in found.text.splitlines() if ": MDL" in line} == set(FILES)
    clean = that_evening.preflight("models", "lint", "--today", TODAY, "--quiet")
    assert (clean.code, clean.text) == (0, ""), clean.text


def test_a_registry_or_an_environment_that_names_a_model_which_is_gone_is_refused_before_it_is_deployed(
    that_evening: Evening,
) -> None:
    registry, settings = "preflight/models/models.yaml", f"Pulumi.{STACK}.yaml"
    override = f"config:\n  vividly:models: {{interest_matching: {{model: {CLOSED}}}}}\n"
    with (
        that_evening.changed(registry, ROLE, ROLE.replace("gemini-3.5-flash", RETIRED)),
        that_evening.changed(settings, "config:\n", override),
    ):
        refused = that_evening.preview()
        assert refused.code != 0, refused.text
        assert "[mandatory] [severity: critical]  models-are-alive" in refused.text
        names = "containers[0] env {} names {}, which {} (its successor is {})"
        generation = ("SCRIPT_GENERATION_MODEL", RETIRED, "retired on 2025-09-24", SUCCESSOR)
        told = f"{names.format(*generation)}; {INSTEAD}"
        assert told in refused.text
        assert incident_page.missing(told) == []
        closed = f"env INTEREST_MATCHING_MODEL names {CLOSED}, which has been closed to new projects since"
        assert closed in refused.text
        assert f"(its successor is {ITS_SUCCESSOR})" in refused.text

        verified = that_evening.verify("--quiet", "--only", "models")
        assert verified.code == 1, verified.text
        failed = [line for line in verified.text.splitlines() if ": 404: " in line]
        absent = (
            "verify-failed models/{0}@global: 404: {0} is retired, closed to this project, or not in global"
        )
        said = [f"{absent.format(model)}; preflight models show {model}" for model in (RETIRED, CLOSED)]
        assert sorted(line.partition(": ")[2] for line in failed) == said
        assert incident_page.missing(said[0]) == []
    shown = that_evening.preflight("models", "show", RETIRED)
    assert SUCCESSOR in shown.text
    corrected = that_evening.preview()
    assert corrected.code == 0, corrected.text
    assert corrected.changed() == {}


COMMANDS = {
    "check": ("check", "--quiet"),
    "lint": ("models", "lint", "--today", TODAY, "--quiet"),
    "env": ("env", "--quiet"),
    "iam": ("iam", "--quiet"),
}


def test_where_everything_is_right_everything_is_green(that_evening: Evening) -> None:
    ran = {name: that_evening.preflight(*words) for name, words in COMMANDS.items()}
    ran["verify"] = that_evening.verify("--quiet", "--identity", "runtime")
    assert {name: (one.code, one.text) for name, one in ran.items()} == dict.fromkeys(ran, (0, ""))
    previewed = that_evening.preview()
    assert previewed.code == 0, previewed.text
    assert previewed.changed() == {}
