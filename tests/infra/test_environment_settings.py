"""Settings: a sound file, minus one thing at a time; and everything wrong at once."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from setting_values import ACCEPTED, BEYOND_A_SCHEMA, OWN, REFUSED, SOUND, with_

from infra import callers, environments, settings
from infra.problems import Problems

if TYPE_CHECKING:
    from pathlib import Path


def told(config: dict[str, Any], environment: str = "test", encrypted: tuple[str, ...] = ()) -> list[str]:
    """Give every sentence about `config`; empty if it is sound."""
    try:
        settings.parse(environment, environments.as_the_engine_hands_it(config), encrypted)
    except Problems as problems:
        return list(problems.sentences)
    return []


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
    assert read.services.push_worker.timeout_seconds == 540
    assert read.deletion_protection is True


def test_settings_cannot_be_changed() -> None:
    read = settings.parse("test", environments.as_the_engine_hands_it(SOUND))
    with pytest.raises(ValueError, match="frozen"):
        read.region = "mars"  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(("key", "value"), ACCEPTED)
def test_what_may_be_written(key: str, value: object) -> None:
    assert told(with_(key, value)) == []


@pytest.mark.parametrize(("key", "value"), [*REFUSED, *(row[:2] for row in BEYOND_A_SCHEMA)])
def test_what_may_not_be_written(key: str, value: object) -> None:
    sentences = told(with_(key, value))
    assert sentences
    assert all(re.match(r"Pulumi\.test\.yaml: vividly:[a-z_]+.* .*; .", line) for line in sentences)


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
        ("services.api.image", "2026-11-23 00:00:00 +0000 UTC", "a date to YAML; put it in quotes"),
        ("services.api.image", f"{OWN}/:v1", f"no image of api; write it like {OWN}/api:TAG"),
        ("services.api.image", f"{OWN}/api@v1", "which is no image; write a tag, a digest"),
        ("services.api.image", f"{OWN}/push-worker:v1", "which is no image of api; write it like"),
        ("services.api.cpu", True, "is true; write a whole number"),
        (
            "services.api",
            {"image": "v1", "cpu": 4},
            "has 4 CPU and 512Mi, which Cloud Run does not offer; with cpu 4 write a memory of 2Gi, 3Gi, ",
        ),
        ("api_callers", ["user:bob"], "is 'user:bob', which no user is named; write an address"),
        ("api_callers", ["serviceAccount:pulumi-applier-dev"], "which is the pipeline's; name who calls"),
        ("labels", {f"label-{number}": "" for number in range(61)}, "; keep at most 60"),
        ("services.api.max_instances", 0, "is 0; write at least 1"),
        ("services.api.max_instances", "3", 'is "3", not a whole number'),
        ("services.api.cpu", 3, "is 3; write 1, 2 or 4"),
        ("services.api.memory", "lots", "is \"lots\"; write '512Mi', '1Gi', "),
        ("services.push-worker.timeout_seconds", 601, "is 601; write at most 540"),
        ("api_callers", [], "names nobody, so that no request would ever arrive; list who calls"),
        (
            "api_callers",
            ["group:a@b.example", "group:a@b.example"],
            "names group:a@b.example more than once; name each caller once",
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
    assert handed == {"a": "text", "b": "true", "c": "3", "d": json.dumps({"e": [1, False]}), "f": ""}


@pytest.mark.parametrize("environment", ["d", "dev", "a-fifteen-chars"])
def test_an_environment_is_named_so_that_its_accounts_can_be(environment: str) -> None:
    assert told(SOUND, environment) == []


@pytest.mark.parametrize("environment", ["Dev", "1dev", "dev-", "dev_1", "sixteen-chars-is"])
def test_another_name_is_told(environment: str) -> None:
    (sentence,) = told(SOUND, environment)
    assert "vividly:environment is " in sentence


def test_what_the_pipeline_is_called_is_what_the_bootstrap_script_makes() -> None:
    scripts = (environments.ROOT / "infra" / "bootstrap").glob("*.sh")
    text = "\n".join(script.read_text(encoding="utf-8") for script in scripts)
    assert all(f"{prefix}$" in text for prefix in callers.PIPELINE)


def test_environments_have_a_project_of_their_own() -> None:
    every = {name: environments.config_of(path) for name, path in environments.found().items()}
    shared = [
        problem
        for name, config in every.items()
        for problem in environments.sharing(name, str(config.get(environments.PROJECT, "")))
    ]
    assert list(map(str, shared)) == []


def test_a_project_that_two_environments_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.dev.yaml").write_text("config: {'vividly:project': one-project}", encoding="utf-8")
    (tmp_path / "Pulumi.broken.yaml").write_text("config: [", encoding="utf-8")
    (problem,) = environments.sharing("prod", "one-project", tmp_path)
    assert str(problem) == (
        "Pulumi.prod.yaml: vividly:project is 'one-project', which is the project of dev too"
        " (Pulumi.dev.yaml); give each environment a Google project of its own"
    )
    assert environments.sharing("dev", "one-project", tmp_path) == []
    assert environments.sharing("prod", "", tmp_path) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- a", "Pulumi.dev.yaml: is no block of keys; "),
        ("text", "Pulumi.dev.yaml: is no block of keys; "),
        ("config: [a]", "Pulumi.dev.yaml: config is no block of keys; "),
        ("config:\n  region: mars", "Pulumi.dev.yaml: region is no key with a namespace; "),
        ("config:\n  a:config:b: mars", "Pulumi.dev.yaml: a:config:b is no key with a namespace; "),
        ("config:\n  vividly:a: 2026-11-23", "Pulumi.dev.yaml:2: has the date 2026-11-23, a point in time"),
    ],
)
def test_what_the_engine_would_read_otherwise_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"Pulumi") as caught:
        environments.config_of(path)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("text", ["", "config:", "config: {}", "encryptionsalt: v1:x"])
def test_a_file_without_settings_holds_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "Pulumi.dev.yaml"
    path.write_text(text, encoding="utf-8")
    assert environments.config_of(path) == {}


@pytest.mark.parametrize("text", ["9" * 5000, "[" * 100_000, '["\\ud800"]', "NaN", "[Infinity]", "{", ""])
def test_odd_text_from_the_engine_is_told_as_well(text: str) -> None:
    config = {**environments.as_the_engine_hands_it(SOUND), "vividly:services": text}
    with pytest.raises(Problems):
        settings.parse("test", config)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
SNIPPETS = st.sampled_from(
    [
        "config:", "vividly:project: ", "vividly:services:", "\n  ", "\n    ", "- ", "api: ", "image: ",
        "{", "}", "[", "]", ", ", "? ", "&a ", "*a", "!!binary ", "!!set ", "!x ", "<<: ", "|", ">", "'", '"',
        '"\\UFFFFFFFF"', '"\\ud800"', "2026-02-30", "1_0", "0x", "9" * 5000, "---\n", "...", "%YAML 9.9\n",
        "%TAG ! a\n", "\t", "#", "\x00", "\ufeff", ".inf", "yes", "~",
    ]
)  # fmt: skip
FUZZED = hypothesis.settings(derandomize=True, max_examples=150, deadline=None, database=None)


def read_or_told(path: Path) -> list[str]:
    """Give every sentence about a file, be it of the reader or of the settings."""
    try:
        return told(environments.config_of(path), "fuzz")
    except environments.UnreadableError as unreadable:
        return list(unreadable.problems)


@FUZZED
@given(text=st.text() | st.lists(SNIPPETS, max_size=25).map("".join))
def test_any_file_is_settings_or_problems(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "Pulumi.fuzz.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    sentences = read_or_told(path)
    assert sentences
    assert all(sentence.startswith("Pulumi.fuzz.yaml:") for sentence in sentences)


@FUZZED
@given(content=st.binary())
def test_any_bytes_are_settings_or_problems(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "Pulumi.fuzz.yaml"
    path.write_bytes(content)
    assert all(sentence.startswith("Pulumi.fuzz.yaml:") for sentence in read_or_told(path))


@FUZZED
@given(key=st.sampled_from([key for key, _ in (*ACCEPTED, *REFUSED)]), value=ANYTHING)
def test_any_value_is_a_setting_or_a_problem(key: str, value: object) -> None:
    assert all("; " in sentence for sentence in told(with_(key, value)))


def test_a_project_that_is_left_for_a_person_is_the_only_problem() -> None:
    (sentence,) = told(without("project"), "prod")
    assert sentence.startswith("Pulumi.prod.yaml: vividly:project is missing; ")
