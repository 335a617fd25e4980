"""The words that are looked for before a file is parsed: nothing that the catalogue knows is passed over."""

from __future__ import annotations

import pytest

from preflight.catalogue import gcloud, hosts, libraries, tables, terraform
from preflight.scan import looking


@pytest.mark.parametrize("language", libraries.TABLES)
def test_every_library_that_calls_has_a_word(language: str) -> None:
    rows = tables.read(language, libraries.COLUMNS)
    calling = [path for path, _apis, kind, *_ in rows if kind not in ("none", "types")]
    assert calling
    assert [path for path in calling if not looking.matters(path.encode(), language)] == []


@pytest.mark.parametrize("table", ["gcloud", "terraform"])
def test_every_command_and_every_declared_resource_has_a_word(table: str) -> None:
    columns = {"gcloud": gcloud.COLUMNS, "terraform": terraform.COLUMNS}[table]
    keys = [row[0] for row in tables.read(table, columns)]
    assert keys
    # A command is followed by a space.
    assert [key for key in keys if not looking.matters(f"{key} ".encode(), "shell")] == []


def test_every_host_of_an_api_has_a_word() -> None:
    found = [host for host, api, *_ in tables.read("hosts", hosts.COLUMNS) if api]
    assert found
    assert [host for host in found if not looking.matters(host.encode(), "python")] == []


@pytest.mark.parametrize(
    "start",
    [
        "bigquery://",
        "spanner:///",
        "spanner+spanner://",
        "jdbc:cloudspanner:",
        "jdbc:bigquery:",
        "r2dbc:spanner:",
        "storages.backends.gcloud",
        "storages.backends.gs",
        "django_spanner",
        "socketFactory=com.google.cloud.sql.",
    ],
)
def test_every_address_of_a_driver_and_every_backend_has_a_word(start: str) -> None:
    assert looking.matters(start.encode(), "python")


@pytest.mark.parametrize(
    "code",
    [
        b"from pandas import read_gbq",
        b"from anthropic import AnthropicVertex",
        b"from langchain_community.document_loaders import GCSFileLoader",
        b"from pyarrow import fs\nfs.GcsFileSystem()",
        b"subprocess.run(['bq', 'ls'])",
        b'spawn("bq", ["ls"])',
        b"docker push eu.gcr.io/p/i",
        b"docker push us-docker.pkg.dev/p/r/i",
        b"cloud-sql-proxy p:r:i",
        b"python main.py --runner DataflowRunner",
        b"model: gemini/gemini-2.5-pro",
        b"gs://bucket",
    ],
)
def test_code_that_spells_it_otherwise_is_read(code: bytes) -> None:
    assert looking.matters(code, "python")


@pytest.mark.parametrize(
    "code", [b"", b"import os", b"print('hello')", b"SELECT 1", b"from cloud import storage"]
)
def test_code_without_any_word_is_passed_over(code: bytes) -> None:
    assert not looking.matters(code, "python")


@pytest.mark.parametrize(
    "reader", ["dotenv", "dockerfile", "node_manifest", "python_manifest", "java_settings"]
)
def test_settings_and_manifests_are_always_read(reader: str) -> None:
    assert looking.matters(b"", reader)
