"""Services and their service-level objectives; both are named with the project's number.

Absent: services that Google finds by itself, measuring, the explicit view of a basic indicator.
https://cloud.google.com/stackdriver/docs/solutions/slo-monitoring/api/api-structures
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud import durations
from localcloud.apis.monitoring.words import bad, longest, only_one

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

_IDENTIFIERS = (
    "custom",
    "appEngine",
    "cloudEndpoints",
    "clusterIstio",
    "meshIstio",
    "istioCanonicalService",
    "cloudRun",
    "gkeNamespace",
    "gkeWorkload",
    "gkeService",
)
_PERIODS = frozenset({"DAY", "WEEK", "FORTNIGHT", "MONTH"})
_DAY, _LARGEST_GOAL, _LONGEST_DAYS, _SHORTEST_WINDOW = 86_400, 0.9999, 30, 60
_RATIO = ("goodServiceFilter", "badServiceFilter", "totalServiceFilter")
_WINDOWS = ("goodBadMetricFilter", "goodTotalRatioThreshold", "metricMeanInRange", "metricSumInRange")


def check_service(_call: Call, _name: str, body: Json, _old: Json | None) -> None:
    """A service is of one kind."""
    longest("service.display_name", body.get("displayName"), 512)
    needed = "" if "basicService" in body else "The kind of the service must be given, such as custom."
    only_one(body, _IDENTIFIERS, "service", "identifier", needed=needed)


def fill(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A service or an objective as Google shows it."""
    return {**body, "name": call.numbered(name)}


def check_objective(call: Call, name: str, body: Json, _old: Json | None) -> None:
    """A goal, a period and one indicator."""
    place = "service_level_objective"
    longest(f"{place}.display_name", body.get("displayName"), 512)
    if not 0 < body.get("goal", 0) <= _LARGEST_GOAL:
        why = f"must be larger than 0 and at most {_LARGEST_GOAL}."
        raise bad(f"{place}.goal", body.get("goal", 0), why)
    needed = "A rolling period or a calendar period must be given."
    period = only_one(body, ("rollingPeriod", "calendarPeriod"), place, "period", needed=needed)
    days = durations.of(body, "rollingPeriod") / _DAY
    if period == "rollingPeriod" and not (days.is_integer() and 1 <= days <= _LONGEST_DAYS):
        why = f"must be a whole number of days, at most {_LONGEST_DAYS}."
        raise bad(f"{place}.rolling_period", body["rollingPeriod"], why)
    if period == "calendarPeriod" and body["calendarPeriod"] not in _PERIODS:
        why = "Only DAY, WEEK, FORTNIGHT and MONTH are supported."
        raise bad(f"{place}.calendar_period", body["calendarPeriod"], why)
    service = call.store.get(call.service, name.partition("/serviceLevelObjectives/")[0]) or {}
    _check_indicator(body.get("serviceLevelIndicator", {}), service)


def _check_indicator(body: Json, service: Json) -> None:
    place = "service_level_objective.service_level_indicator"
    kinds = ("basicSli", "requestBased", "windowsBased")
    kind = only_one(body, kinds, place, "type", needed="An indicator must be given.")
    if kind == "basicSli":
        if "custom" in service:
            raise bad(f"{place}.basic_sli", "", "A custom service has no basic indicator.")
        criteria = ("availability", "latency")
        needed = "Availability or latency must be given."
        only_one(body[kind], criteria, f"{place}.basic_sli", "sli_criteria", needed=needed)
    elif kind == "requestBased":
        _check_requests(body[kind], f"{place}.request_based")
    else:
        _check_windows(body[kind], f"{place}.windows_based")


def _check_requests(body: Json, place: str) -> None:
    needed = "A ratio or a distribution cut must be given."
    method = only_one(body, ("goodTotalRatio", "distributionCut"), place, "method", needed=needed)
    given = [name for name in _RATIO if body.get("goodTotalRatio", {}).get(name)]
    if method == "goodTotalRatio" and len(given) != 2:
        why = "Exactly two of good, bad and total must be given."
        raise bad(f"{place}.good_total_ratio", ", ".join(given), why)
    if method == "distributionCut" and not body[method].get("distributionFilter"):
        raise bad(f"{place}.distribution_cut.distribution_filter", "", "must not be empty.")


def _check_windows(body: Json, place: str) -> None:
    only_one(body, _WINDOWS, place, "window_criterion", needed="A criterion must be given.")
    window = durations.of(body, "windowPeriod")
    if window < _SHORTEST_WINDOW or _DAY % window:
        why = f"must be an integer fraction of a day and at least {_SHORTEST_WINDOW}s."
        raise bad(f"{place}.window_period", body.get("windowPeriod", ""), why)
