"""The condition of a bucket's lifecycle rule: words and flags for Pulumi, numbers and booleans in the API.

Source: https://cloud.google.com/storage/docs/lifecycle#conditions
"""

from __future__ import annotations

from localcloud.provider.values import Properties, Value, as_dict, text

LIVE = {"LIVE": True, "ARCHIVED": False}
SEND_ZERO = {
    "sendAgeIfZero": "age",
    "sendDaysSinceCustomTimeIfZero": "daysSinceCustomTime",
    "sendDaysSinceNoncurrentTimeIfZero": "daysSinceNoncurrentTime",
    "sendNumNewerVersionsIfZero": "numNewerVersions",
}
SINGULAR = {
    "matchesPrefixes": "matchesPrefix",
    "matchesSuffixes": "matchesSuffix",
    "matchesStorageClasses": "matchesStorageClass",
}


def condition(value: Value, planned: Properties) -> Value:  # noqa: ARG001 - an encoder gets both
    """A lifecycle rule's condition; zeros only where the program says that they count."""
    given = as_dict(value)
    zeros = {name for flag, name in SEND_ZERO.items() if given.get(flag)}
    sent = {SINGULAR.get(k, k): v for k, v in given.items() if k not in SEND_ZERO and k != "withState"}
    sent = {name: item for name, item in sent.items() if item or name in zeros}
    live = LIVE.get(text(given.get("withState")))
    return sent if live is None else {**sent, "isLive": live}


def read_condition(value: Value) -> Value:
    """A condition as Pulumi has it; an answer that holds a zero means it."""
    plural = {rest: name for name, rest in SINGULAR.items()}
    read = {plural.get(k, k): v for k, v in as_dict(value).items() if k != "isLive"}
    flags = {flag: True for flag, name in SEND_ZERO.items() if read.get(name) == 0}
    live = as_dict(value).get("isLive")
    state: Properties = {} if live is None else {"withState": "LIVE" if live else "ARCHIVED"}
    return {**read, **flags, **state}


def same_condition(one: Value, other: Value) -> bool:
    """Whether two conditions ask the API for the same."""
    return condition(one, {}) == condition(other, {})
