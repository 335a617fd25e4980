"""Environment variables in YAML: of containers (`name` and `value`), of pipelines and app.yaml (a map).

https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables
https://docs.docker.com/reference/compose-file/services/#environment
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.scan.reading.variables import interpolated
from preflight.scan.reading.yaml_nodes import Mapping, Scalar, Sequence, at, text
from preflight.scan.source import Opaque, Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.reading.yaml_nodes import Node

_KEYS = (
    "env",
    "environment",
    "env_variables",
    "variables",
    "environmentVariables",
    "build_env_variables",
    "envVars",
)


def settings(mapping: Mapping) -> Iterator[Setting]:
    """Give the environment variables that `mapping` itself sets."""
    for key in _KEYS:
        inner = mapping.fields.get(key)
        if isinstance(inner, Mapping):
            for name, value in inner.fields.items():
                yield from _setting(name, value, inner.line)
        elif isinstance(inner, Sequence):
            for item in inner.items:
                yield from _listed(item)


def _listed(item: Node) -> Iterator[Setting]:
    if isinstance(item, Scalar):
        name, sign, value = item.text.partition("=")
        if sign:
            yield from _setting(name, Scalar(value, item.line), item.line)
    elif name := text(item, "name") or text(item, "variable"):
        yield from _setting(name, at(item, "value"), item.line)


def _setting(name: str, value: Node | None, line: int) -> Iterator[Setting]:
    if not name.replace("-", "_").replace(".", "_").isidentifier():
        return
    if isinstance(value, Mapping) and "value" in value.fields:
        value = value.fields["value"]
    if isinstance(value, Scalar):
        # `${{ ... }}` is filled in by the pipeline.
        meant = Opaque() if "${{" in value.text else interpolated(value.text)
        yield Setting(name, meant, value.line or line)
    else:
        yield Setting(name, Opaque(), line)
