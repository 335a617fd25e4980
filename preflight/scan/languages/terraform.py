"""Terraform: resources and data sources of Google's provider, and what is run while they are applied.

`google_project_service` declares an API itself: its name is the API's. Deliberately absent: which modules are
used with which variables, and providers other than google and google-beta.

https://registry.terraform.io/providers/hashicorp/google/latest/docs
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading import trees, unread
from preflight.scan.reading.command_lines import Word
from preflight.scan.reading.shell_scripts import Script
from preflight.scan.reading.terraform_blocks import block, pairs, script, texts, unwrapped, value
from preflight.scan.source import Declaration, Known, Setting, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.terraform_blocks import Block

LANGUAGE = "terraform"
SUFFIXES = (".tf", ".tofu", ".pkr.hcl")
NAMES: tuple[str, ...] = ("terragrunt.hcl",)
_ENABLES = ("google_project_service", "google_project_services")
_MODULES = re.compile(r"(?:^|github\.com[/:])(terraform-google-modules|GoogleCloudPlatform)/")
_SCRIPTS = ("metadata_startup_script", "startup_script", "startup-script")
_ENVIRONMENTS = ("environment_variables", "build_environment_variables", "env_variables", "environment")


def read(data: bytes, name: str) -> Source:
    """Read one file. What is no Terraform is a problem with its line if the file mentions Google at all."""
    del name
    text = unread.filled(data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n"))
    data = f"{text}\n".encode()
    root = trees.parse("hcl", data)
    if trees.unwieldy(data, root):
        return Source(LANGUAGE, problems=[f"line 1: {unread.UNWIELDY}"])
    reading = Script(Source(LANGUAGE))
    nodes = sorted(
        trees.captures("hcl", "(block) @block", root).get("block", []), key=lambda node: node.start_byte
    )
    blocks = [block(node) for node in nodes]
    lists = _lists(blocks)
    within = ""
    for each in blocks:
        kind = each.labels[0] if each.labels else ""
        if kind in ("resource", "data", "module"):
            within = ".".join(each.labels[1:])
        reading.source.declarations.extend(_declared(each, lists))
        _constants(each, reading)
        _settings(each, reading)
        _run(each, reading, within)
    reading.source.problems.extend(unread.first("hcl", root, "Terraform"))
    return reading.finish()


def _lists(blocks: list[Block]) -> dict[str, list[tuple[str, int]]]:
    """Give the APIs that variables and locals of the file spell, by name."""
    found: dict[str, list[tuple[str, int]]] = {}
    for each in blocks:
        if each.labels[:1] == ("locals",):
            for name, node in each.attributes.items():
                found[f"local.{name}"] = _apis(texts(node))
        elif each.labels[:1] == ("variable",) and len(each.labels) > 1 and "default" in each.attributes:
            found[f"var.{each.labels[1]}"] = _apis(texts(each.attributes["default"]))
    return found


def _apis(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(text, line) for text, line in found if text.endswith(".googleapis.com")]


def _declared(each: Block, lists: dict[str, list[tuple[str, int]]]) -> Iterator[Declaration]:
    match each.labels:
        case ("resource" | "data", kind, *rest) if kind.startswith("google_"):
            name = rest[0] if rest else ""
            if kind not in _ENABLES or each.labels[0] == "data":
                yield Declaration(kind, name, each.line)
                return
            enabled = [
                api
                for key in ("service", "services", "for_each", "count")
                for api in _named(each, key, lists)
            ]
            for api, line in enabled or [("", each.line)]:
                yield Declaration("google_project_service", api, line)
        case ("module", name):
            source = value(each.attributes["source"]) if "source" in each.attributes else None
            if isinstance(source, Known) and _MODULES.search(str(source.value)):
                yield Declaration(f"module:{source.value}", name, each.line)
                for api, line in _named(each, "activate_apis", lists):
                    yield Declaration("google_project_service", api, line)
        case ("backend", "gcs") | ("source", "googlecompute", *_):
            yield Declaration(f"{each.labels[0]}:{each.labels[1]}", "", each.line)
        case ("remote_state",) if "backend" in each.attributes and value(each.attributes["backend"]) == Known(
            "gcs"
        ):
            yield Declaration("backend:gcs", "", each.line)
        case _:
            pass


def _named(each: Block, key: str, lists: dict[str, list[tuple[str, int]]]) -> list[tuple[str, int]]:
    node = each.attributes.get(key)
    if node is None:
        return []
    spelled = _apis(texts(node))
    for name in re.findall(r"\b(?:local|var)\.\w+", trees.text(node)):
        spelled.extend(lists.get(name, []))
    return spelled


def _constants(each: Block, reading: Script) -> None:
    if each.labels[:1] == ("locals",):
        for name, node in each.attributes.items():
            reading.source.constants[f"local.{name}"] = value(node)
    elif each.labels[:1] == ("variable",) and len(each.labels) > 1 and "default" in each.attributes:
        reading.source.constants[f"var.{each.labels[1]}"] = value(each.attributes["default"])


def _settings(each: Block, reading: Script) -> None:
    if each.labels == ("env",) and "name" in each.attributes and "value" in each.attributes:
        name, meant = value(each.attributes["name"]), value(each.attributes["value"])
        if isinstance(name, Known):
            reading.setting(Setting(str(name.value), meant, trees.line(each.attributes["value"])))
    for key in _ENVIRONMENTS:
        for name, node in pairs(each.attributes[key]) if key in each.attributes else ():
            reading.setting(Setting(name, value(node), trees.line(node)))


def _run(each: Block, reading: Script, within: str) -> None:
    if each.labels == ("provisioner", "local-exec") and "command" in each.attributes:
        text, line = script(each.attributes["command"])
        reading.read(text, line, within)
    elif each.labels[:2] == ("data", "external") and "program" in each.attributes:
        reading.within = within
        program = unwrapped(each.attributes["program"])
        reading.run([Word(text, line) for text, line in texts(program)])
    started = [(key, node) for key, node in each.attributes.items() if key in _SCRIPTS]
    if "metadata" in each.attributes:
        started += [(key, node) for key, node in pairs(each.attributes["metadata"]) if key in _SCRIPTS]
    for _, node in started:
        text, line = script(node)
        if text:
            reading.read(text, line, within)
