"""Commands in YAML: steps of Cloud Build, scripts of pipelines (GitHub, GitLab, CircleCI), containers.

`within` is the name of the step or job. Deliberately absent: scripts in other languages than a shell's.

https://cloud.google.com/build/docs/build-config-file-schema
https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
https://docs.gitlab.com/ci/yaml/#script
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading.command_lines import Word
from preflight.scan.reading.shell_scope import UNKNOWN
from preflight.scan.reading.unread import matters
from preflight.scan.reading.yaml_nodes import Mapping, Scalar, at, items, scalars, text

if TYPE_CHECKING:
    from preflight.scan.reading.shell_scripts import Script
    from preflight.scan.reading.yaml_nodes import Node

_SCRIPTS = (
    "run", "script", "bash", "before_script", "after_script", "commands", "cmds", "command", "before_install",
    "install", "before_deploy", "after_success", "after_deploy", "entrypoint",
)  # fmt: skip
_LAYOUT = frozenset(
    {"steps", "jobs", "stages", "step", "run", "runs", "tasks", "pipelines", "parallel", "services"}
)
# Images that run a program of their own: the program.
_IMAGES = re.compile(
    r"(?:^|/)(gcloud|gsutil|bq|docker|kubectl|gke-deploy|firebase|cloud-sql-proxy|gce-proxy|alloydb-auth-proxy|helm|"
    r"terraform|skaffold|pulumi|npm|yarn|go|mvn|gradle|git|curl|wget)(?:[:@].*)?$"
)
# Images of the proxies to databases: the program is theirs when only its flags are given.
_PROXY = re.compile(r"(?:^|/)(cloud-sql-proxy|gce-proxy|alloydb-auth-proxy)(?:[:@].*)?$")
_PROXY_PROGRAM = re.compile(r"\S*\b(cloud[-_]sql[-_]proxy|alloydb[-_]auth[-_]proxy)")
_PROGRAMS = {"gce-proxy": "cloud_sql_proxy"}
_PIPELINE_HOLE = re.compile(
    r"\$\{\{\s*(?:env\.(\w+)\s*|[^}]*)\}\}|\$\(\(?(?:variables|env)\.(\w+)\)?\)|\$\[\[[^\]]*\]\]"
)
_SUBSTITUTION = re.compile(r"\$\$|\$\{?([A-Z_][A-Z0-9_]*)\}?")


def cloud_build(build: Mapping, script: Script) -> None:
    """Read the steps of a Cloud Build configuration."""
    given = at(build, "substitutions")
    known = {
        key: value.text for key, value in (given.fields if isinstance(given, Mapping) else {}).items()
        if isinstance(value, Scalar)
    }  # fmt: skip
    for step in items(build, "steps"):
        if not isinstance(step, Mapping):
            continue
        within = text(step, "id") or text(step, "name")
        inner = at(step, "script")
        if isinstance(inner, Scalar):
            _script(inner, script, within)
            continue
        words = [
            Word(_substituted(word.text, known), word.line)
            for word in (*_program(step), *scalars(step, "args"))
        ]  # fmt: skip
        script.within = within
        script.run(words)


def is_cloud_build(document: Node) -> bool:
    """Whether a mapping holds steps that each name the image that runs them."""
    steps = items(document, "steps")
    return bool(steps) and all(
        isinstance(step, Mapping)
        and text(step, "name")
        and not {"uses", "run", "call", "task"} & step.fields.keys()
        for step in steps
    )


def _program(step: Mapping) -> list[Word]:
    entry = at(step, "entrypoint")
    if isinstance(entry, Scalar) and entry.text:
        return [Word(entry.text, entry.line)]
    found = _IMAGES.search(text(step, "name"))
    name = at(step, "name")
    line = name.line if name is not None else step.line
    return [Word(found[1], line)] if found else []


def _substituted(word: str, known: dict[str, str]) -> str:
    """Put in what the build itself puts in; `$$` is a dollar of the shell's."""

    def meant(found: re.Match[str]) -> str:
        if found[0] == "$$":
            return "$"
        return known.get(found[1], found[0] if "\n" in word or " " in word else UNKNOWN)

    return _SUBSTITUTION.sub(meant, word)


def scripts(path: tuple[str, ...], mapping: Mapping, script: Script) -> None:
    """Read the scripts of one mapping of a pipeline."""
    if text(mapping, "shell") in ("python", "pwsh", "powershell", "cmd"):
        return
    for key in _SCRIPTS:
        line = at(mapping, key)
        if key == "command" and isinstance(line, Scalar) and _runs_proxy(mapping, line):
            continue  # a container's, read as such
        for item in scalars(mapping, key):
            if matters(item.text) or "curl" in item.text or "./" in item.text or ".py" in item.text:
                _script(item, script, _within(path, mapping))


def container(path: tuple[str, ...], mapping: Mapping, script: Script) -> None:
    """Read what a container runs: its command and arguments as a list, of a proxy also as one line."""
    command, arguments = at(mapping, "command"), at(mapping, "args")
    proxy = _PROXY.search(text(mapping, "image"))
    if isinstance(command, Scalar) and _runs_proxy(mapping, command):
        _proxy(path, mapping, script, command.text.split())
        return
    if proxy and not arguments and all(each.text.startswith("-") for each in scalars(mapping, "command")[:1]):
        _proxy(path, mapping, script, [word.text for word in scalars(mapping, "command")])
        return
    if isinstance(command, Scalar) or isinstance(arguments, Scalar) or not (command or arguments):
        return
    words = [Word(word.text, word.line) for word in (*scalars(command), *scalars(arguments))]
    if command is None and (found := _IMAGES.search(text(mapping, "image"))):
        words = [Word(_PROGRAMS.get(found[1], found[1]), mapping.line), *words]
    script.within = text(mapping, "name") or _within(path, mapping)
    script.run([Word(_holes(word.text), word.line) for word in words])


def _runs_proxy(mapping: Mapping, command: Scalar) -> bool:
    return _PROXY_PROGRAM.match(command.text) is not None or (
        _PROXY.search(text(mapping, "image")) is not None and command.text.startswith("-")
    )


def _proxy(path: tuple[str, ...], mapping: Mapping, script: Script, words: list[str]) -> None:
    """Read a container of a proxy; what it is given may leave out the program."""
    found = _PROXY.search(text(mapping, "image"))
    if found and (not words or words[0].startswith("-")):
        words = [_PROGRAMS.get(found[1], found[1]), *words]
    script.within = text(mapping, "name") or _within(path, mapping)
    image = at(mapping, "image") or at(mapping, "command")
    line = image.line if image is not None else mapping.line
    script.run([Word(_holes(word), line) for word in words])


def _script(item: Scalar, script: Script, within: str) -> None:
    first = item.text.partition("\n")[0]
    if not first.startswith("#!") or "sh" in first:
        script.read(_holes(item.text), item.line, within)


def _holes(content: str) -> str:
    """Turn what the pipeline fills in into what a shell would."""
    return _PIPELINE_HOLE.sub(
        lambda found: f"${{{found[1] or found[2]}}}" if found[1] or found[2] else "$_", content
    )


def _within(path: tuple[str, ...], mapping: Mapping) -> str:
    named = next((key for key in reversed(path) if key not in _LAYOUT), "")
    return named or text(mapping, "name") or text(mapping, "id")
