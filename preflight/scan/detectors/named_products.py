"""Collections of connectors, in which the name of a module or class says which product it calls.

LangChain's community package, readers of LlamaIndex, Airflow's transfers, Prefect's and Dagster's blocks,
Google's diagnostics for ASP.NET. Deliberately absent: names in which no product is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import libraries
from preflight.scan.needs import Confidence, Sighting
from preflight.scan.source import LIBRARIES_OF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_PRODUCTS = (
    ("VertexAISearch|VertexAIMultiTurnSearch|discovery_?engine", "discoveryengine"),
    ("bigquery|bq(?=_|[A-Z]|$)", "bigquery"),
    ("gcs|cloud_?storage", "storage"),
    ("drive", "drive"),
    ("gmail", "gmail"),
    ("calendar", "calendar-json"),
    ("sheets", "sheets"),
    ("docs", "docs"),
    ("speech_?to_?text", "speech"),
    ("text_?to_?speech", "texttospeech"),
    ("doc_?ai|document_?ai", "documentai"),
    ("translat", "translate"),
    ("places", "places-backend"),
    ("vision", "vision"),
    ("dataproc", "dataproc"),
    ("pub_?sub", "pubsub"),
    ("secret_?manager|secret", "secretmanager"),
    ("firestore|datastore", "firestore"),
    ("spanner", "spanner"),
    ("bigtable", "bigtable"),
    ("cloud_?run", "run"),
    ("vertex|aiplatform", "aiplatform"),
    ("GoogleDiagnostics|GoogleTrace|TraceExporter|trace_exporter", "cloudtrace"),
    ("GoogleDiagnostics|GoogleErrorReporting|GoogleException", "clouderrorreporting"),
    ("GoogleDiagnostics|GoogleLogger|AddGoogle$", "logging"),
    ("stats_exporter|StartMetricsExporter|metrics_exporter|MetricExporter", "monitoring"),
)
_COMPILED = tuple((re.compile(words, re.IGNORECASE), f"{api}.googleapis.com") for words, api in _PRODUCTS)
_COLLECTIONS = (
    "langchain_google_community", "llama_index.readers.google", "airflow.providers.google.cloud.transfers",
    "airflow.providers.google", "dagster_gcp", "prefect_gcp", "Google.Cloud.Diagnostics",
    "apache_beam.ml.gcp",
    "opencensus.ext.stackdriver", "contrib.go.opencensus.io/exporter/stackdriver",
)  # fmt: skip
_SPEAKS = {"LLM": "", "STT": "speech.googleapis.com", "TTS": "texttospeech.googleapis.com"}


def detect(service: Service) -> Iterator[Sighting]:
    """Give the APIs of the products that are named."""
    for file, source in service.of(*LIBRARIES_OF):
        for use in source.uses:
            if not use.called:
                continue
            row = libraries.library(LIBRARIES_OF[source.language], use.path)
            if row is None or row.kind != "decided":
                continue
            if row.path.startswith(_COLLECTIONS):
                for api in _named(use.path[len(row.path) :], row.path):
                    yield Sighting(api, file, use.line, f"{use.path}(…)", Confidence.LIKELY)
            elif row.path == "livekit.plugins.google" and (api := _SPEAKS.get(use.path.rpartition(".")[2])):
                yield Sighting(api, file, use.line, f"{use.path}(…)")


def _named(rest: str, collection: str) -> list[str]:
    words = f"{rest}" if rest.strip(".") else collection
    return [api for pattern, api in _COMPILED if pattern.search(words)]
