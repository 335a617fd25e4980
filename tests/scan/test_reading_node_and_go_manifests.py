"""What `package.json` and `go.mod` ask for."""

import json

import pytest

from preflight.scan.languages import go_manifest, node_manifest

PACKAGE = """{
  "main": "src/index.js",
  "scripts": {"deploy": "gcloud run deploy api && echo done", "start": "node server.js"},
  "dependencies": {
    "@google-cloud/storage": "^7.0.0",
    "express": "4"
  },
  "devDependencies": {"@google-cloud/pubsub": "4"},
  "bin": {"tool": "./cli.js"}
}
"""


def test_what_is_installed_to_run_is_a_dependency() -> None:
    found = node_manifest.read(PACKAGE.encode(), "package.json").dependencies
    assert [(one.path, one.line) for one in found] == [("@google-cloud/storage", 5), ("express", 6)]


def test_scripts_are_commands_and_say_which_script_runs_them() -> None:
    found = node_manifest.read(PACKAGE.encode(), "package.json").commands
    assert ("gcloud", "run", "deploy", "api") in [command.words for command in found]
    assert {command.within for command in found} == {"deploy", "start"}


def test_the_files_that_a_package_starts_with_are_locals() -> None:
    found = node_manifest.read(PACKAGE.encode(), "package.json").locals
    assert {"./src/index.js", "./cli.js", "server.js"} <= set(found)


@pytest.mark.parametrize(
    "text", ["{}", "[]", "1", '{"dependencies": []}', '{"dependencies": {}, "scripts": {"a": 1}}']
)
def test_a_manifest_that_asks_for_nothing_tells_nothing(text: str) -> None:
    source = node_manifest.read(text.encode(), "package.json")
    assert (source.dependencies, source.commands, source.locals, source.problems) == ([], [], [], [])


@pytest.mark.parametrize("text", ["", "{", '{"a": ', "\0", "[" * 100_000])
def test_what_is_no_json_is_said(text: str) -> None:
    assert node_manifest.read(text.encode(), "package.json").problems


def test_a_byte_order_mark_is_no_part_of_a_manifest() -> None:
    data = b"\xef\xbb\xbf" + json.dumps({"dependencies": {"a": "1"}}).encode()
    assert [one.path for one in node_manifest.read(data, "package.json").dependencies] == ["a"]


MODULE = """module example.com/app

go 1.22

require (
	cloud.google.com/go/storage v1.40.0
	google.golang.org/api v0.170.0 // indirect
	// cloud.google.com/go/spanner v1.0.0
)

require cloud.google.com/go/pubsub/v2 v2.0.0
require golang.org/x/net v0.1.0 // indirect

replace cloud.google.com/go/kms => ../kms
exclude (
	cloud.google.com/go/tasks v1.0.0
)
"""


def test_modules_that_are_asked_for_directly_are_dependencies() -> None:
    found = go_manifest.read(MODULE.encode(), "go.mod").dependencies
    assert [(one.path, one.line) for one in found] == [
        ("cloud.google.com/go/storage", 6),
        ("cloud.google.com/go/pubsub/v2", 11),
    ]


def test_the_own_path_of_a_module_is_told() -> None:
    value = go_manifest.read(MODULE.encode(), "go.mod").constants["module"]
    assert getattr(value, "value", None) == "example.com/app"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"require (", b"\0" * 100, b"go 1.22"])
def test_a_module_without_requirements_asks_for_nothing(data: bytes) -> None:
    assert go_manifest.read(data, "go.mod").dependencies == []
