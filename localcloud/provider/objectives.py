"""The rules of service level objectives: three ways to say what is good, one of them used.

Source: https://cloud.google.com/monitoring/api/ref_v3/rest/v3/services.serviceLevelObjectives
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.kind import PATH_PART
from localcloud.provider.names import last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.values import Properties, Value, text

if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86400
INDICATOR = "serviceLevelIndicator"
RATIO = tuple(f"goodTotalRatio.{name}ServiceFilter" for name in ("bad", "good", "total"))
CUT = ("distributionCut.range", "distributionCut.distributionFilter")
RANGES = tuple(
    f"{metric}.{part}"
    for metric in ("metricMeanInRange", "metricSumInRange")
    for part in ("timeSeries", "range")
)


def _in_seconds(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    return f"{int(text(value)) * DAY}s"


def _in_days(value: Value) -> Value:
    return int(float(text(value).removesuffix("s")) // DAY) or None


def _marker(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """Availability is an object without members in the API."""
    return {}


def _is_there(value: Value) -> Value:  # noqa: ARG001 - that it is there is all it says
    return {"enabled": True}


def _basic(path: str) -> Mapping[str, Rule]:
    """The rules of an indicator by Google's own measures."""
    plural = {
        name: Rule(rest=name.removesuffix("s"), unordered="itself")
        for name in ("methods", "locations", "versions")
    }
    return {
        **{f"{path}.{name}": rule for name, rule in plural.items()},
        f"{path}.availability": Rule(zero=True, encode=_marker, decode=_is_there),
        f"{path}.availability.enabled": Rule(default=True),
    }


def _masks(indicator: str, *fields: str) -> tuple[str, ...]:
    return tuple(f"{INDICATOR}.{indicator}.{field}" for field in fields)


THRESHOLD = "goodTotalRatioThreshold"
RULES: Mapping[str, Rule] = {
    "service": PATH_PART,
    "sloId": Rule(rest="name", force_new=True, computed=True, decode=last_segment),
    "rollingPeriodDays": Rule(rest="rollingPeriod", encode=_in_seconds, decode=_in_days),
    "userLabels": Rule(zero=True, default={}),
    "basicSli": Rule(rest=f"{INDICATOR}.basicSli", masks=(f"{INDICATOR}.basicSli",)),
    **_basic("basicSli"),
    "requestBasedSli": Rule(rest=f"{INDICATOR}.requestBased", masks=_masks("requestBased", *RATIO, *CUT)),
    "windowsBasedSli": Rule(
        rest=f"{INDICATOR}.windowsBased",
        masks=_masks(
            "windowsBased",
            "windowPeriod",
            "goodBadMetricFilter",
            f"{THRESHOLD}.threshold",
            *(f"{THRESHOLD}.performance.{field}" for field in (*RATIO, *CUT)),
            f"{THRESHOLD}.basicSliPerformance",
            *RANGES,
        ),
    ),
    **_basic(f"windowsBasedSli.{THRESHOLD}.basicSliPerformance"),
}
