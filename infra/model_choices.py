"""Which models an environment calls: the registry's, but where its settings choose others.

A choice is held against the registry as soon as it is read: of a model without a row nobody knows whether it
answers. Deliberately absent: whether it is still alive; that changes with the day, and the policy pack judges
it in every preview.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.problems import Problem
from preflight.closest import closest
from preflight.models.registry import Role
from preflight.models.soundness import unfit_fallbacks, unfit_parameters
from preflight.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from infra.shape import ModelChoice, Settings
    from preflight.models.registry import Registry, Use

_FILE = "preflight/models/models.yaml"


def chosen(models: Registry, settings: Settings) -> Registry:
    """Give the registry as this environment uses it."""
    roles = {role: _used(use, settings.models.get(role)) for role, use in models.roles.items()}
    return models.model_copy(update={"roles": roles})


def problems(models: Registry, settings: Settings, place: str, namespace: str) -> Iterator[Problem]:
    """Yield what is wrong with the choices of an environment, whose file is `place`."""
    for role, choice in settings.models.items():
        use, key = models.roles[Role(role)], f"{namespace}:models.{role}"
        if choice.channel and choice.channel != use.channel:
            what = f"is {choice.channel}, but the services call this role on {use.channel}"
            yield Problem(place, what, "leave it out", key=f"{key}.channel")
        elif models.find(choice.model, use.channel) is None:
            what = f"is {printable(choice.model)}, which has no row on {use.channel} in {_FILE}"
            known = [row.id for row in models.models if row.channel is use.channel]
            yield Problem(place, what, closest(choice.model, known) or "add its row", key=f"{key}.model")
        else:
            used = _used(use, choice)
            for named, found in (
                ("fallbacks", unfit_fallbacks(models, used)),
                ("parameters", unfit_parameters(used)),
            ):
                for what, _, fix in (problem.partition("; ") for problem in found):
                    yield Problem(place, what, fix, key=f"{key}.{named}")


def _used(use: Use, choice: ModelChoice | None) -> Use:
    if choice is None:
        return use
    location = choice.location or use.location
    fallbacks = use.fallbacks if choice.fallbacks is None else choice.fallbacks
    own = (choice.model, location)
    return use.model_copy(
        update={
            "model": choice.model,
            "location": location,
            "parameters": use.parameters if choice.parameters is None else choice.parameters,
            # The registry's may hold what is called first now.
            "fallbacks": tuple(one for one in fallbacks if (one.model, one.location) != own),
        }
    )
