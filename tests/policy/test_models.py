"""Models in every place where a runtime can be told of one, and what only looks like a model."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, model_names
from rules.containers import APP_FLEXIBLE, FUNCTION, FUNCTION_V1, SERVICE
from rules.model_names import model_under_a_name, models_in, names_a_model, names_no_call
from rules.models import models_are_alive, verdict
from runtimes import KINDS, running, told

from preflight.models.registry import Channel, load

GONE, ALIVE = "gemini-1.5-flash", "gemini-3.5-flash"
TODAY = date(2026, 11, 25)
DAY = {"today": str(TODAY)}
every_kind = pytest.mark.parametrize("kind", KINDS)


def env(name: object, value: object) -> dict[str, object]:
    return {"envs": [{"name": name, "value": value}]}


@pytest.mark.parametrize(
    ("model", "day", "what"),
    [
        ("gemini-1.5-flash-002", TODAY, "retired on 2025-09-24"),
        ("gemini-2.0-flash", TODAY, "retired on 2026-06-01"),
        ("gemini-3.6-flash", TODAY, "retired on 2026-11-19"),
        (
            "gemini-2.5-flash",
            TODAY,
            "has been closed to new projects since 2026-10-20, to all from 2027-03-31",
        ),
        ("gemini-2.5-flash", date(2027, 3, 31), "retired on 2027-03-31"),
        ("gemini-3.7-flash", date(2027, 1, 28), "retired on 2027-01-28"),
        ("text-bison@002", TODAY, "retired on "),
        ("textembedding-gecko@001", TODAY, "retired on "),
        (
            "claude-opus-4-5@20251101",
            date(2026, 12, 24),
            "may be gone since 2026-11-24 and was last looked up on 2026-11-23",
        ),
        (
            "gemini-flash-latest",
            TODAY,
            "is not in preflight/models/models.yaml: nobody knows whether it answers",
        ),
        ("gemini-1.5-pro-preview-0409", TODAY, "retired on 2025-09-24"),
        ("gemini-2.0-flash-exp", TODAY, "retired on 2026-06-01"),
        ("gemini-2.5-flash-preview-04-17", TODAY, "has been closed to new projects since 2026-10-20"),
        ("gemini-3.5-flash-001", TODAY, "is not in preflight/models/models.yaml"),
        ("claude-3-5-haiku@20241022", TODAY, "retired on 2026-07-05"),
        ("gemini-9.9-flash", TODAY, "is not in preflight/models/models.yaml"),
        ("en-US-Chirp-HD-D", TODAY, "is not in preflight/models/models.yaml"),
        ("gpt-4o", TODAY, "is not in preflight/models/models.yaml"),
    ],
)
def test_a_model_that_may_not_answer_is_refused_with_its_reason(model: str, day: date, what: str) -> None:
    assert (verdict(model, day) or "").startswith(what)


@pytest.mark.parametrize(
    ("model", "day"),
    [
        (ALIVE, TODAY),
        ("gemini-2.5-flash", date(2026, 10, 19)),
        ("gemini-3.6-flash", date(2026, 11, 18)),
        ("veo-3.1-generate-001", TODAY),
        ("text-embedding-004", TODAY),
        ("claude-opus-4-5", date(2026, 12, 23)),
        ("de-DE-Chirp3-HD-Kore", TODAY),
        ("chirp_3", TODAY),
        ("chirp_2", TODAY),
        ("en-US-Chirp3-HD-Aoede", TODAY),
        ("gemini-embedding-2", TODAY),
    ],
)
def test_a_model_that_answers_passes(model: str, day: date) -> None:
    assert verdict(model, day) is None


def test_the_successor_is_named() -> None:
    assert (verdict("gemini-2.5-flash", TODAY) or "").endswith("(its successor is gemini-3.5-flash)")


def test_a_no_sooner_than_counts_only_if_nobody_looked_for_thirty_days_since() -> None:
    later = TODAY + timedelta(days=30)
    passed = [
        row for row in load().models if row.retires and row.precision == "earliest" and row.retires <= TODAY
    ]
    assert {row.id for row in passed if verdict(row.id, TODAY)} == set()
    assert {row.id for row in passed if verdict(row.id, later)} == {
        row.id for row in passed if row.retires and row.verified_on < row.retires
    }
    assert passed


def test_every_row_of_vertex_is_built_as_the_grammar_says() -> None:
    ids = [row.id for row in load().models if row.channel is not Channel.GEMINI_API]
    assert [model for model in ids if list(models_in(f'{{"a": "{model}"}}')) != [model]] == []


def test_every_model_that_fills_a_role_is_alive() -> None:
    assert [use.model for use in load().roles.values() if verdict(use.model, TODAY)] == []


@pytest.mark.parametrize(
    "name",
    [
        *(
            "MODEL",
            "SCRIPT_MODEL",
            "SPEECH_MODEL_ID",
            "MODEL_NAME",
            "model",
            "model-id",
            "MODELID",
            "CHAT_MODEL",
        ),
        *(
            "MODELS",
            "MODEL_PRIMARY",
            "MODEL_FALLBACK",
            "DEFAULT_MODEL",
            "LLM",
            "LLM_NAME",
            "llm-model",
            "FAST_LLM",
        ),
        *("chatModel", "TEXT_MODEL_2", "EMBEDDING_MODEL", "VERTEX_MODEL_NAME"),
    ],
)
def test_a_name_of_a_model_is_known(name: str) -> None:
    assert names_a_model(name)


@pytest.mark.parametrize(
    "name",
    [
        *("MODELS_URL", "MODEL_PATH", "MODEL_LOCATION", "REMODEL", "MODEL_TEMPERATURE", "AUTH_USER_MODEL"),
        *(
            "DATA_MODEL",
            "CAR_MODEL",
            "DEVICE_MODEL",
            "PRICING_MODEL",
            "PERMISSION_MODEL",
            "CONSISTENCY_MODEL",
        ),
        *(
            "RISK_MODEL",
            "SPACY_MODEL",
            "WHISPER_MODEL",
            "served-model-name",
            "data-model",
            "MODEL_ALIASES",
            "",
            "ID",
        ),
    ],
)
def test_a_name_that_only_speaks_of_models_is_none(name: str) -> None:
    assert not names_a_model(name)


@pytest.mark.parametrize(
    ("name", "never"),
    [
        *(
            (name, True)
            for name in ("BLOCKED_MODELS", "DEPRECATED_MODEL", "TOPIC", "RENDER_TOPIC_ID", "INDEX")
        ),
        *(
            (name, True)
            for name in ("FEATURE_FLAGS", "render-queue", "BUCKET_NAME", "PULL_SUBSCRIPTION", "SERVICE")
        ),
        *((name, False) for name in ("MODEL", "TOPIC_MODEL", "SETTINGS", "INDEXER", "SERVICES_CONFIG", "")),
    ],
)
def test_a_name_of_what_is_never_called_is_known(name: str, *, never: bool) -> None:
    assert names_no_call(name) is never


@pytest.mark.parametrize(
    ("text", "models"),
    [
        (f"publishers/google/models/{GONE}", [GONE]),
        ("https://aiplatform.googleapis.com/v1/publishers/meta/models/llama:predict", ["llama"]),
        ("publishers/google/models/{model}", []),
        (json.dumps({"model": "gpt-4o", "name": "gpt-4o"}), ["gpt-4o"]),
        (json.dumps({"models": "stub"}), []),
        (json.dumps({GONE: ALIVE}), [ALIVE]),
        ("claude-2.1 gemini-5 gemini-2.5", ["claude-2.1", "gemini-5", "gemini-2.5"]),
        ("gemini-nano gemma-2-9b-it", ["gemini-nano", "gemma-2-9b-it"]),
        ("meta/llama-3.3-70b-instruct-maas", ["llama-3.3-70b-instruct-maas"]),
        ("projects/p/topics/veo-3-renders", []),
        ("projects/p/locations/l/queues/gemini-2.5", []),
        ("gs://gemini-2.5-flash/renders", []),
        ("europe-docker.pkg.dev/p/images/gemini-2:1", []),
        ("gemma-worker", []),
        (f"projects/p/locations/global/publishers/google/models/{GONE}:generateContent", [GONE]),
        (json.dumps({"fast": GONE, "slow": "gemini-2.5-pro"}), [GONE, "gemini-2.5-pro"]),
        (
            f"{GONE},gemini-2.0-flash-001 imagen-4.0-generate-001",
            [GONE, "gemini-2.0-flash-001", "imagen-4.0-generate-001"],
        ),
        ("claude-sonnet-4-5@20250929", ["claude-sonnet-4-5@20250929"]),
        ("claude-3-5-sonnet-v2@20241022", ["claude-3-5-sonnet-v2@20241022"]),
        ("gemini-3-pro-preview", ["gemini-3-pro-preview"]),
        ("gemini-live-2.5-flash-native-audio.", ["gemini-live-2.5-flash-native-audio"]),
        ("voice en-GB-Chirp3-HD-Kore", ["en-GB-Chirp3-HD-Kore"]),
        (
            "veo-3.0-generate-001 chirp_2 text-embedding-005",
            ["veo-3.0-generate-001", "chirp_2", "text-embedding-005"],
        ),
        ("gemini-bot@a-project.iam.gserviceaccount.com", []),
        ("https://gemini-proxy-abc-uc.a.run.app", []),
        ("https://gemini-2-proxy-abc-uc.a.run.app/x", []),
        ("gemini", []),
        ("gemini-output-bucket", []),
        ("us-central1-docker.pkg.dev/a-project/images/gemini-worker:1.5", []),
        ("text-embedding-3-small", []),
        ("claude-code-runner", []),
        ("imagen", []),
    ],
)
def test_models_are_found_by_how_they_are_built(text: str, models: list[str]) -> None:
    assert list(models_in(text)) == models


@pytest.mark.parametrize(
    "text", ["gemini-1-" + "a-" * 20000, "gemini-1.5-flash " * 2000, "claude-" + "1-" * 20000]
)
def test_no_text_is_gone_through_more_than_a_bounded_piece_at_a_time(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    pieces: list[str] = []

    class Counting:
        def fullmatch(self, piece: str) -> None:
            pieces.append(piece)

    monkeypatch.setattr(model_names, "_GRAMMAR", Counting())
    assert list(models_in(text)) == []
    assert sum(map(len, pieces)) <= len(text)
    assert max(map(len, pieces), default=0) <= 100


@pytest.mark.parametrize(
    ("value", "models"),
    [
        ("whatever-7", ["whatever-7"]),
        ("gpt-4o,gpt-4o-mini", ["gpt-4o", "gpt-4o-mini"]),
        ('["gpt-4o"]', ["gpt-4o"]),
        ("openai/gpt-4o", ["gpt-4o"]),
        ("google:foo", ["foo"]),
        ("models/foo", ["foo"]),
        ("openrouter/anthropic/claude-next", ["claude-next"]),
        *(
            (own, [])
            for own in ("stub", "mock", "fake-1", "none", "disabled", "local", "v2", "fraud-detector", "star")
        ),
        *(
            (own, [])
            for own in ("all-MiniLM-L6-v2", "BAAI/bge-small-en-v1.5", "bge-small-en-v1.5", "large-v3")
        ),
        (f" {GONE} ", [GONE]),
        (f"models/{GONE}", [GONE]),
        (f"google/{GONE}", [GONE]),
        ("publishers/anthropic/models/claude-opus-5", ["claude-opus-5"]),
        (f"https://example.com/{GONE}", [GONE]),
        ("https://example.com/v1", []),
        ("/models/tiny", []),
        ("gs://bucket/model", []),
        ("sentence-transformers/all-MiniLM-L6-v2", []),
        ("projects/p/locations/l/models/123", []),
        ("projects/p/locations/l/endpoints/123", []),
        ("tiny.onnx", []),
        ("3", []),
        ("3.5", []),
        ("true", []),
        ("", []),
        ("$(OTHER_MODEL)", []),
    ],
)
def test_under_the_name_of_a_model_what_looks_like_an_id_is_one(value: str, models: list[str]) -> None:
    assert list(model_under_a_name(value)) == models


@every_kind
@pytest.mark.parametrize(
    ("container", "where"),
    [
        (env("SCRIPT_MODEL", GONE), "env SCRIPT_MODEL"),
        (env("SETTINGS", json.dumps({"model": GONE})), "env SETTINGS"),
        (
            env("SCRIPT_GENERATION_FALLBACKS", json.dumps([{"model": GONE, "location": "global"}])),
            "env SCRIPT_GENERATION_FALLBACKS",
        ),
        ({"args": [f"--model={GONE}"]}, "args[0]"),
        ({"args": ["serve", "--model", GONE]}, "args[2]"),
        ({"commands": ["sh", "-c", f"serve --model {GONE}"]}, "commands[2]"),
        ({"args": [UNKNOWN_STRING_VALUE, GONE]}, "args[1]"),
        (env("URL", f"https://a.example/v1/publishers/google/models/{GONE}:predict"), "env URL"),
        (env("LLM", f"google/{GONE}"), "env LLM"),
        (env("MODEL_FALLBACK", f"{ALIVE},{GONE}"), "env MODEL_FALLBACK"),
    ],
)
def test_a_retired_model_is_refused_wherever_it_stands(
    kind: str, container: dict[str, object], where: str
) -> None:
    said = told(models_are_alive, running(kind, env("MODEL", ALIVE), {"name": "b", **container}), DAY)
    assert said[0].startswith(f'containers[1] "b" {where} names {GONE}, which retired on ')
    assert said[1:] == [UNJUDGED] * (UNKNOWN_STRING_VALUE in str(container))


@every_kind
@pytest.mark.parametrize(
    "container",
    [
        env("SCRIPT_MODEL", ALIVE),
        env("SPEECH_MODEL", "en-US-Chirp3-HD-Aoede"),
        env("MODEL_PATH", "/models/tiny"),
        env("BUCKET", "gemini-output"),
        env("AUTH_USER_MODEL", "accounts.User"),
        env("WHISPER_MODEL", "large-v3"),
        env("BLOCKED_MODELS", GONE),
        env("INDEX", "gemini-embedding-001-768"),
        env("MODEL_ALIASES", json.dumps({GONE: ALIVE})),
        {"args": ["--served-model-name", "fraud-detector-v2"]},
        {"args": ["--topic", "veo-3-renders", "--data-model=star-2"]},
        {"envs": [{"name": "MODEL", "valueSource": {"secretKeyRef": {"secret": "a", "version": "1"}}}]},
        {"args": [f"--model={ALIVE}", "--port", "8080"]},
        {"args": ["--model", "--verbose"]},
        {"args": ["--model-path", "/models/tiny"]},
    ],
)
def test_a_runtime_that_calls_the_living_passes(kind: str, container: dict[str, object]) -> None:
    assert told(models_are_alive, running(kind, container), DAY) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (FUNCTION, {"serviceConfig": {"environmentVariables": {"MODEL": "gpt-4o"}}}),
        (FUNCTION_V1, {"environmentVariables": {"MODEL": GONE}}),
        (APP_FLEXIBLE, {"envVariables": {"A": GONE}}),
    ],
)
def test_variables_without_containers_count(kind: str, inputs: dict[str, object]) -> None:
    assert len(told(models_are_alive, Declared(kind, inputs), DAY)) == 1


@pytest.mark.parametrize(
    "unknown", [env("MODEL", UNKNOWN_STRING_VALUE), env(UNKNOWN_STRING_VALUE, "a"), UNKNOWN_OBJECT_VALUE]
)
def test_an_unknown_value_hides_no_other_and_is_awaited(unknown: object) -> None:
    said = told(models_are_alive, running(SERVICE, unknown, env("MODEL", GONE)), DAY)
    assert said[0].startswith(f"containers[1] env MODEL names {GONE}, ")
    assert said[1:] == [UNJUDGED]


def test_the_day_is_the_settings() -> None:
    declared = running(SERVICE, env("MODEL", "gemini-3.7-flash"))
    assert told(models_are_alive, declared, DAY) == []
    assert told(models_are_alive, declared, {"today": "2027-01-28"}) != []
