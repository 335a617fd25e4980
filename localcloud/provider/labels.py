"""Labels and annotations: the program's, the provider's own, and those that others put on the resource.

``labels`` holds only the keys that the program names, ``pulumiLabels`` those and the provider's own label,
``effectiveLabels`` everything that is on the resource. Foreign keys stay where they are. The provider's own
label is put on when the resource is created and never added later.

Source: https://www.pulumi.com/registry/packages/gcp/how-to-guides/8-0-migration/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.provider.values import Properties, as_dict

if TYPE_CHECKING:
    from localcloud.provider.spec import Spec

OWN_LABEL = "goog-pulumi-provisioned"
PAIRS = (("labels", "effectiveLabels"), ("annotations", "effectiveAnnotations"))


def pairs(shape: Spec) -> list[tuple[str, str]]:
    """Which of the two the resource type has: (what the program sets, everything)."""
    return [(own, effective) for own, effective in PAIRS if effective in shape.members]


def plan_labels(shape: Spec, plan: Properties, state: Properties, *, attribution: bool) -> Properties:
    """The derived label properties of a plan.

    Args:
        shape: The resource type.
        plan: Its plan, with ``labels`` as the program has them.
        state: Its state; empty before it is created.
        attribution: Whether the provider puts its own label on what it creates.
    """
    derived: Properties = {}
    for own, effective in pairs(shape):
        before = as_dict(state.get(effective))
        wanted: Properties = {}
        if own == "labels" and ((attribution and not state) or OWN_LABEL in before):
            wanted[OWN_LABEL] = "true"
        wanted |= as_dict(plan.get(own))
        managed = as_dict(state.get("pulumiLabels" if own == "labels" else own))
        derived[effective] = {k: v for k, v in before.items() if k not in managed} | wanted
        if own == "labels":
            derived["pulumiLabels"] = wanted
    return derived


def read_labels(shape: Spec, answer: Properties, before: Properties) -> Properties:
    """The label properties of a state, from an answer and the plan or state before it."""
    read: Properties = {}
    for own, effective in pairs(shape):
        on_it = as_dict(answer.get(own))
        read[effective] = on_it
        mine = {k: v for k, v in on_it.items() if k in as_dict(before.get(own))}
        if mine or before.get(own) is not None:
            read[own] = mine
        if own == "labels":
            read["pulumiLabels"] = {
                k: v for k, v in on_it.items() if k in as_dict(before.get("pulumiLabels"))
            }
    return read
