"""Calls whose arguments or methods lead to one API more, or to another, than their library's row says.

https://cloud.google.com/python/docs/reference/bigtable/latest/client
https://cloud.google.com/bigquery/docs/reference/storage
https://beam.apache.org/documentation/runners/dataflow/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting
from preflight.scan.source import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use

_STORAGE_READ = "bigquerystorage.googleapis.com"
_BIGTABLE = ("google.cloud.bigtable.Client", "google.cloud.bigtable.client.Client")
_FRAMES = re.compile(r"(.*bigquery.*|\?)\.(to_dataframe|to_arrow)(_iterable)?")
# What Spark reads and writes BigQuery with: https://github.com/GoogleCloudDataproc/spark-bigquery-connector
_SPARK = ("bigquery", "com.google.cloud.spark.bigquery")
_WORKFLOWS = re.compile(r"@google-cloud/workflows\.(v1\w*\.)?(?P<client>Executions|Workflows)Client")


def detect(service: Service) -> Iterator[Sighting]:
    """Give what the arguments decide."""
    for file, source in service.of():
        for use in source.uses:
            if use.called:
                yield from _one(service, file, use)
        for text in source.texts:
            if text.into.endswith(".format") and service.text(file, text.value) in _SPARK:
                for api in ("bigquery.googleapis.com", _STORAGE_READ):
                    yield Sighting(api, file, text.line, "Spark's connector for BigQuery")
            if "DataflowRunner" in service.text(file, text.value):
                yield Sighting(
                    "dataflow.googleapis.com", file, text.line, "runner DataflowRunner", Confidence.LIKELY
                )
        for command in source.commands:
            if any("DataflowRunner" in word for word in command.words):
                yield Sighting("dataflow.googleapis.com", file, command.line, "runner DataflowRunner")


def _one(service: Service, file: str, use: Use) -> Iterator[Sighting]:
    if use.path in _BIGTABLE and use.keywords.get("admin") == Known(value=True):
        yield Sighting("bigtableadmin.googleapis.com", file, use.line, f"{use.path}(admin=True)")
    elif _FRAMES.fullmatch(use.path):
        asked = "google-cloud-bigquery-storage" in service.dependencies
        words = f"{use.path}(…) downloads through it where that package is installed"
        confidence = Confidence.LIKELY if asked else Confidence.WEAK
        yield Sighting(_STORAGE_READ, file, use.line, words, confidence)
    elif use.path.endswith(".to_gbq"):
        yield Sighting("bigquery.googleapis.com", file, use.line, f"{use.path}(…)", Confidence.LIKELY)
    elif found := _WORKFLOWS.fullmatch(use.path):
        name = "workflowexecutions" if found["client"] == "Executions" else "workflows"
        yield Sighting(f"{name}.googleapis.com", file, use.line, f"{use.path}(…)")
    elif use.path.endswith(".EnableStorageReadClient"):
        yield Sighting(_STORAGE_READ, file, use.line, f"{use.path}(…)")
