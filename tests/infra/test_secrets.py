"""Secrets: without a value, read by version, and filled by the commands that the how-to names."""

from __future__ import annotations

import textwrap

from expectations import (
    CONFIG,
    RUN,
    container,
    every_environment,
    variables,
)
from program_under_mocks import run, run_environment

from infra import environments, names

HOW_TO = environments.ROOT / "docs" / "how-to" / "populate-a-secret.md"


@every_environment
def test_secrets_exist_without_a_value(environment: str) -> None:
    declared = run_environment(environment)
    assert [secret.name for secret in declared.of("gcp:secretmanager/secret:Secret")] == list(names.SECRETS)
    assert declared.of("gcp:secretmanager/secretVersion:SecretVersion") == []
    assert all(
        variable not in variables(service)
        for service in declared.of(RUN)
        for variable in names.SECRETS.values()
    )


def test_a_secret_that_is_not_pinned_yet_is_told_with_the_commands_that_fix_it() -> None:
    declared = run("test", CONFIG)
    (told,) = declared.told
    assert told.startswith("Pulumi.test.yaml: vividly:secrets.result-link-key is not pinned")
    assert "gcloud secrets versions add result-link-key --project vividly-test-1234 --data-file -" in told
    assert "make up STACK=test" in told
    assert "RESULT_LINK_KEY" not in {env["name"] for env in container(declared.named("api"))["envs"]}


def test_a_pinned_secret_is_read_by_version_after_it_may_be_read() -> None:
    declared = run("test", {**CONFIG, "vividly:secrets": {"result-link-key": 7}})
    api = declared.named("api")
    (variable,) = [env for env in container(api)["envs"] if env["name"] == "RESULT_LINK_KEY"]
    assert variable["valueSource"]["secretKeyRef"] == {"secret": "result-link-key", "version": "7"}
    assert "vividly-api-reads-result-link-key" in api.depends_on
    assert declared.told == []


def test_the_program_and_the_how_to_name_the_same_commands() -> None:
    config = {**CONFIG, "vividly:project": "vividly-dev-rich"}
    (told,) = run("dev", config).told
    until_it_is_filled, _, _ = HOW_TO.read_text(encoding="utf-8").partition("\n## ")
    assert _blocks(until_it_is_filled) == _blocks(told)
    assert len(_blocks(told)) == 3
    assert "tr -d" in _blocks(told)[0], "the value would end in a line break"
    assert not any("#" in block for block in _blocks(told)), "zsh runs an inline comment"


def _blocks(text: str) -> list[str]:
    """Give every block of code: paragraphs of which each line is indented."""
    paragraphs = (paragraph.strip("\n") for paragraph in text.split("\n\n"))
    return [
        textwrap.dedent(paragraph)
        for paragraph in paragraphs
        if paragraph and all(line.startswith("    ") for line in paragraph.splitlines())
    ]
