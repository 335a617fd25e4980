"""The rule about labels, and which types take them.

`labelled_types.txt` lists them, a token a line; a test reads them from the SDK again. Deliberately absent:
types whose `labels` are something else (a group's kind in Cloud Identity, a channel's address in Monitoring),
and labels inside of a template (a revision's, an alert's).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from rules import Declared, inside, resource_rule
from rules.containers import SERVICE_V1
from rules.pubsub import TOPIC

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

# Types that keep their labels under another name.
ELSEWHERE = {
    SERVICE_V1: "metadata.labels",
    "gcp:cloudrun/domainMapping:DomainMapping": "metadata.labels",
    "gcp:container/cluster:Cluster": "resourceLabels",
}
LABELLED = dict.fromkeys(
    Path(__file__).with_name("labelled_types.txt").read_text(encoding="utf-8").split(), "labels"
)
PATHS = LABELLED | ELSEWHERE

_GRANT = "gcp:pubsub/topicIAMMember:TopicIAMMember"


@resource_rule(
    judges=r"gcp:\w+/\w+:\w+",
    fix="write them in labels, or for everything in the provider's default_labels",
    good=(
        Declared(TOPIC, {"labels": {"app": "vividly", "team": "content"}}),
        Declared(_GRANT, {"topic": "requests"}),
    ),
    bad=(
        Declared(TOPIC, {"name": "requests"}),
        Declared(TOPIC, {"labels": {"app": "vividly"}}),
        Declared(SERVICE_V1, {"metadata": {"labels": {"app": "vividly"}}}),
    ),
    severity="low",
    needs=("required_labels",),
    given={"required_labels": ["app", "team"]},
)
def labels_are_there(one: Resource) -> Iterator[str]:
    """The bill is split by label, and what carries none belongs to nobody.

    Judged is whatever can carry labels. The provider's default labels count.
    https://cloud.google.com/resource-manager/docs/labels-overview
    """
    path = PATHS.get(one.type)
    required = set(one.settings.required_labels or ()) - defaults(one)
    if path and (missing := sorted(required - set(one.get(path) or ()) if required else ())):
        yield f"{path} has no {', '.join(missing)}"


def defaults(one: Resource) -> set[str]:
    """Give the names of the labels that the provider adds; the engine sends its settings as text."""
    given = inside(one.provider, "defaultLabels")
    if isinstance(given, str):
        labels: Any = json.loads(given or "{}")
        return set(cast("dict[str, Any]", labels)) if isinstance(labels, dict) else set()
    return set(given or ())
