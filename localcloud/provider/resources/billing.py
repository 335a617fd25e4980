"""Budgets of a billing account.

Update masks go down to the leaves, and name some that the body does not have: those are cleared.

``budget_filter.projects`` wants project numbers. Google answers with numbers, so an id in the program is a
difference that no update removes, here as with the official provider.

Source: https://cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.cloud_named import CloudNamed
from localcloud.provider.kind import PATH_PART, Kind
from localcloud.provider.names import last_segment
from localcloud.provider.spec import Rule
from localcloud.provider.values import Properties, Value, as_dict, as_list, text

if TYPE_CHECKING:
    from collections.abc import Callable

GOOGLES = Rule(computed=True)
SET = Rule(unordered="itself")


def _fields(parent: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{parent}.{name}" for name in names)


def _labels(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """The API takes a list of exactly one value for each label."""
    return {key: [one] for key, one in as_dict(value).items()}


def _read_labels(value: Value) -> Value:
    return {key: text(one) for key, listed in as_dict(value).items() for one in as_list(listed)}


def _marker(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """True is an object without members in the API."""
    return {} if value else None


def _is_there(value: Value) -> Value:
    return value is not None


def _same_or(default: str) -> Callable[[Value, Value], bool]:
    """Tells two values, none being the same as the default."""
    return lambda one, other: (one or default) == (other or default)


class Budgets(CloudNamed):
    """A budget with a period of its own has no calendar period."""

    def known(self, kind: Kind, plan: Properties) -> Properties:  # noqa: ARG002 - the plan suffices
        """The filter without the period that Google had filled in, where the program has another."""
        budget_filter = as_dict(plan.get("budgetFilter"))
        if not budget_filter.get("customPeriod"):
            return {}
        return {"budgetFilter": {k: v for k, v in budget_filter.items() if k != "calendarPeriod"}}


KINDS = [
    Kind(
        type="gcp:billing/budget:Budget",
        api="billingbudgets",
        id="billingAccounts/{billingAccount}/budgets/{budgetId}",
        create=("POST", "billingAccounts/{billingAccount}/budgets"),
        steps=Budgets(),
        rules={
            "billingAccount": PATH_PART,
            "name": Rule(decode=last_segment),
            "amount": Rule(masks=_fields("amount.specifiedAmount", "currencyCode", "units", "nanos")),
            "amount.specifiedAmount.currencyCode": GOOGLES,
            "amount.lastPeriodAmount": Rule(encode=_marker, decode=_is_there, zero=True),
            "budgetFilter": Rule(
                computed=True,
                masks=_fields(
                    "budgetFilter",
                    "projects",
                    "resourceAncestors",
                    "labels",
                    "calendarPeriod",
                    "customPeriod",
                    "services",
                    "creditTypesTreatment",
                    "creditTypes",
                    "subaccounts",
                ),
            ),
            "budgetFilter.projects": SET,
            "budgetFilter.resourceAncestors": SET,
            "budgetFilter.creditTypesTreatment": Rule(default="INCLUDE_ALL_CREDITS"),
            "budgetFilter.services": GOOGLES,
            "budgetFilter.labels": Rule(computed=True, encode=_labels, decode=_read_labels),
            "budgetFilter.calendarPeriod": Rule(same=_same_or("MONTH")),
            "thresholdRules.thresholdPercent": Rule(zero=True),
            "thresholdRules.spendBasis": Rule(default="CURRENT_SPEND"),
            "allUpdatesRule": Rule(
                rest="notificationsRule",
                masks=_fields(
                    "notificationsRule",
                    "pubsubTopic",
                    "schemaVersion",
                    "monitoringNotificationChannels",
                    "disableDefaultIamRecipients",
                    "enableProjectLevelRecipients",
                ),
            ),
            "allUpdatesRule.schemaVersion": Rule(default="1.0", same=_same_or("1.0")),
        },
    ),
]
