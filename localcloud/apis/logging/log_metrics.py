"""Log-based metrics: counters and distributions of log entries, as they are declared. Nothing is counted.

A metric's name may hold slashes, so that it is kept under its encoded name. PUT makes what is not there.
Absent: reading filters and extractors, the limits of metrics and labels in a project.
https://cloud.google.com/logging/docs/reference/v2/rest/v2/projects.metrics
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from localcloud import kinds
from localcloud.api import Call, Kind, now
from localcloud.errors import already_exists, invalid

if TYPE_CHECKING:
    from localcloud.casing import Json

_IDS = re.compile(r"(?!/)[A-Za-z0-9_\-.,+!*',()%/]{1,100}")
_LONGEST_FILTER, _LONGEST_DESCRIPTION = 20_000, 8000
_DISTRIBUTION = "DISTRIBUTION"
_FIXED = ("metricKind", "valueType")
_EXTRACTOR = re.compile(r"(?:REGEXP_)?EXTRACT\(.+\)", re.DOTALL)


def check(_call: Call, _name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a metric."""
    if not _IDS.fullmatch(str(body.get("name", ""))):
        words = (
            f"Invalid metric name '{body.get('name', '')}': 1 to 100 letters, digits and _-.,+!*',()%/, and "
            "no slash in front."
        )
        raise invalid(words, "metric.name")
    if len(body["filter"]) > _LONGEST_FILTER:
        raise invalid(f"The filter is longer than {_LONGEST_FILTER} characters.", "metric.filter")
    if len(body.get("description", "")) > _LONGEST_DESCRIPTION:
        words = f"The description is longer than {_LONGEST_DESCRIPTION} characters."
        raise invalid(words, "metric.description")
    descriptor: Json = body.get("metricDescriptor", {})
    _check_type(descriptor, body)
    _check_labels(descriptor, body.get("labelExtractors", {}))
    before: Json = (old or {}).get("metricDescriptor", {})
    for field in _FIXED:
        if _described(body)[field] != before.get(field, _described(body)[field]):
            words = f"The {field} of a metric cannot be changed."
            raise invalid(words, f"metric.metric_descriptor.{field}")


def _check_type(descriptor: Json, body: Json) -> None:
    """A counter, or a distribution of values that are extracted."""
    kind, value = descriptor.get("metricKind", "DELTA"), descriptor.get("valueType", "INT64")
    if kind != "DELTA" or value not in ("INT64", _DISTRIBUTION):
        words = "A log-based metric must be DELTA, and INT64 or DISTRIBUTION."
        raise invalid(words, "metric.metric_descriptor")
    extractor = str(body.get("valueExtractor", ""))
    if bool(extractor) != (value == _DISTRIBUTION):
        words = "A value extractor goes with a distribution, and only with that."
        raise invalid(words, "metric.value_extractor")
    if extractor and not _EXTRACTOR.fullmatch(extractor):
        words = "A value extractor is EXTRACT(field) or REGEXP_EXTRACT(field, regex)."
        raise invalid(words, "metric.value_extractor")
    if body.get("bucketOptions") and value != _DISTRIBUTION:
        raise invalid("Only a distribution has bucket options.", "metric.bucket_options")


def _check_labels(descriptor: Json, extractors: Json) -> None:
    keys = {str(label.get("key", "")) for label in descriptor.get("labels", [])}
    if unmatched := sorted(keys ^ extractors.keys()):
        words = f"The label '{unmatched[0]}' must stand in the metric descriptor and have an extractor."
        raise invalid(words, "metric.label_extractors")
    for key, text in extractors.items():
        if not _EXTRACTOR.fullmatch(text):
            words = f"The extractor of the label '{key}' must be EXTRACT(…) or REGEXP_EXTRACT(…)."
            raise invalid(words, "metric.label_extractors")


def _described(body: Json) -> Json:
    """The descriptor with its defaults."""
    return {"metricKind": "DELTA", "valueType": "INT64", "unit": "1", **body.get("metricDescriptor", {})}


def fill(_call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A metric as Google shows it."""
    project, leaf, moment = name.split("/")[1], body["name"], now()
    kind = f"logging.googleapis.com/user/{leaf}"
    descriptor = _described(body) | {
        "name": f"projects/{project}/metricDescriptors/{kind}",
        "type": kind,
        "description": body.get("description", ""),
        "monitoredResourceTypes": ["global"],
    }
    return {
        **body,
        "metricDescriptor": descriptor,
        "resourceName": f"projects/{project}/metrics/{quote(leaf, safe='')}",
        "createTime": old["createTime"] if old else moment,
        "updateTime": moment,
    }


METRICS = Kind(at="projects.metrics", schema="LogMetric", check=check, fill=fill)


def get(call: Call) -> Json:
    """One metric."""
    return kinds.existing(call, METRICS, _key(call.resource))


def create(call: Call) -> Json:
    """Makes a metric."""
    name = _key(f"{call.resource}/metrics/{call.body.get('name', '')}")
    if call.store.get(call.service, name) is not None:
        raise already_exists(METRICS.words(METRICS.exists, name))
    return kinds.save(call, METRICS, name, call.body, None)


def update(call: Call) -> Json:
    """Replaces a metric, or makes it."""
    leaf = call.resource.partition("/metrics/")[2]
    if call.body.get("name") != leaf:
        words = (
            f"The name in the metric, '{call.body.get('name', '')}', is not the one in the path, '{leaf}'."
        )
        raise invalid(words, "metric.name")
    if not call.body.get("filter"):
        raise invalid("Required field 'filter' is missing.", "metric.filter")
    name = _key(call.resource)
    return kinds.save(call, METRICS, name, call.body, call.store.get(call.service, name))


def delete(call: Call) -> Json:
    """Deletes a metric."""
    get(call)
    call.store.delete(call.service, _key(call.resource))
    return {}


def _key(name: str) -> str:
    parent, _, leaf = name.partition("/metrics/")
    return f"{parent}/metrics/{quote(leaf, safe='')}"
