"""Conditions of alert policies: thresholds, absence, PromQL, matching logs.

A filter is looked through for the metric's and the resource's type; it is not parsed, nor is PromQL, and no
metric is looked up. https://cloud.google.com/monitoring/api/ref_v3/rest/v3/projects.alertPolicies#Condition
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import durations
from localcloud.apis.monitoring.words import bad, longest, only_one
from localcloud.errors import invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.casing import Json

LOG_MATCH = "conditionMatchedLog"
#: These must be the only condition of their policy.
_ALONE = {
    LOG_MATCH: "Alert policies with a log matching condition can only have a single condition.",
    "conditionMonitoringQueryLanguage": "A policy with a MQL condition can only have a single condition.",
}
_MOST, _LONGEST_FILTER = 6, 2048
_MINUTE, _PROMQL_STEP, _SHORTEST_ABSENCE = 60, 30, 120
_METRIC = re.compile(r"metric\.type|select_\w+\(")
_NO_SUBTYPE = 'Condition subtype (e.g. "condition_absent","condition_threshold", etc.) is absent or unknown.'


def check(conditions: list[Json]) -> None:
    """One to six conditions, each of one kind."""
    if not 1 <= len(conditions) <= _MOST:
        why = f"An alert policy must have 1 to {_MOST} conditions."
        raise bad("alert_policy.conditions", len(conditions), why)
    for position, condition in enumerate(conditions):
        place = f"alert_policy.conditions[{position}]"
        kind = only_one(condition, _CHECKS, place, "condition", needed=_NO_SUBTYPE)
        longest(f"{place}.display_name", condition.get("displayName"), 512)
        if kind in _ALONE and len(conditions) > 1:
            raise invalid(_ALONE[kind], "alert_policy.conditions")
        _CHECKS[kind](condition[kind], f"{place}.{_place(kind)}")


def _place(kind: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", kind).lower()


def _check_threshold(body: Json, place: str) -> None:
    _check_series(body, place)
    if body.get("comparison") not in ("COMPARISON_GT", "COMPARISON_LT"):
        why = "Only COMPARISON_GT and COMPARISON_LT are supported."
        raise bad(f"{place}.comparison", body.get("comparison", "COMPARISON_UNSPECIFIED"), why)
    longest(f"{place}.denominator_filter", body.get("denominatorFilter"), _LONGEST_FILTER)
    _check_aggregations(body.get("denominatorAggregations", []), f"{place}.denominator_aggregations")
    if body.get("evaluationMissingData") and not durations.of(body, "duration"):
        why = "Conditions setting evaluation_missing_data must have a non-zero duration."
        raise bad(f"{place}.evaluation_missing_data", body["evaluationMissingData"], why)


def _check_absent(body: Json, place: str) -> None:
    _check_series(body, place)
    if durations.of(body, "duration") < _SHORTEST_ABSENCE:
        raise bad(f"{place}.duration", body["duration"], f"must be at least {_SHORTEST_ABSENCE} seconds.")


def _check_series(body: Json, place: str) -> None:
    text = str(body["filter"])
    longest(f"{place}.filter", text, _LONGEST_FILTER)
    if not _METRIC.search(text):
        raise bad(f"{place}.filter", text, 'must specify a restriction on "metric.type" in the filter')
    if "metric.type" in text and "resource.type" not in text:
        why = (
            'must specify a restriction on "resource.type" in the filter; see '
            '"https://cloud.google.com/monitoring/api/resources" for a list of available resource types.'
        )
        raise bad(f"{place}.filter", text, why)
    duration = durations.of(body, "duration")
    if duration < 0 or duration % _MINUTE:
        raise bad(f"{place}.duration", body["duration"], "must be a multiple of a minute.")
    _check_aggregations(body.get("aggregations", []), f"{place}.aggregations")


def _check_aggregations(found: list[Json], place: str) -> None:
    for position, body in enumerate(found):
        period, aligner = durations.of(body, "alignmentPeriod"), body.get("perSeriesAligner", "ALIGN_NONE")
        if (aligner != "ALIGN_NONE" or body.get("alignmentPeriod")) and period < _MINUTE:
            why = f"must be at least {_MINUTE} seconds."
            raise bad(f"{place}[{position}].alignment_period", body.get("alignmentPeriod", ""), why)


def _check_promql(body: Json, place: str) -> None:
    if durations.of(body, "duration") < 0:
        raise bad(f"{place}.duration", body["duration"], "must not be negative.")
    interval = durations.of(body, "evaluationInterval")
    if "evaluationInterval" in body and (interval <= 0 or interval % _PROMQL_STEP):
        why = f"must be a positive multiple of {_PROMQL_STEP} seconds."
        raise bad(f"{place}.evaluation_interval", body["evaluationInterval"], why)


def _check_mql(body: Json, place: str) -> None:
    if not body.get("query"):
        raise bad(f"{place}.query", "", "must not be empty.")


def _as_it_is(_body: Json, _place: str) -> None:
    """Nothing beyond what the discovery document says."""


_CHECKS: dict[str, Callable[[Json, str], None]] = {
    "conditionThreshold": _check_threshold,
    "conditionAbsent": _check_absent,
    "conditionPrometheusQueryLanguage": _check_promql,
    "conditionMonitoringQueryLanguage": _check_mql,
    LOG_MATCH: _as_it_is,
    "conditionSql": _as_it_is,
}
