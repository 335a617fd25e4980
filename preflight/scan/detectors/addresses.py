"""Addresses that libraries follow without an import of Google's: `gs://…`, `bigquery://…`, `spanner://…`.

`gs://` counts where something that reads or writes files takes it (pandas, fsspec, TensorFlow, Spark); given
to another API as the place of an input it is that API's to read. Backends that frameworks
load by name count like their import.

https://gcsfs.readthedocs.io and https://docs.sqlalchemy.org/en/20/core/engines.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting
from preflight.scan.source import Joined, Known, Name, OneOf, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service

_FOLLOWS = re.compile(
    r"(pandas|dask|polars|geopandas|modin|cudf|xarray|zarr|pyarrow|fsspec|smart_open|tensorflow|jax|torch|datasets"
    r"|pyspark|anndata|h5py|cloudpathlib|upath|universal_pathlib|duckdb|deltalake|orbax|tensorstore|etils)\b.*"
    r"|apache_beam\.io\..*|org\.apache\.beam\.sdk\.io\..*|java\.nio\.file\.\w+\.\w+|java\.net\.URI\.create"
    r"|\?\.(read_(csv|parquet|json|excel|table|feather|pickle|orc)|to_(csv|parquet|json|excel|pickle|feather|zarr)"
    r"|scan_(csv|parquet)|open_(zarr|dataset)|textFile|parquet|csv|orc)(:.*)?"
)
_DRIVERS = (
    ("bigquery://", "bigquery.googleapis.com"),
    ("spanner+spanner://", "spanner.googleapis.com"),
    ("spanner:///", "spanner.googleapis.com"),
    ("jdbc:cloudspanner:", "spanner.googleapis.com"),
    ("jdbc:bigquery:", "bigquery.googleapis.com"),
    ("r2dbc:cloudspanner:", "spanner.googleapis.com"),
    ("r2dbc:spanner:", "spanner.googleapis.com"),
)
_BACKENDS = (
    ("storages.backends.gcloud", "storage.googleapis.com"),
    ("storages.backends.gs", "storage.googleapis.com"),
    ("django_spanner", "spanner.googleapis.com"),
    ("django_google_cloud_tasks", "cloudtasks.googleapis.com"),
    ("airflow.providers.google.cloud.secrets.secret_manager", "secretmanager.googleapis.com"),
    ("airflow.providers.google.cloud.log.gcs_task_handler", "storage.googleapis.com"),
    ("airflow.providers.google.cloud.log.stackdriver_task_handler", "logging.googleapis.com"),
    ("com.google.cloud.sql.", "sqladmin.googleapis.com"),
)
# Where the driver's parameters name what connects: `jdbc:mysql:///db?socketFactory=com.google.cloud.sql…`.
_PARAMETERS = (
    ("socketFactory=com.google.cloud.sql.", "sqladmin.googleapis.com"),
    ("socketFactory=com.google.cloud.alloydb.", "alloydb.googleapis.com"),
    ("sm@", "secretmanager.googleapis.com"),
    ("sm://", "secretmanager.googleapis.com"),
)


def detect(service: Service) -> Iterator[Sighting]:
    """Give the APIs behind addresses and names of backends."""
    for file, source in service.of():
        for text in source.texts:
            yield from _addressed(service, file, text)
        for use in source.uses:
            if use.path == "fsspec.filesystem" and use.args[:1] in ((Known("gs"),), (Known("gcs"),)):
                yield Sighting("storage.googleapis.com", file, use.line, "fsspec.filesystem of gs")
            # An address under a name: `pandas.read_csv(settings.PLACE)`.
            if use.args and isinstance(use.args[0], Name | Joined | OneOf) and _FOLLOWS.fullmatch(use.path):
                yield from _addressed(service, file, Text(use.args[0], use.line, use.path))
        if source.language == "java-settings":
            for setting in source.settings:
                yield from _addressed(service, file, Text(setting.value, setting.line, f"={setting.name}"))


def _addressed(service: Service, file: str, text: Text) -> Iterator[Sighting]:
    for one in service.resolve(file, text.value).texts:
        if one.startswith(("gs://", "gcs://")) and _FOLLOWS.fullmatch(text.into):
            yield Sighting("storage.googleapis.com", file, text.line, f"{text.into} follows a gs:// address")
        for start, api in _DRIVERS:
            if one.startswith(start):
                yield Sighting(api, file, text.line, f"database address {start}…", Confidence.LIKELY)
        for part, api in _PARAMETERS:
            if part in one:
                yield Sighting(api, file, text.line, f"address with {part}…", Confidence.LIKELY)
        for name, api in _BACKENDS:
            if one == name or one.startswith(f"{name.rstrip('.')}."):
                yield Sighting(api, file, text.line, f"backend {one}", Confidence.LIKELY)
