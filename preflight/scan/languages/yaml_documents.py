"""YAML: pipelines, builds, manifests, app.yaml, workflows. Recognized by their shape, not by their names.

Deliberately absent: API descriptions (OpenAPI), Kubernetes kinds that ask Google for nothing, and values of
Helm charts, apart from the environment variables in them.
"""

from __future__ import annotations

import re

from preflight.scan.reading import (
    unread,
    yaml_commands,
    yaml_documents,
    yaml_kinds,
    yaml_nodes,
    yaml_settings,
    yaml_workflows,
)
from preflight.scan.reading.shell_scripts import Script
from preflight.scan.reading.yaml_nodes import Mapping, Sequence
from preflight.scan.source import Declaration, Source

LANGUAGE = "yaml"
SUFFIXES = (".yaml", ".yml")
NAMES: tuple[str, ...] = ()
# A file without any of these words holds nothing that is looked for.
_CAN_MATTER = re.compile(
    rb"google|gcloud|gsutil|firebase|\bbq\b|cnrm|[eE]nv|variables|command|runtime:|steps:|gcpsm|skaffold|-proxy|\.v\d|curl|\.sh\b"
)
_DESCRIPTIONS = ("openapi", "swagger", "asyncapi")


def read(data: bytes, name: str) -> Source:
    """Read one file. What is no YAML is a problem with its line if the file mentions Google at all."""
    del name
    script = Script(Source(LANGUAGE))
    if not _CAN_MATTER.search(data):
        return script.source
    content = data.decode("utf-8-sig", errors="replace")
    documents, error = yaml_documents.documents(content)
    for document in documents:
        if isinstance(document, Mapping) and not any(key in document.fields for key in _DESCRIPTIONS):
            _document(document, script)
        elif isinstance(document, Sequence):
            for item in document.items[:1000]:
                if isinstance(item, Mapping):
                    _document(item, script)
    if error is not None and unread.matters(content):
        script.source.problems.append(str(error))
    return script.finish()


def _document(document: Mapping, script: Script) -> None:
    declared = list(yaml_kinds.document(document))
    builds = [
        each
        for each in (document, document.fields.get("build"))
        if yaml_commands.is_cloud_build(each or document)
    ]
    build = next((each for each in builds if isinstance(each, Mapping)), None)
    if build is not None:
        yaml_commands.cloud_build(build, script)
    called: list[Declaration] = []
    for path, mapping in yaml_nodes.mappings(document):
        for setting in yaml_settings.settings(mapping):
            script.setting(setting)
        declared.extend(yaml_kinds.action(mapping))
        called.extend(yaml_workflows.calls(mapping))
        if build is None:
            yaml_commands.scripts(path, mapping, script)
            yaml_commands.container(path, mapping, script)
    if called:
        declared.append(Declaration("workflows", "", document.line))
    script.source.declarations.extend(dict.fromkeys((*declared, *called)))
