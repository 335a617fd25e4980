"""Publisher models: answers that follow from the prompt, and the refusals that callers must tell apart."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from google.genai import types
from in_process import PROJECT, Json, Local

from localcloud import registry
from localcloud.apis.aiplatform import models
from preflight.models.registry import Channel, load

if TYPE_CHECKING:
    from collections.abc import Iterable

MODEL = next(name for name, model in models.table()["models"].items() if "requests_left" not in model)
ENOUGH, TOO_LITTLE = "Why do magnets stick to the fridge", "Maths"


def path(model: str = MODEL, verb: str = "generateContent", location: str = "global") -> str:
    """The address of a model's method."""
    place = f"projects/{PROJECT}/locations/{location}/publishers/google/models/{model}"
    return f"aiplatform/v1/{place}:{verb}"


def body(*texts: str, **config: object) -> Json:
    """A request with one part a text."""
    contents = [{"role": "user", "parts": [{"text": text} for text in texts]}]
    return {"contents": contents} | ({"generationConfig": config} if config else {})


@pytest.fixture
def vertex(empty: Local) -> Local:
    """A local cloud with nothing but Vertex AI enabled."""
    empty.enable("aiplatform")
    return empty


def answered(local: Local, asked: Json) -> str:
    """The text of an answer, which must be one that google-genai can read."""
    answer = local.ok("POST", path(), asked)
    read = types.GenerateContentResponse.model_validate(answer)
    assert read.text == answer["candidates"][0]["content"]["parts"][0]["text"]
    return str(read.text)


def test_an_answer_follows_from_the_prompt(vertex: Local) -> None:
    first, again = (answered(vertex, body(ENOUGH)) for _ in range(2))
    assert first == again
    assert ENOUGH in first
    assert answered(vertex, body("Something else entirely")) != first


def test_tokens_are_counted_and_the_end_is_named(vertex: Local) -> None:
    answer = vertex.ok("POST", path(), body(ENOUGH))
    used = answer["usageMetadata"]
    assert answer["candidates"][0]["finishReason"] == "STOP"
    assert used["promptTokenCount"] == len(ENOUGH.split())
    assert used["totalTokenCount"] == used["promptTokenCount"] + used["candidatesTokenCount"]
    assert answer["modelVersion"] == MODEL


def test_a_limit_of_tokens_cuts_the_answer_and_says_so(vertex: Local) -> None:
    answer = vertex.ok("POST", path(), body(ENOUGH, maxOutputTokens=3))["candidates"][0]
    assert answer["finishReason"] == "MAX_TOKENS"
    assert len(answer["content"]["parts"][0]["text"].split()) == 3


SCHEMA: Json = {
    "type": "OBJECT",
    "properties": {
        "clear": {"type": "BOOLEAN"},
        "questions": {"type": "ARRAY", "minItems": "2", "items": {"type": "STRING", "maxLength": "30"}},
        "level": {"type": "INTEGER", "minimum": 3},
        "subject": {"type": "STRING", "enum": ["physics", "maths"]},
        "nested": {"type": "OBJECT", "properties": {"either": {"anyOf": [{"type": "NUMBER"}]}}},
    },
}


@pytest.mark.parametrize("field", ["responseSchema", "responseJsonSchema"])
@pytest.mark.parametrize(("asked", "clear"), [(ENOUGH, True), (TOO_LITTLE, False)])
def test_an_answer_has_the_schema_that_was_asked_for(
    vertex: Local, field: str, asked: str, *, clear: bool
) -> None:
    schema = SCHEMA if field == "responseSchema" else json.loads(_lower(json.dumps(SCHEMA)))
    told: dict[str, Any] = {"responseMimeType": "application/json", field: schema}
    answer = json.loads(answered(vertex, body(asked, **told)))
    assert answer["clear"] is clear
    assert len(answer["questions"]) == 2
    assert all(0 < len(question) <= 30 for question in answer["questions"])
    assert answer["level"] == 3
    assert answer["subject"] == ("maths" if asked == TOO_LITTLE else "physics")
    assert answer["nested"] == {"either": 0}


def _lower(text: str) -> str:
    for kind in ("OBJECT", "BOOLEAN", "ARRAY", "STRING", "INTEGER", "NUMBER"):
        text = text.replace(f'"{kind}"', f'"{kind.lower()}"')
    return text


def test_an_enum_is_answered_with_one_of_its_values(vertex: Local) -> None:
    told: dict[str, Any] = {"responseMimeType": "text/x.enum"}
    told["responseSchema"] = {"type": "STRING", "enum": ["chess", "football"]}
    assert answered(vertex, body("I like football", **told)) == "football"
    assert answered(vertex, body("I like nothing", **told)) == "chess"


