"""The models of the registry reach the services, and so does what an environment chooses instead."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from expectations import CONFIG, variables
from program_under_mocks import run
from setting_values import SOUND

from infra import environments, inputs, names, settings
from infra.problems import Problems
from preflight.models import registry
from preflight.models.registry import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

# Which service plays which role.
ROLES = {
    Role.CLARIFICATION: names.API,
    Role.INTEREST_MATCHING: names.PUSH_WORKER,
    Role.SCRIPT_GENERATION: names.PUSH_WORKER,
    Role.SPEECH: names.PUSH_WORKER,
}


def told(models: Mapping[str, object]) -> list[str]:
    """Give every sentence about an environment's choice of models; empty if it is sound."""
    config = {**SOUND, "vividly:models": models}
    try:
        settings.parse("test", environments.as_the_engine_hands_it(config))
    except Problems as problems:
        return list(problems.sentences)
    return []


def given(models: Mapping[str, object], role: Role) -> dict[str, Any]:
    """Give what the service of a role is told about it, without the role's name."""
    declared = run("test", {**CONFIG, "vividly:models": models})
    prefix = f"{role.upper()}_"
    found = variables(declared.named(ROLES[role]))
    return {name.removeprefix(prefix): value for name, value in found.items() if name.startswith(prefix)}


@pytest.mark.parametrize("role", Role)
def test_every_role_reaches_its_service_with_its_fallbacks(role: Role) -> None:
    use = registry.load().roles[role]
    found = given({}, role)
    assert (found["MODEL"], found["LOCATION"]) == (use.model, use.location)
    assert json.loads(found["FALLBACKS"]) == [fallback.model_dump() for fallback in use.fallbacks]
    assert json.loads(found["PARAMETERS"]) == use.parameters


def test_a_choice_reaches_its_service_and_leaves_the_rest_to_the_registry() -> None:
    use = registry.load().roles[Role.SCRIPT_GENERATION]
    found = given(
        {"script_generation": {"model": "gemini-3.7-flash", "location": "europe-west4"}},
        Role.SCRIPT_GENERATION,
    )
    assert (found["MODEL"], found["LOCATION"]) == ("gemini-3.7-flash", "europe-west4")
    assert json.loads(found["PARAMETERS"]) == use.parameters
    assert json.loads(found["FALLBACKS"]) == [fallback.model_dump() for fallback in use.fallbacks]


def test_a_choice_may_say_everything() -> None:
    choice = {
        "model": "gemini-3.8-flash",
        "parameters": {"temperature": 1},
        "fallbacks": [{"model": "gemini-3.5-flash-lite", "location": "us-central1"}],
    }
    found = given({"clarification": choice}, Role.CLARIFICATION)
    assert (found["MODEL"], found["LOCATION"]) == ("gemini-3.8-flash", "global")
    assert json.loads(found["PARAMETERS"]) == {"temperature": 1}
    assert json.loads(found["FALLBACKS"]) == choice["fallbacks"]


def test_what_is_chosen_is_no_fallback_of_itself() -> None:
    found = given({"script_generation": {"model": "gemini-3.8-flash"}}, Role.SCRIPT_GENERATION)
    assert "gemini-3.8-flash" not in [one["model"] for one in json.loads(found["FALLBACKS"])]


def test_a_choice_of_one_role_changes_no_other() -> None:
    choice = {"script_generation": {"model": "gemini-3.8-flash"}}
    assert given(choice, Role.INTEREST_MATCHING) == given({}, Role.INTEREST_MATCHING)


def test_the_registry_itself_stays_as_it_is() -> None:
    before = registry.load().roles[Role.CLARIFICATION]
    read = settings.parse(
        "test",
        environments.as_the_engine_hands_it(
            {**SOUND, "vividly:models": {"clarification": {"model": "gemini-3.8-flash"}}}
        ),
    )
    chosen = inputs.model_choices.chosen(registry.load(), read)
    assert chosen.roles[Role.CLARIFICATION].model == "gemini-3.8-flash"
    assert registry.load().roles[Role.CLARIFICATION] == before


