"""Vertex AI v1, as far as publisher models go: generate, count tokens, and what the catalogue says.

Nothing is generated: `made_up.py` makes answers from the prompt. A token is a word here. Absent: streaming,
tools, cached contents, embeddings, tuned models, endpoints.
https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.publishers.models
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from localcloud import clock, identities
from localcloud.api import Api, Call, now
from localcloud.apis.aiplatform import made_up, models
from localcloud.errors import invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("aiplatform.googleapis.com")
_ROLES = frozenset({"", "user", "model"})
_MEDIA = ("text/plain", "application/json", "text/x.enum")


@API.on("projects.locations.publishers.models.generateContent", "publishers.models.generateContent")
def generate(call: Call) -> Json:
    """An answer that follows from the prompt, cut where the caller wants no more tokens."""
    if call.resource.startswith("projects/"):
        identities.require(call, "aiplatform.endpoints.predict", "/".join(call.resource.split("/")[:2]))
    model = models.check(call.resource)
    prompt = _prompt(call)
    answer: Json = {"modelVersion": model, "createTime": now(), "responseId": clock.new_uuid()}
    if models.blocked("\n".join(prompt)):
        feedback = {"blockReason": "PROHIBITED_CONTENT", "blockReasonMessage": "The prompt is blocked here."}
        return {**answer, "promptFeedback": feedback, "usageMetadata": _usage(prompt, [])}
    words, finish = _cut(_text(call, prompt[-1]), call.body.get("generationConfig", {}))
    content = {"role": "model", "parts": [{"text": words}]}
    candidate = {"index": 0, "content": content, "finishReason": finish}
    return {**answer, "candidates": [candidate], "usageMetadata": _usage(prompt, words.split())}


@API.on("projects.locations.publishers.models.countTokens", "publishers.models.countTokens")
def count(call: Call) -> Json:
    """How many tokens a prompt has; refused for a model that does not answer, as generating is."""
    models.check(call.resource)
    prompt = "\n".join(_prompt(call))
    return {"totalTokens": len(prompt.split()), "totalBillableCharacters": len("".join(prompt.split()))}


@API.on("publishers.models.get")
def get(call: Call) -> Json:
    """What the catalogue says of a model."""
    model = models.check(call.resource)
    return {"name": call.resource, "versionId": "default", "openSourceCategory": "PROPRIETARY"} | (
        {"launchStage": "GA"} if model else {}
    )


def _prompt(call: Call) -> list[str]:
    """Every text of the prompt in its order, the system's first; refuses what the service refuses."""
    contents = cast("list[Json]", call.body.get("contents") or [])
    if not contents:
        raise invalid("Unable to submit request because at least one contents field is required.", "contents")
    for number, content in enumerate(contents):
        role = str(content.get("role", ""))
        if role not in _ROLES:
            raise invalid("Please use a valid role: user, model.", f"contents[{number}].role")
        if not content.get("parts"):
            words = "Unable to submit request because it must include at least one parts field."
            raise invalid(words, f"contents[{number}].parts")
    system = cast("list[Json]", [call.body["systemInstruction"]] if "systemInstruction" in call.body else [])
    parts = [part for content in [*system, *contents] for part in cast("list[Json]", content["parts"])]
    return [str(part.get("text", "")) for part in parts]


def _text(call: Call, asked: str) -> str:
    config = cast("Json", call.body.get("generationConfig", {}))
    schema = cast("Json | None", config.get("responseSchema") or config.get("responseJsonSchema"))
    media = config.get("responseMimeType") or "text/plain"
    if media not in _MEDIA:
        words = f"Unable to submit request because the response MIME type {media} is not supported."
        raise invalid(words, "generation_config.response_mime_type")
    if schema is not None and media not in ("application/json", "text/x.enum"):
        words = "Response schema is only supported with response mime type application/json or text/x.enum."
        raise invalid(words, "generation_config.response_schema")
    if media == "text/x.enum":
        return str(made_up.value(schema or {}, asked))
    if media == "application/json":
        made = made_up.value(schema, asked) if schema else {"answer": made_up.text(asked)}
        return json.dumps(made, ensure_ascii=False)
    return made_up.text(asked)


def _cut(text: str, config: Json) -> tuple[str, str]:
    words, most = text.split(" "), int(config.get("maxOutputTokens") or 0)
    if most and len(words) > most:
        return " ".join(words[:most]), "MAX_TOKENS"
    return text, "STOP"


def _usage(prompt: list[str], answer: list[str]) -> Json:
    asked = len("\n".join(prompt).split())
    return {
        "promptTokenCount": asked,
        "candidatesTokenCount": len(answer),
        "totalTokenCount": asked + len(answer),
        "trafficType": "ON_DEMAND",
    }
