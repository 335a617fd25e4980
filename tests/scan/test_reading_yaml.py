"""The reader of YAML: builds, pipelines, manifests and workflows by their shape, and what is none of them."""

from __future__ import annotations

import pytest

from preflight.scan.languages import yaml_documents
from preflight.scan.source import Declaration, Env, Known, Opaque, Setting


def commands(text: str) -> list[tuple[int, str, str]]:
    source = yaml_documents.read(text.encode(), "x.yaml")
    return [(one.line, one.within, " ".join(one.words).replace("\x00", "?")) for one in source.commands]


def kinds(text: str) -> list[tuple[int, str, str]]:
    source = yaml_documents.read(text.encode(), "x.yaml")
    return [(one.line, one.kind, one.name.replace("\x00", "?")) for one in source.declarations]


PROXY = "services:\n  db:\n    image: "
BUILD = "steps:\n- id: a\n  name: "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (BUILD + "gcr.io/cloud-builders/gcloud\n  args: [run, deploy, $_X]\nsubstitutions: {_X: web}",
         [(3, "a", "gcloud run deploy web")]),
        (BUILD + "gcr.io/cloud-builders/gcloud:latest\n  args:\n  - run\n  - ${_X}",
         [(3, "a", "gcloud run ?")]),
        (BUILD + "gcr.io/google.com/cloudsdktool/cloud-sdk\n  entrypoint: gcloud\n  args: ['x']",
         [(4, "a", "gcloud x")]),
        (BUILD + "google/cloud-sdk\n  args: [gcloud, x]", [(4, "a", "gcloud x")]),
        (BUILD + "bash\n  script: |\n    #!/bin/bash\n    gcloud x\n\n    gsutil y",
         [(6, "a", "gcloud x"), (8, "a", "gsutil y")]),
        (BUILD + "x\n  entrypoint: bash\n  args:\n  - -c\n  - |\n    gcloud x $$Y\n    gsutil z",
         [(8, "a", "gcloud x ?"), (9, "a", "gsutil z")]),
        (BUILD + "x\n  entrypoint: bash\n  args: ['-c', 'gcloud x && gsutil z']",
         [(5, "a", "gcloud x"), (5, "a", "gsutil z")]),
        ("steps:\n- name: gcr.io/cloud-builders/gsutil\n  args: [cp, a, b]",
         [(2, "gcr.io/cloud-builders/gsutil", "gsutil cp a b")]),
        (("jobs:\n  up:\n    steps:\n    - run: gcloud x\n    - run: |\n"
         "        gcloud y ${{ env.Z }} ${{ a.b }}"), [(4, "up", "gcloud x"), (6, "up", "gcloud y ? ?")]),
        ("runs:\n  using: composite\n  steps:\n  - run: gcloud x\n    shell: bash", [(4, "", "gcloud x")]),
        ("deploy:\n  script:\n  - gcloud x\n  - >-\n    gcloud y\n    --z",
         [(3, "deploy", "gcloud x"), (5, "deploy", "gcloud y --z")]),
        (".a: &a\n  before_script: [gcloud x]\nb:\n  <<: *a", [(2, ".a", "gcloud x")]),
        ("jobs:\n  b:\n    steps:\n    - run:\n        command: gcloud x", [(5, "b", "gcloud x")]),
        ("spec:\n  containers:\n  - name: p\n    image: y/cloud-sql-proxy:2\n    args: ['a:b:c']",
         [(3, "p", "cloud-sql-proxy a:b:c")]),
        ("spec:\n  containers:\n  - command: [/bin/sh, -c, 'gsutil cp a b']",
         [(3, "containers", "gsutil cp a b")]),
        ("services:\n  w:\n    command: gcloud x", [(3, "w", "gcloud x")]),
        (PROXY + "gcr.io/x/cloud-sql-proxy:2.8\n    command: ['--port', '5432', 'p:r:i']",
         [(3, "db", "cloud-sql-proxy --port 5432 p:r:i")]),
        (PROXY + "gcr.io/x/cloud-sql-proxy:2.8\n    command: --port 5432 p:r:i",
         [(3, "db", "cloud-sql-proxy --port 5432 p:r:i")]),
        (PROXY + "gcr.io/x/cloud-sql-proxy:2.8", [(3, "db", "cloud-sql-proxy")]),
        (PROXY + "gcr.io/x/gce-proxy:1.33\n    command: /cloud_sql_proxy -instances=p:r:i",
         [(3, "db", "/cloud_sql_proxy -instances=p:r:i")]),
        (PROXY + "x/gce-proxy\n    command: ['/cloud_sql_proxy', '-instances=p:r:i']",
         [(4, "db", "/cloud_sql_proxy -instances=p:r:i")]),
        (PROXY + "x/alloydb-auth-proxy@sha256:a\n    command: [a/b]\n",
         [(4, "db", "a/b")]),
    ],
)  # fmt: skip
def test_scripts_and_steps_are_commands(text: str, found: list[tuple[int, str, str]]) -> None:
    assert commands(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "# gcloud x",
        "description: gcloud x",
        "jobs:\n  a:\n    steps:\n    - name: gcloud x",
        "jobs:\n  a:\n    steps:\n    - run: echo gcloud x",
        "jobs:\n  a:\n    steps:\n    - run: gcloud x\n      shell: python",
        (
            "steps:\n- name: gcr.io/cloud-builders/docker\n  script: |\n    #!/usr/bin/env python3\n"
            "    gcloud(x)"
        ),
        "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      script: gcloud x",
        "data:\n  setup: gcloud x",
        "- gcloud x",
        "gcloud x",
        "",
    ],
)
def test_text_in_yaml_is_no_command(text: str) -> None:
    assert commands(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (BUILD + "x", [(1, "cloudbuild", "")]),
        ("\n" + BUILD + "x\nimages: [us-docker.pkg.dev/p/a]",
         [(2, "cloudbuild", ""), (5, "cloudbuild:images", "us-docker.pkg.dev/p/a")]),
        (BUILD + "x\navailableSecrets:\n  secretManager:\n  - versionName: v\n    env: E",
         [(1, "cloudbuild", ""), (6, "cloudbuild:secretManager", "v")]),
        ("build:\n  steps:\n  - name: x\ngithub: {}", [(2, "cloudbuild", "")]),
        ("apiVersion: pubsub.cnrm.cloud.google.com/v1beta1\nkind: PubSubTopic\nmetadata: {name: t}",
         [(1, "pubsub.cnrm.cloud.google.com/PubSubTopic", "t")]),
        ("a: env\n---\napiVersion: sql.cnrm.cloud.google.com/v1\nkind: SQLInstance",
         [(3, "sql.cnrm.cloud.google.com/SQLInstance", "")]),
        (("apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata:\n  name: s\n"
         "  annotations: {run.googleapis.com/ingress: all}"), [(1, "run.googleapis.com/Service", "s")]),
        ("apiVersion: deploy.cloud.google.com/v1\nkind: Target\nmetadata: {name: t}\nrun: {location: l}",
         [(1, "deploy.cloud.google.com/Target", "t"), (1, "deploy.cloud.google.com/Target:run", "t")]),
        ("apiVersion: external-secrets.io/v1\nkind: SecretStore\nspec: {provider: {gcpsm: {}}}",
         [(1, "external-secrets.io/gcpsm", "")]),
        ("apiVersion: skaffold/v4beta1\nkind: Config\ndeploy:\n  cloudrun: {}\n",
         [(1, "skaffold:cloudrun", "")]),
        ("runtime: python312\nenv_variables: {A: b}", [(1, "appengine", "default")]),
        ("cron:\n- url: /env\n  schedule: every 1 hours", [(1, "appengine:cron", "")]),
        ("resources:\n- name: n\n  type: compute.v1.instance # google",
         [(3, "deploymentmanager:compute.v1.instance", "n")]),
        ("jobs:\n  a:\n    steps:\n    - uses: google-github-actions/auth@v2\n      with: {project_id: p}",
         [(4, "action:google-github-actions/auth", "project_id")]),
        ("main:\n  steps:\n  - a:\n      call: googleapis.pubsub.v1.projects.topics.publish",
         [(1, "workflows", ""), (4, "workflows:googleapis.pubsub.v1.projects.topics.publish", "")]),
        ("- a:\n    call: http.post\n    args:\n      url: '${\"https://\" + r + \"-x.googleapis.com/v1\"}'",
         [(1, "workflows", ""), (4, "workflows:http", "https://?-x.googleapis.com/v1")]),
    ],
)  # fmt: skip
def test_what_is_declared_is_told_with_its_line(text: str, found: list[tuple[int, str, str]]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: apps/v1\nkind: Deployment\nspec: {env: []}",
        "apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: google}",
        "apiVersion: external-secrets.io/v1\nkind: SecretStore\nspec: {provider: {aws: {}}} # google",
        "runtime: nodejs # google",
        "# apiVersion: pubsub.cnrm.cloud.google.com/v1beta1\n# kind: PubSubTopic",
        "jobs:\n  a:\n    steps:\n    - uses: actions/checkout@v4\n      env: {A: google}",
        "steps:\n- script: gcloud x",
        "steps: google",
        "resources:\n- name: n\n  type: google.py",
        "call: me # google",
        "swagger: '2.0'\nhost: a.googleapis.com",
        "description: apiVersion of pubsub.cnrm.cloud.google.com",
    ],
)
def test_what_asks_google_for_nothing_declares_nothing(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        (
            "env:\n- name: A\n  value: b\n- name: C\n  value: $D",
            [Setting("A", Known("b"), 3), Setting("C", Env("D"), 5)],
        ),
        ("env:\n- name: A\n  valueFrom: {secretKeyRef: {}}", [Setting("A", Opaque(), 2)]),
        ("environment:\n  A: b\n  C: 1", [Setting("A", Known("b"), 2), Setting("C", Known("1"), 3)]),
        ("environment: ['A=b', C]", [Setting("A", Known("b"), 1)]),
        ("runtime: x\nenv_variables:\n  A: 'b'", [Setting("A", Known("b"), 3)]),
        ("variables:\n  A: {value: b, description: c}", [Setting("A", Known("b"), 2)]),
        ("env:\n  A: ${{ secrets.B }}", [Setting("A", Opaque(), 2)]),
        ("env: flex", []),
        ("env: []", []),
        ("environments:\n  A: b", []),
        ("# env:\n#   A: b", []),
    ],
)
def test_environment_variables_are_settings(text: str, settings: list[Setting]) -> None:
    assert yaml_documents.read(text.encode(), "x.yaml").settings == settings


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: [\nb: gcloud", ["line 2: this is no YAML"]),
        ("a: {{ .Values.google }}\nb: {{- if x }}", []),
        ("{{- if .Values.google }}\na: 1\n{{- end }}", []),
        ("a: [\nb: env", []),
        ("a: !Sub google\nb: !!python/object:os.system {}", []),
        ("a: b", []),
        ("", []),
    ],
)
def test_what_is_no_yaml_is_told_where_it_could_matter(text: str, problems: list[str]) -> None:
    told = yaml_documents.read(text.encode(), "x.yaml").problems
    assert [one.partition(":")[2] for one in told] == [one.partition(":")[2] for one in problems]


def test_documents_before_an_error_are_kept() -> None:
    source = yaml_documents.read(b"steps:\n- name: x\n---\na: [google", "x.yaml")
    assert source.declarations == [Declaration("cloudbuild", "", 1)]
    assert len(source.problems) == 1


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000, "{env: " * 20_000, "- " * 20_000, "env: &a [*a, *a]", "&a env: *a",
        "env: &a0 [x]\n" + "".join(f"e{at + 1}: &a{at + 1} [*a{at}, *a{at}, *a{at}]\n" for at in range(60)),
        "<<: &a {env: *a}", "? [a]\n: env", "env: \x00", 'env: "\\UFFFFFFFF"', "env:\n\t- a", "--- !<env>",
        "%YAML 9\n---\nenv",
        "env: {A: {value: [}}", "steps: [{name: [env]}]", "steps:\n- name: x\n  args: {a: env}",
        "on: env\njobs: []",
    ],
)  # fmt: skip
def test_broken_and_hostile_yaml_is_read_without_an_error(text: str) -> None:
    assert yaml_documents.read(text.encode(), "x.yaml").language == "yaml"