SENTENCES: dict[str, tuple[dict[str, object], str]] = {
    "an unknown role": (
        {"clarifications": {"model": "gemini-3.8-flash"}},
        "vividly:models.clarifications is no role of a model; did you mean clarification?",
    ),
    "an unknown model": (
        {"clarification": {"model": "gemini-3.8-flush"}},
        (
            "vividly:models.clarification.model is gemini-3.8-flush, which has no row on vertex in "
            "preflight/models/models.yaml; did you mean gemini-3.8-flash?"
        ),
    ),
    "a model of another channel": (
        {"speech": {"model": "gemini-3.8-flash"}},
        "vividly:models.speech.model is gemini-3.8-flash, which has no row on text_to_speech",
    ),
    "an unknown channel": (
        {"speech": {"model": "gemini-3.8-flash", "channel": "pigeon"}},
        "vividly:models.speech.channel is \"pigeon\"; write 'vertex', 'gemini_api' or 'text_to_speech'",
    ),
    "another channel than the role's": (
        {"clarification": {"model": "gemini-3.8-flash", "channel": "gemini_api"}},
        (
            "vividly:models.clarification.channel is gemini_api, but the services call this role on vertex; "
            "leave it out"
        ),
    ),
    "no model": ({"clarification": {}}, "vividly:models.clarification.model is missing; add it, like "),
    "an empty model": (
        {"clarification": {"model": ""}},
        'vividly:models.clarification.model is ""; write it like "gemini-next" (An id of',
    ),
    "an unknown key": (
        {"clarification": {"model": "gemini-3.8-flash", "paramters": {}}},
        "vividly:models.clarification.paramters is no setting; did you mean parameters?",
    ),
    "an unknown parameter": (
        {"clarification": {"model": "gemini-3.8-flash", "parameters": {"temprature": 1}}},
        (
            "vividly:models.clarification.parameters has temprature, which the services do not know; "
            "did you mean temperature?"
        ),
    ),
    "a parameter of another kind": (
        {"clarification": {"model": "gemini-3.8-flash", "parameters": {"temperature": "hot"}}},
        "vividly:models.clarification.parameters has temperature that is no number; write one",
    ),
    "a parameter of another API": (
        {
            "speech": {
                "model": "en-US-Chirp3-HD-Kore",
                "parameters": {"language_code": "en-US", "temperature": 1},
            }
        },
        "vividly:models.speech.parameters has temperature, which the services do not know; leave it out",
    ),
    "a voice without its language": (
        {"speech": {"model": "en-US-Chirp3-HD-Kore", "parameters": {"speaking_rate": 1.1}}},
        "vividly:models.speech.parameters has no language_code; name the voice's, like en-US",
    ),
    "fallbacks that are no list": (
        {"clarification": {"model": "gemini-3.8-flash", "fallbacks": {}}},
        'vividly:models.clarification.fallbacks is {}, not a list; write it like [{"model": "gemini-next",',
    ),
    "a fallback without a location": (
        {"clarification": {"model": "gemini-3.8-flash", "fallbacks": [{"model": "gemini-3.5-flash"}]}},
        'vividly:models.clarification.fallbacks[0].location is missing; add it, like "global" (Endpoint',
    ),
    "a fallback that is gone": (
        {
            "clarification": {
                "model": "gemini-3.8-flash",
                "fallbacks": [{"model": "gemini-1.5-flash", "location": "global"}],
            }
        },
        (
            "vividly:models.clarification.fallbacks falls back to gemini-1.5-flash, which new projects "
            "cannot call; name a model that is open to them"
        ),
    ),
    "a fallback that nobody knows": (
        {
            "clarification": {
                "model": "gemini-3.8-flash",
                "fallbacks": [{"model": "gemini-next", "location": "global"}],
            }
        },
        "vividly:models.clarification.fallbacks falls back to gemini-next, which has no row on vertex",
    ),
    "a fallback to itself": (
        {
            "clarification": {
                "model": "gemini-3.8-flash",
                "fallbacks": [{"model": "gemini-3.5-flash", "location": "global"}] * 2,
            }
        },
        (
            "vividly:models.clarification.fallbacks falls back to gemini-3.5-flash in global, which was "
            "called already; keep one"
        ),
    ),
}


@pytest.mark.parametrize(("models", "sentence"), SENTENCES.values(), ids=SENTENCES)
def test_a_wrong_choice_is_told_where_it_stands(models: dict[str, object], sentence: str) -> None:
    (only,) = told(models)
    assert only.startswith(f"Pulumi.test.yaml: {sentence}")


def test_a_retired_choice_is_the_policys_to_refuse() -> None:
    assert told({"clarification": {"model": "gemini-1.5-flash"}}) == []
