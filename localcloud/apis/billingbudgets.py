"""Billing Budgets v1: budgets of billing accounts. Nothing is spent here, and nobody is told.

A path names no project, so that only a call with a quota project in its header (`X-Goog-User-Project`) can
be refused because the API is off. Absent: spend caps, whether an account is the caller's.
https://cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, etags, kinds, paging
from localcloud.api import Api, Call, Kind
from localcloud.errors import invalid, unimplemented

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("billingbudgets.googleapis.com", versions=("v1",))
_ACCOUNT = re.compile(r"billingAccounts/[0-9A-F]{6}(-[0-9A-F]{6}){2}")
_TOPIC = re.compile(r"projects/[^/]+/topics/[^/]+")
#: The currency of every billing account here.
_CURRENCY = "USD"
_LONGEST_NAME, _MOST_CHANNELS, _LARGEST_PAGE = 60, 5, 100


def check(call: Call, name: str, body: Json, _old: Json | None) -> None:
    """Everything that Google refuses in a budget."""
    account = name.partition("/budgets/")[0]
    if not _ACCOUNT.fullmatch(account):
        raise invalid(f"'{account}' is not the name of a billing account.", "parent")
    if "spendCap" in body:
        raise unimplemented("The local cloud has no spend caps; leave spendCap out of the budget.")
    if len(body.get("displayName", "")) > _LONGEST_NAME:
        raise invalid(f"The display name is longer than {_LONGEST_NAME} characters.", "budget.display_name")
    _check_amount(body.get("amount", {}))
    _check_filter(body.get("budgetFilter", {}), last_period="lastPeriodAmount" in body.get("amount", {}))
    for position, rule in enumerate(body.get("thresholdRules", [])):
        place = f"budget.threshold_rules[{position}].threshold_percent"
        if "thresholdPercent" not in rule:
            raise invalid("The threshold is missing.", place)
        if rule["thresholdPercent"] < 0:
            raise invalid("The threshold must not be negative.", place)
    _check_notifications(call, body.get("notificationsRule", {}))


def _check_amount(amount: Json) -> None:
    if len(amount.keys() & {"specifiedAmount", "lastPeriodAmount"}) != 1:
        words = "Exactly one of specified_amount and last_period_amount must be given."
        raise invalid(words, "budget.amount")
    place, money = "budget.amount.specified_amount", amount.get("specifiedAmount", {})
    if money.get("currencyCode", _CURRENCY) != _CURRENCY:
        words = f"The currency must be that of the billing account, {_CURRENCY}."
        raise invalid(words, f"{place}.currency_code")
    if int(money.get("units", 0)) < 0 or not 0 <= money.get("nanos", 0) < 10**9:
        raise invalid("The amount must not be negative.", place)


def _check_filter(found: Json, *, last_period: bool) -> None:
    place = "budget.budget_filter"
    specified = found.get("creditTypesTreatment") == "INCLUDE_SPECIFIED_CREDITS"
    if specified != bool(found.get("creditTypes")):
        words = "credit_types go with INCLUDE_SPECIFIED_CREDITS, and only with that."
        raise invalid(words, f"{place}.credit_types")
    if "customPeriod" in found and ("calendarPeriod" in found or last_period):
        words = "A custom period excludes a calendar period and the amount of the last period."
        raise invalid(words, f"{place}.custom_period")
    if len(found.get("labels", {})) > 1 or any(
        len(values) > 1 for values in found.get("labels", {}).values()
    ):
        raise invalid("At most one label with one value can be given.", f"{place}.labels")
    if wrong := [name for name in found.get("projects", []) if not re.fullmatch(r"projects/[^/]+", name)]:
        raise invalid(f"'{wrong[0]}' is not the name of a project.", f"{place}.projects")


def _check_notifications(call: Call, rule: Json) -> None:
    place, topic = "budget.notifications_rule", str(rule.get("pubsubTopic", ""))
    if topic and rule.get("schemaVersion") != "1.0":
        raise invalid('With a topic the schema version must be "1.0".', f"{place}.schema_version")
    if topic and (
        not _TOPIC.fullmatch(topic) or call.store.get("pubsub.googleapis.com", call.resolve(topic)) is None
    ):
        raise invalid(f"The topic {topic} was not found.", f"{place}.pubsub_topic")
    place, channels = (
        f"{place}.monitoring_notification_channels",
        rule.get("monitoringNotificationChannels", []),
    )
    if len(channels) > _MOST_CHANNELS:
        raise invalid(f"At most {_MOST_CHANNELS} notification channels are allowed.", place)
    for name in channels:
        channel = call.store.get("monitoring.googleapis.com", call.resolve(name))
        if channel is None or channel.get("type") != "email":
            raise invalid(f"{name} is not the name of an email notification channel.", place)


def fill(call: Call, name: str, body: Json, _old: Json | None) -> Json:
    """A budget as Google shows it: projects by number, and the currency of the account."""
    found: Json = {"creditTypesTreatment": "INCLUDE_ALL_CREDITS", **body.get("budgetFilter", {})}
    if "customPeriod" not in found:
        found.setdefault("calendarPeriod", "MONTH")
    if "projects" in found:
        found["projects"] = [call.numbered(project) for project in found["projects"]]
    filled: Json = {**body, "name": name, "budgetFilter": found}
    if money := filled["amount"].get("specifiedAmount"):
        filled["amount"] = {"specifiedAmount": {**money, "currencyCode": _CURRENCY}}
    if rules := filled.get("thresholdRules"):
        filled["thresholdRules"] = [{"spendBasis": "CURRENT_SPEND", **rule} for rule in rules]
    return filled | {"etag": etags.etag({"name": name, "write": clock.new_uuid()})}


BUDGETS = API.kind(
    Kind(
        at="billingAccounts.budgets",
        schema="GoogleCloudBillingBudgetsV1Budget",
        missing="Requested entity was not found.",
        check=check,
        fill=fill,
        default_page=_LARGEST_PAGE,
        largest_page=_LARGEST_PAGE,
    )
)


@API.on("billingAccounts.budgets.create")
def create(call: Call) -> Json:
    """Makes a budget; its id is the server's."""
    return kinds.save(call, BUDGETS, f"{call.resource}/budgets/{clock.new_uuid()}", call.body, None)


@API.on("billingAccounts.budgets.list")
def list_(call: Call) -> Json:
    """The budgets of an account, or those of them that track a project."""
    scope = str(call.query.get("scope", ""))
    if not scope:
        return kinds.list_(call, BUDGETS)
    if not scope.startswith("projects/"):
        raise invalid("Only a project is supported as scope.", "scope")
    wanted, project = paging.size(call.query, default=100, limit=_LARGEST_PAGE), call.numbered(scope)

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        rows = call.store.page(call.service, BUDGETS.at, call.resource, after, 1_000_000)
        return [row for row in rows if project in row[1]["budgetFilter"].get("projects", ())][:limit]

    found, token = paging.cut(f"{call.method.id} {call.resource}", call.query, wanted, fetch)
    return paging.shown("budgets", found, token)
