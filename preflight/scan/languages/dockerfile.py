"""Dockerfiles: what is run to build the image (`RUN`), what it starts (`CMD`), what it sets (`ENV`).

Deliberately absent: where images come from, and files that `ADD` fetches, which ask no API: those are the
engine's and the detectors' to judge (an address in `ADD` is a text into `ADD`).

https://docs.docker.com/reference/dockerfile/
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees, unread
from preflight.scan.reading.command_lines import Word
from preflight.scan.reading.shell_scripts import Script
from preflight.scan.reading.variables import interpolated
from preflight.scan.source import Setting, Source

if TYPE_CHECKING:
    from tree_sitter import Node

LANGUAGE = "dockerfile"
SUFFIXES = (".dockerfile", ".Dockerfile", ".containerfile")
NAMES: tuple[str, ...] = (
    "Dockerfile", "Dockerfile.*", "Dockerfile-*", "dockerfile", "Containerfile", "Containerfile.*",
)  # fmt: skip
_QUERY = """
(run_instruction) @run (cmd_instruction) @cmd (entrypoint_instruction) @entrypoint
(env_pair) @env (arg_pair) @arg (arg_instruction) @argument (add_instruction) @add (shell_instruction) @shell
"""


def read(data: bytes, name: str) -> Source:
    """Read one Dockerfile. What is no instruction is a problem with its line, and the rest is read."""
    del name
    # The grammar wants the last line to end.
    text = unread.filled(data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n"))
    data = f"{text}\n".encode()
    root = trees.parse("containerfile", data)
    if trees.unwieldy(data, root):
        return Source(LANGUAGE, problems=[f"line 1: {unread.UNWIELDY}"])
    found = trees.captures("containerfile", _QUERY, root)
    script = Script(Source(LANGUAGE))
    for pair in sorted(
        (*found.get("env", []), *found.get("arg", []), *found.get("argument", [])), key=_place
    ):
        _set(pair, script)
    if not any(_windows(node) for node in found.get("shell", [])):
        for kind in ("run", "cmd", "entrypoint"):
            for node in sorted(found.get(kind, []), key=_place):
                _run(node, script, kind.upper())
    for node in found.get("add", []):
        for path in (child for child in node.named_children if child.type == "path"):
            if "://" in (text := trees.text(path)):
                script.text(interpolated(text, script.scope), trees.line(path), "ADD")
    script.source.problems.extend(unread.first("containerfile", root, "instruction of a Dockerfile"))
    return script.finish()


def _place(node: Node) -> int:
    return node.start_byte


def _windows(node: Node) -> bool:
    return re.search("powershell|pwsh|cmd", trees.text(node), re.IGNORECASE) is not None


def _set(pair: Node, script: Script) -> None:
    parts = [child for child in pair.children if child.type not in ("=", "ARG")]
    if pair.type == "arg_instruction" and (len(parts) != 2 or parts[0].type == "arg_pair"):
        return
    if len(parts) < 2:
        return
    name, text = trees.text(parts[0]), trees.text(parts[1])
    if text[:1] in "\"'" and text[-1:] == text[:1]:
        text = text[1:-1]
    value = interpolated(text, script.scope)
    script.scope.set(name, value)
    script.setting(Setting(name, value, trees.line(pair)))


def _run(node: Node, script: Script, within: str) -> None:
    if node.parent is not None and node.parent.type == "healthcheck_instruction":
        within = "HEALTHCHECK"
    document = next((child for child in node.children if child.type == "heredoc_block"), None)
    for child in node.children:
        if child.type == "json_string_array":
            words = [Word(_unquoted(item), trees.line(item)) for item in child.named_children]
            script.within = within
            script.run(words)
        elif child.type == "shell_command":
            text, line = _uncommented(child), trees.line(child)
            if document is not None and re.match(r"\s*(<<-?\s*[\"']?\w+[\"']?\s*)+$", text):
                _document(document, script, within)
            else:
                script.read(text + (trees.text(document) if document is not None else ""), line, within)


def _document(document: Node, script: Script, within: str) -> None:
    content = next((child for child in document.children if child.type == "heredoc_content"), None)
    if content is not None:
        text = trees.text(content)
        # A document may name another interpreter than the shell.
        if not text.startswith("#!") or "sh" in text.partition("\n")[0]:
            script.read(text, trees.line(content), within)


def _uncommented(command: Node) -> str:
    """Give the lines of a command; Docker takes comment lines out of it."""
    lines = trees.text(command).split("\n")
    return "\n".join("\\" if at and line.lstrip().startswith("#") else line for at, line in enumerate(lines))


def _unquoted(item: Node) -> str:
    text = trees.text(item)
    try:
        value: object = json.loads(text)
    except ValueError:
        return text.strip('"')
    return value if isinstance(value, str) else text
