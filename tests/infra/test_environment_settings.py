"""Settings: a sound file, minus one thing at a time; and everything wrong at once."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from infra import environments, settings
from infra.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path

SOUND: dict[str, Any] = {
    "vividly:project": "vividly-test-1234",
    "vividly:api_callers": ["serviceAccount:vividly-web"],
    "vividly:services": {"api": {"image": "v1"}, "push-worker": {"image": "v1"}},
}
OWN = "us-central1-docker.pkg.dev/vividly-test-1234/vividly"
DIGEST = "sha256:" + "0" * 64


def told(config: dict[str, Any], environment: str = "test", encrypted: tuple[str, ...] = ()) -> list[str]:
    """Give every sentence about `config`; empty if it is sound."""
    try:
        settings.parse(environment, environments.as_the_engine_hands_it(config), encrypted)
    except Problems as problems:
        return list(problems.sentences)
    return []


def with_(key: str, value: object) -> dict[str, Any]:
    """Give the sound settings with one value changed, by a path like `services.api.image`."""
    changed = copy.deepcopy(SOUND)
    first, *steps = key.split(".")
    if not steps:
        changed[f"vividly:{first}"] = value
        return changed
    block = changed.setdefault(f"vividly:{first}", {})
    for step in steps[:-1]:
        block = block[step]
    block[steps[-1]] = value
    return changed


def without(key: str) -> dict[str, Any]:
    changed = copy.deepcopy(SOUND)
    first, *steps = key.split(".")
    block: dict[str, Any] = changed
    for step in [f"vividly:{first}", *steps][:-1]:
        block = block[step]
    del block[[f"vividly:{first}", *steps][-1]]
    return changed


def test_sound_settings_are_sound() -> None:
    read = settings.parse("test", environments.as_the_engine_hands_it(SOUND))
    assert read.environment == "test"
    assert read.region == "us-central1"
    assert read.services.push_worker.timeout_seconds == 600
    assert read.deletion_protection is True


def test_settings_cannot_be_changed() -> None:
    read = settings.parse("test", environments.as_the_engine_hands_it(SOUND))
    with pytest.raises(ValueError, match="frozen"):
        read.region = "mars"  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("services.api.image", "1.10"),
        ("services.api.image", DIGEST),
        ("services.api.image", f"{OWN}/api:v1"),
        ("services.api.image", f"{OWN}/api@{DIGEST}"),
        ("services.push-worker.timeout_seconds", 30),
        ("region", "europe-west4"),
        ("api_callers", ["principalSet://iam.googleapis.com/x", "domain:example.com"]),
        ("secrets", {"result-link-key": 12}),
        ("labels", {"team": "learning"}),
        ("deletion_protection", False),
    ],
)
def test_what_may_be_written(key: str, value: object) -> None:
    assert told(with_(key, value)) == []


@pytest.mark.parametrize("key", ["project", "services.api.image", "services.push-worker", "services"])
def test_what_is_required_is_missed(key: str) -> None:
    (sentence,) = told(without(key))
    assert sentence.startswith(f"Pulumi.test.yaml: vividly:{key} is missing; add it, like ")


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("project", "My Project", 'is "My Project"; write it like "vividly-prod-1234" (Id of'),
        ("region", "mars", 'is "mars"; write it like "us-central1"'),
        ("regoin", "us-east1", "is no setting; did you mean region?"),
        ("flavour", "mint", "is no setting; remove it, the settings here are: api_callers, "),
        ("environment", "dev", "is no setting; the name of the file says it"),
        ("services", "many", 'is "many", not a block of keys; write it like {"api"'),
        ("services.worker", {}, "is no setting; did you mean push-worker?"),
        ("services.api.image", 1.1, "is the number 1.1; put it in quotes"),
        ("services.api.image", "latest", "is 'latest', which may be another image tomorrow; name a tag"),
        ("services.api.image", f"{OWN}/api", "which may be another image tomorrow"),
        ("services.api.image", f"{OWN}/api:latest", "which may be another image tomorrow"),
        ("services.api.image", "a b", "is 'a b', which is no image"),
        (
            "services.api.image",
            "docker.io/library/nginx:1",
            f"not in this environment's registry; copy it to {OWN}/",
        ),
        ("services.api.max_instances", 0, "is 0; write at least 1"),
        ("services.api.max_instances", "3", 'is "3", not a whole number'),
        ("services.api.cpu", 3, "is 3; write 1, 2 or 4"),
        ("services.api.memory", "lots", 'is "lots"; write it like "512Mi"'),
        ("services.push-worker.timeout_seconds", 601, "is 601; write at most 600"),
        ("api_callers", [], "names nobody, so that no request would ever arrive; list who calls"),
        (
            "api_callers",
            ["group:a@b.c", "group:a@b.c"],
            "names group:a@b.c more than once; name each caller once",
        ),
        ("api_callers", "serviceAccount:vividly-web", 'is "serviceAccount:vividly-web", not a list'),
        ("deletion_protection", "yes", 'is "yes", not true or false; write it like true'),
        ("secrets", {"result-link-key": "latest"}, ""),
        ("secrets", {"result-link-kee": 1}, ""),
        ("labels", {"app": "other"}, ""),
    ],
)
def test_what_is_wrong_is_told_with_the_fix(key: str, value: object, sentence: str) -> None:
    (only,) = told(with_(key, value))
    assert only.startswith(f"Pulumi.test.yaml: vividly:{key}")
    assert sentence in only
    assert "; " in only


def test_more_warm_instances_than_allowed_ones_are_told_at_the_service() -> None:
    (sentence,) = told(with_("services.api.min_instances", 9))
    assert sentence.startswith(
        "Pulumi.test.yaml: vividly:services.api keeps 9 instances warm but allows only 3; raise max_instances"
    )


@pytest.mark.parametrize(
    "member",
    [
        "allUsers",
        "allAuthenticatedUsers",
        "somebody",
        "deleted:user:x",
        "serviceAccount:web",
        "serviceAccount:vividly-api",
    ],
)
def test_only_somebody_in_particular_and_from_outside_may_call(member: str) -> None:
    (sentence,) = told(with_("api_callers", ["serviceAccount:vividly-web", member]))
    assert sentence.startswith("Pulumi.test.yaml: vividly:api_callers[1] is ")


def test_only_a_laptop_may_do_without_callers() -> None:
    assert told(with_("api_callers", []), "local") == []
    assert told(without("api_callers"), "local") == []
    assert told(without("api_callers"), "dev") != []


def test_everything_wrong_is_told_at_once() -> None:
    config = {
        "vividly:regoin": "x",
        "vividly:services": {"api": {"image": "latest", "cpu": 3}, "push-worker": {"memory": 1}},
        "vividly:secrets": {"result-link-kye": 0},
        "vividly:labels": {"Team": "A B"},
    }
    keys = [sentence.split(" ")[1].removeprefix("vividly:") for sentence in told(config)]
    assert sorted(keys) == [
        "api_callers",
        "labels.Team",
        "labels.Team",
        "project",
        "regoin",
        "secrets.result-link-kye",
        "secrets.result-link-kye",
        "services.api.cpu",
        "services.api.image",
        "services.push-worker.image",
        "services.push-worker.memory",
    ]


def test_a_stack_without_a_file_is_told_so_in_one_sentence() -> None:
    (sentence,) = told({"gcp:accessToken": "x"}, "staging")
    assert sentence.startswith("Pulumi.staging.yaml: holds no vividly: settings; write Pulumi.staging.yaml")


def test_an_encrypted_setting_is_refused_and_not_shown() -> None:
    sentences = told(with_("project", "s3cret-value"), encrypted=("vividly:project",))
    assert sentences[0].startswith("Pulumi.test.yaml: vividly:project is encrypted; ")
    assert "s3cret" not in "\n".join(sentences)


def test_a_value_under_an_unknown_key_is_never_shown() -> None:
    assert "hunter2" not in "\n".join(told(with_("result_link_key", "hunter2")))


def test_other_namespaces_are_not_ours_to_judge() -> None:
    assert told({**SOUND, "gcp:accessToken": "x", "policy:regions": ["mars"]}) == []


def test_an_environment_is_added_by_adding_a_file(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.staging.yaml", "Pulumi.dev.yaml"):
        (tmp_path / name).write_text("config: {}", encoding="utf-8")
    assert list(environments.found(tmp_path)) == ["dev", "staging"]


def test_a_file_that_is_not_yaml_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text("config: [", encoding="utf-8")
    with pytest.raises(ValueError, match=r"Pulumi\.dev\.yaml: cannot be read as YAML"):
        environments.config_of(path)


def test_structures_are_handed_over_as_the_engine_does() -> None:
    config = {"a": "text", "b": True, "c": 3, "d": {"e": [1, False]}, "f": None}
    handed = environments.as_the_engine_hands_it(config)
    assert handed == {"a": "text", "b": "true", "c": "3", "d": json.dumps({"e": [1, False]})}


@pytest.mark.parametrize("open_", ["project"])
def test_production_is_left_for_a_person_to_fill_in(open_: str) -> None:
    config = environments.config_of(environments.found()["prod"])
    (sentence,) = told(config, "prod")
    assert sentence.startswith(f"Pulumi.prod.yaml: vividly:{open_} is missing; ")
