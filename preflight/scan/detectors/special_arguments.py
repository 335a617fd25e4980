"""Calls whose arguments or methods lead to one API more, or to another, than their library's row says.

https://cloud.google.com/python/docs/reference/bigtable/latest/client
https://cloud.google.com/bigquery/docs/reference/storage
https://beam.apache.org/documentation/runners/dataflow/
https://docs.litellm.ai/docs/providers/vertex
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting, Unresolved
from preflight.scan.service import HOLE
from preflight.scan.source import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use

_BIGTABLE = ("google.cloud.bigtable.Client", "google.cloud.bigtable.client.Client")
_FRAMES = re.compile(r"(.*bigquery.*|\?)\.(to_dataframe|to_arrow)(_iterable)?")
# What Spark reads and writes BigQuery with: https://github.com/GoogleCloudDataproc/spark-bigquery-connector
_SPARK = ("bigquery", "com.google.cloud.spark.bigquery")
_MODELS = (("vertex_ai/", "aiplatform.googleapis.com"), ("gemini/", "generativelanguage.googleapis.com"))
_WORKFLOWS = re.compile(r"@google-cloud/workflows\.(v1\w*\.)?(?P<client>Executions|Workflows)Client")


def detect(service: Service) -> Iterator[Sighting | Unresolved]:
    """Give what the arguments decide."""
    for file, source in service.of():
        for use in source.uses:
            if use.called:
                yield from _one(service, file, use)
        for text in source.texts:
            if text.into.endswith(".format") and service.text(file, text.value) in _SPARK:
                for api in ("bigquery.googleapis.com", "bigquerystorage.googleapis.com"):
                    yield Sighting(api, file, text.line, "Spark's connector for BigQuery")
            if "DataflowRunner" in service.text(file, text.value):
                yield Sighting(
                    "dataflow.googleapis.com", file, text.line, "runner DataflowRunner", Confidence.LIKELY
                )
        for command in source.commands:
            if any("DataflowRunner" in word for word in command.words):
                yield Sighting("dataflow.googleapis.com", file, command.line, "runner DataflowRunner")


def _one(service: Service, file: str, use: Use) -> Iterator[Sighting | Unresolved]:
    if use.path in _BIGTABLE and use.keywords.get("admin") == Known(value=True):
        yield Sighting("bigtableadmin.googleapis.com", file, use.line, f"{use.path}(admin=True)")
    elif _FRAMES.fullmatch(use.path):
        words = f"{use.path}(…) downloads through it where that package is installed"
        yield Sighting("bigquerystorage.googleapis.com", file, use.line, words, Confidence.WEAK)
    elif found := _WORKFLOWS.fullmatch(use.path):
        name = "workflowexecutions" if found["client"] == "Executions" else "workflows"
        yield Sighting(f"{name}.googleapis.com", file, use.line, f"{use.path}(…)")
    elif use.path.startswith("litellm.") or use.path.endswith(".LiteLlm"):
        yield from _model(service, file, use)


def _model(service: Service, file: str, use: Use) -> Iterator[Sighting | Unresolved]:
    given = use.keywords.get("model", use.args[0] if use.args else None)
    if given is None:
        return
    for name in service.resolve(file, given).texts:
        if name == HOLE:
            yield Unresolved(file, use.line, f"{use.path}(…) of a model whose name is not in the code")
        for start, api in _MODELS:
            if name.startswith(start):
                yield Sighting(api, file, use.line, f"{use.path}(…) with a {start}… model")
