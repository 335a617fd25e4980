"""What a YAML document declares, by its shape: a kind of Kubernetes, a build, an app, an action.

Kinds are `<group>/<Kind>` for what has an apiVersion, else `<tool>` or `<tool>:<part>`.

https://cloud.google.com/config-connector/docs/reference/overview
https://cloud.google.com/appengine/docs/standard/reference/app-yaml
https://cloud.google.com/deployment-manager/docs/configuration/supported-resource-types
https://skaffold.dev/docs/references/yaml/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.reading.yaml_commands import is_cloud_build
from preflight.scan.reading.yaml_nodes import Mapping, Scalar, at, items, scalars, text
from preflight.scan.source import Declaration

if TYPE_CHECKING:
    from collections.abc import Iterator

_ACTIONS = re.compile(r"(google-github-actions|firebaseextended|w9jds|google-github)/", re.IGNORECASE)
_TYPE = re.compile(r"(gcp-types/)?[a-z]+[.-](v|alpha|beta)[\w.-]*([.:].+)?$")
_APP = (
    "env_variables", "handlers", "entrypoint", "instance_class", "automatic_scaling", "basic_scaling",
    "manual_scaling", "service", "vpc_access_connector", "beta_settings", "runtime_config",
    "inbound_services",
)  # fmt: skip


def document(root: Mapping) -> Iterator[Declaration]:
    """Give what a document as a whole declares."""
    group, kind = text(root, "apiVersion").partition("/")[0], text(root, "kind")
    name = text(root, "metadata", "name")
    if group.startswith("skaffold"):
        yield from _skaffold(root)
    elif group and kind:
        yield from _resource(root, group, kind, name)
    elif is_cloud_build(root):
        yield from _build(root)
    elif "runtime" in root.fields and any(key in root.fields for key in _APP):
        yield Declaration("appengine", text(root, "service") or "default", root.line)
        for connection in scalars(root, "beta_settings", "cloud_sql_instances"):
            yield Declaration("appengine:cloud_sql_instances", connection.text, connection.line)
    else:
        yield from _parts(root)


def _parts(root: Mapping) -> Iterator[Declaration]:
    if any(text(each, "url") and text(each, "schedule") for each in items(root, "cron")):
        yield Declaration("appengine:cron", "", root.line)
    if any(text(each, "rate") or text(each, "mode") for each in items(root, "queue")):
        yield Declaration("appengine:queue", "", root.line)
    if any(text(each, "kind") and at(each, "properties") for each in items(root, "indexes")):
        yield Declaration("appengine:indexes", "", root.line)
    if "runConfig" in root.fields:
        yield Declaration("firebase:apphosting", "", root.line)
    build = at(root, "build")
    if isinstance(build, Mapping) and is_cloud_build(build):
        yield from _build(build)
    for resource in items(root, "resources"):
        kind = at(resource, "type")
        if isinstance(kind, Scalar) and text(resource, "name") and _TYPE.match(kind.text):
            yield Declaration(f"deploymentmanager:{kind.text}", text(resource, "name"), kind.line)


def _build(build: Mapping) -> Iterator[Declaration]:
    yield Declaration("cloudbuild", "", build.line)
    for secret in items(build, "availableSecrets", "secretManager"):
        yield Declaration("cloudbuild:secretManager", text(secret, "versionName"), secret.line)
    for location in scalars(build, "artifacts", "objects", "location"):
        yield Declaration("cloudbuild:objects", location.text, location.line)
    for kind in ("mavenArtifacts", "pythonPackages", "npmPackages", "goModules"):
        for package in items(build, "artifacts", kind):
            yield Declaration("cloudbuild:images", text(package, "repository"), package.line)
    for image in scalars(build, "images"):
        if "pkg.dev/" in image.text:
            yield Declaration("cloudbuild:images", image.text, image.line)


def _resource(root: Mapping, group: str, kind: str, name: str) -> Iterator[Declaration]:
    if group.endswith(".cnrm.cloud.google.com") or group in ("deploy.cloud.google.com", "run.googleapis.com"):
        yield Declaration(f"{group}/{kind}", name, root.line)
        for part in ("run", "gke", "anthosCluster"):
            if group == "deploy.cloud.google.com" and part in root.fields:
                yield Declaration(f"{group}/{kind}:{part}", name, root.line)
    elif group == "serving.knative.dev" and _runs_on_google(root):
        yield Declaration("run.googleapis.com/Service", name, root.line)
    elif group.startswith("external-secrets.io") and at(root, "spec", "provider", "gcpsm") is not None:
        yield Declaration("external-secrets.io/gcpsm", name, root.line)
    elif group.startswith("secrets-store.csi") and text(root, "spec", "provider") == "gcp":
        yield Declaration("secrets-store.csi.x-k8s.io/gcp", name, root.line)


def _runs_on_google(root: Mapping) -> bool:
    places = (
        ("metadata", "annotations"),
        ("metadata", "labels"),
        ("spec", "template", "metadata", "annotations"),
    )
    return any(
        "googleapis.com" in key
        for place in places
        if isinstance(found := at(root, *place), Mapping)
        for key in found.fields
    )


def _skaffold(root: Mapping) -> Iterator[Declaration]:
    for outer in (root, *items(root, "profiles")):
        if at(outer, "deploy", "cloudrun") is not None:
            yield Declaration("skaffold:cloudrun", text(root, "metadata", "name"), root.line)
        if at(outer, "build", "googleCloudBuild") is not None:
            yield Declaration("skaffold:googleCloudBuild", text(root, "metadata", "name"), root.line)


def action(mapping: Mapping) -> Iterator[Declaration]:
    """Give the action of Google's or Firebase's that a step of a GitHub workflow uses; `name`: its inputs."""
    uses = at(mapping, "uses")
    if isinstance(uses, Scalar) and _ACTIONS.match(uses.text):
        given = at(mapping, "with")
        inputs = ",".join(given.fields) if isinstance(given, Mapping) else ""
        yield Declaration(f"action:{uses.text.partition('@')[0]}", inputs, uses.line)
