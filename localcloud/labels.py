"""Labels of resources, held against the rules that all of Google Cloud shares.

Absent: annotations, and the labels of monitored resources, metrics, log entries and notification channels,
which are free text; so are those of Kubernetes objects.
https://cloud.google.com/resource-manager/docs/labels-overview#requirements
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from localcloud.casing import Json

_FIELDS = frozenset({"labels", "userLabels"})
_FREE = frozenset(
    [
        "LogEntry",
        "Metric",
        "MonitoredResource",
        "MonitoredResourceMetadata",
        "NotificationChannel",
        "ObjectMeta",
    ]
)
_LONGEST, _MOST = 63, 64
_RULES = (
    "can only contain lowercase letters, numeric characters, underscores and dashes. "
    f"The {{0}} can be at most {_LONGEST} characters long. International characters are allowed."
)


def apply_to(owner: str) -> bool:
    """Whether a field, as `Message.field`, holds labels of a resource."""
    message, _, field = owner.rpartition(".")
    return field in _FIELDS and message not in _FREE


def problems(found: Json) -> Iterator[str]:
    """Gives what is wrong with the labels."""
    if len(found) > _MOST:
        yield f"The number of labels, {len(found)}, is larger than the maximum, {_MOST}."
    for key, value in found.items():
        if not (_fits(key) and key and unicodedata.category(key[0]) in ("Ll", "Lo")):
            yield (
                f"Label key '{key}' violates format constraints. The key must start with a lowercase "
                f"character, {_RULES.format('key')}"
            )
        if not _fits(str(value)):
            yield f"Label value '{value}' violates format constraints. The value {_RULES.format('value')}"


def _fits(text: str) -> bool:
    return len(text) <= _LONGEST and all(
        letter in "_-" or unicodedata.category(letter) in ("Ll", "Lo", "Lm", "Mn", "Mc", "Nd", "Nl", "No")
        for letter in text
    )
