"""`preflight env` from end to end: a shop of services in three languages, against a preview of its stack."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from preflight import schemas
from preflight.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable

SHOP = Path(__file__).parent / "corpus" / "shop"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    def run(*words: str) -> tuple[int, dict[str, Any]]:
        code = main(["env", "--format", "json", *words])
        return code, json.loads(capsys.readouterr().out)

    return run


def places(document: dict[str, Any], code: str) -> set[tuple[str, int, str]]:
    return {
        (Path(one["file"]).name, one["line"], one["what"].split(" ")[0])
        for one in document["findings"]
        if one["code"] == code
    }


EXPECTED = {
    "ENV001": {
        ("main.py", 11, "GOOGLE_CLOUD_PROJECT"),
        ("main.go", 4, "SMTP_HOST"),
        ("index.ts", 1, "API_URL"),
    },
    "ENV002": {("plan.json", 2, "MAX_TOKENS"), ("plan.json", 2, "TOKEN_URL"), ("plan.json", 2, "UNUSED")},
    "ENV003": {("plan.json", 2, "DATABASE_URL"), ("Dockerfile", 3, "API_TOKEN")},
    "ENV004": {("app.py", 5, "the")},
    "ENV005": {("plan.json", 2, "STRIPE_API_KEY")},
}


@pytest.mark.parametrize("code", EXPECTED)
def test_the_shop_has_exactly_these_findings(run: Callable[..., Any], code: str) -> None:
    ended, document = run(str(SHOP / "services"), "--root", str(SHOP), "--plan", str(SHOP / "plan.json"))
    assert (ended, places(document, code)) == (1, EXPECTED[code])


def test_the_document_is_what_its_schema_says(run: Callable[..., Any]) -> None:
    _, document = run(str(SHOP / "services"), "--plan", str(SHOP / "plan.json"))
    jsonschema.validate(document, schemas.schema("env"))


def test_no_value_is_ever_shown(run: Callable[..., Any]) -> None:
    _, document = run(str(SHOP / "services"), "--plan", str(SHOP / "plan.json"))
    assert "not-to-be-shown" not in json.dumps(document)


def test_without_a_stack_only_the_code_is_told(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text('import os\nos.environ["A"]\n', encoding="utf-8")
    code, document = run(str(tmp_path))
    assert (code, document["findings"], [one["name"] for one in document["reads"]]) == (0, [], ["A"])


def test_tests_and_scripts_are_no_part_of_a_service(run: Callable[..., Any]) -> None:
    _, document = run(str(SHOP / "services"), "--plan", str(SHOP / "plan.json"))
    assert not {"TEST_ONLY", "SCRIPT_ONLY"} & {one["name"] for one in document["reads"]}


def test_what_is_no_python_is_told_and_not_passed(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import os\nos.environ[\n", encoding="utf-8")
    code, document = run(str(tmp_path))
    assert (code, [one["code"] for one in document["findings"]]) == (3, ["could-not-look"])


def test_this_projects_services_are_told_everything_that_they_require(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    code, document = run("services", "--stack", "dev")
    assert (code, document["findings"], document["unresolvable"]) == (0, [], [])
    assert {one["service"] for one in document["compared"]} == {"services/api", "services/push_worker"}
    required = {(one["service"], one["name"]) for one in document["reads"] if one["required"]}
    assert ("services/push_worker", "SPEECH_MODEL") in required
    assert ("services/api", "BUCKET") in required


@pytest.mark.parametrize(
    ("words", "told"),
    {
        "a path that is not there": (["nowhere"], "there is no such file or folder"),
        "a root that is not there": (["--root", "nowhere"], "there is no such folder"),
        "a stack that has no file": (["services", "--stack", "nowhere"], "there is no such stack"),
        "a plan that is none": (["services", "--plan", "README.md"], "is no JSON"),
    }.values(),
)
def test_usage_is_explained(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["env", *words]) == 2
    assert told in capsys.readouterr().err


PLACES = {
    "src/main/java/org/samples/App.java": True,
    "samples/App.java": False,
    "index.ts": True,
    "next.config.ts": True,
    "vitest.config.ts": False,
    "playwright.config.ts": False,
    "webpack.prod.js": False,
    ".eslintrc.js": False,
}


@pytest.mark.parametrize("file", PLACES)
def test_files_of_tools_and_samples_are_no_service(
    run: Callable[..., Any], tmp_path: Path, file: str
) -> None:
    place = tmp_path / file
    place.parent.mkdir(parents=True, exist_ok=True)
    java = 'class App { String a = System.getenv("A"); }'
    place.write_text(java if file.endswith("java") else "const a = process.env.A\n", encoding="utf-8")
    _, document = run(str(tmp_path))
    assert [one["name"] for one in document["reads"]] == (["A"] if PLACES[file] else [])


def test_what_has_no_partner_is_said_to_be_compared_with_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    apart = tmp_path / "nowhere"
    apart.mkdir()
    (apart / "Dockerfile").write_text("FROM scratch\n", encoding="utf-8")
    (apart / "main.py").write_text('import os\nos.environ["A"]\n', encoding="utf-8")
    main(["env", str(apart), str(SHOP / "services" / "orders"), "--plan", str(SHOP / "plan.json")])
    told = capsys.readouterr().out
    assert "runs no such service" in told
    assert "no folder is its code" in told
    assert "without a partner, so not compared" in told


def test_what_has_a_partner_is_not_said_to_lack_one(capsys: pytest.CaptureFixture[str]) -> None:
    main(["env", str(SHOP / "services" / "orders"), "--plan", str(SHOP / "plan.json")])
    rows = [line for line in capsys.readouterr().out.splitlines() if "orders" in line]
    assert rows
    assert not any("runs no such service" in row for row in rows)


SECRETS: dict[str, tuple[str, str, list[str]]] = {
    "what an image sets": ("Dockerfile", "FROM a\nENV A=b \\\n  API_TOKEN=abcdef12345\n", ["error"]),
    "a password under a short name": ("Dockerfile", "FROM a\nENV DB_PWD=hunter2-and-more\n", ["error"]),
    "a token of a person": ("Dockerfile", "FROM a\nENV GITHUB_PAT=hunter2-and-more\n", ["error"]),
    "the working directory": ("Dockerfile", "FROM a\nENV PWD=hunter2-and-more\n", []),
    "what a command of the build is given": (
        "Dockerfile",
        "FROM a\nENV A=b\nRUN x && \\\n  API_TOKEN=abcdef12345 ./make\n",
        [],
    ),
    "what tests are given": (
        ".github/workflows/t.yml",
        "jobs:\n  t:\n    env:\n      API_TOKEN: abcdef12345\n",
        ["note"],
    ),
}


@pytest.mark.parametrize(("file", "text", "levels"), SECRETS.values(), ids=SECRETS)
def test_a_plain_secret_in_a_file(
    run: Callable[..., Any], tmp_path: Path, file: str, text: str, levels: list[str]
) -> None:
    place = tmp_path / file
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    _, document = run(str(tmp_path))
    assert [one["level"] for one in document["findings"] if one["code"] == "ENV003"] == levels
