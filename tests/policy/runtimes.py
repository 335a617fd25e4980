"""Declares Cloud Run resources of every kind around the containers that a test is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from judging import UNJUDGED, judged
from rules import Declared
from rules.containers import JOB, SERVICE, SERVICE_V1, WORKER_POOL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rules import Rule

KINDS = (SERVICE, JOB, WORKER_POOL, SERVICE_V1)
WAITING = [("rules-know-what-they-judge", UNJUDGED)]

Block = dict[str, object]


def running(kind: str, *containers: object, project: object = "a-project", **spec: object) -> Declared:
    """Declare a resource of a kind with these containers, and what else stands beside them."""
    inside = {"containers": [*containers], **spec}
    template = {JOB: {"template": inside}, SERVICE_V1: {"spec": inside}}.get(kind, inside)
    return Declared(kind, {"location": "us-central1", "project": project, "template": template})


def told(rule: Rule, declared: Declared, given: Mapping[str, object] | None = None) -> list[str]:
    """Give what the rule says, without its fix. What it could not judge is UNJUDGED."""
    return [text.removesuffix(f"; {rule.fix} ({rule.page})") for _, text in judged(declared, [rule], given)]