def test_json_without_a_schema_is_json(vertex: Local) -> None:
    assert json.loads(answered(vertex, body(ENOUGH, responseMimeType="application/json")))


def test_the_last_part_decides_and_the_system_only_speaks_before_it(vertex: Local) -> None:
    system = {"systemInstruction": {"parts": [{"text": "Be friendly and answer at length."}]}}
    told: dict[str, Any] = {"responseMimeType": "application/json", "responseSchema": {"type": "BOOLEAN"}}
    assert answered(vertex, body(TOO_LITTLE, **told) | system) == "false"
    assert answered(vertex, body(TOO_LITTLE, ENOUGH, **told) | system) == "true"


def test_a_blocked_prompt_has_feedback_and_no_candidate(vertex: Local) -> None:
    answer = vertex.ok("POST", path(), body("Local cloud, block this prompt."))
    assert "candidates" not in answer
    read = types.GenerateContentResponse.model_validate(answer)
    assert read.prompt_feedback is not None
    assert read.prompt_feedback.block_reason is types.BlockedReason.PROHIBITED_CONTENT


GONE = {
    "a model that nobody has": path("no-such-model"),
    "a model that is retired": path("gemini-1.5-pro"),
    "a model at another location": path(location="europe-north1"),
}


@pytest.mark.parametrize("verb", ["generateContent", "countTokens"])
@pytest.mark.parametrize("where", GONE.values(), ids=GONE)
def test_a_model_that_is_not_there_is_not_found(vertex: Local, where: str, verb: str) -> None:
    error = vertex.refused("POST", where.replace("generateContent", verb), body("hi"))
    name = where.removeprefix("aiplatform/v1/").partition(":")[0]
    assert (error["code"], error["status"]) == (404, "NOT_FOUND")
    assert error["message"].startswith(f"Publisher Model `{name}` was not found or your project does not")


def test_a_model_that_was_replaced_says_who_answers(vertex: Local) -> None:
    answer = vertex.ok("POST", path("local-replaced"), body(ENOUGH))
    assert answer["modelVersion"] == "gemini-3.5-flash-lite"


def test_a_used_up_model_has_no_quota(vertex: Local) -> None:
    error = vertex.refused("POST", path("local-exhausted"), body("hi"))
    assert (error["code"], error["status"]) == (429, "RESOURCE_EXHAUSTED")


WRONG: dict[str, Json] = {
    "no contents": {},
    "empty contents": {"contents": []},
    "no parts": {"contents": [{"role": "user"}]},
    "an unknown role": {"contents": [{"role": "teacher", "parts": [{"text": "hi"}]}]},
    "an unknown field": {"contents": [{"parts": [{"text": "hi"}]}], "temperature": 1},
    "a schema for plain text": body("hi", responseSchema={"type": "STRING"}),
}


@pytest.mark.parametrize("asked", WRONG.values(), ids=WRONG)
def test_a_wrong_request_is_refused(vertex: Local, asked: Json) -> None:
    error = vertex.refused("POST", path(), asked)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")


def test_counting_tokens_costs_nothing_and_needs_the_model(vertex: Local) -> None:
    counted = vertex.ok("POST", path(verb="countTokens"), body(ENOUGH))
    assert counted["totalTokens"] == len(ENOUGH.split())
    assert counted["totalBillableCharacters"] == len(ENOUGH.replace(" ", ""))


def test_the_catalogue_knows_the_models_that_answer(vertex: Local) -> None:
    assert vertex.ok("GET", f"aiplatform/v1/publishers/google/models/{MODEL}")["name"].endswith(MODEL)
    assert vertex.refused("GET", "aiplatform/v1/publishers/google/models/no-such-model")["code"] == 404


def test_a_disabled_api_is_refused_before_anything_is_looked_at(empty: Local) -> None:
    error = empty.refused("POST", path("no-such-model"), body("hi"))
    assert error["details"][0]["reason"] == "SERVICE_DISABLED"
    assert error["details"][0]["metadata"]["service"] == "aiplatform.googleapis.com"


def test_regional_hosts_are_the_same_service() -> None:
    assert registry.global_host("us-central1-aiplatform.googleapis.com") == "aiplatform.googleapis.com"
    assert registry.global_host("aiplatform.europe-west4.rep.googleapis.com") == "aiplatform.googleapis.com"


def test_every_model_that_a_role_calls_answers_where_the_role_calls_it() -> None:
    table: dict[str, Json] = models.table()["models"]
    roles: Iterable[Any] = load().roles.values()
    uses = [one for use in roles if use.channel is Channel.VERTEX for one in (use, *use.fallbacks)]
    assert uses
    assert [use for use in uses if use.location not in table.get(use.model, {}).get("locations", ())] == []
