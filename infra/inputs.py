"""Everything that the program reads before it declares anything; what is wrong is told all at once.

A deployment that stops half-way because the third file has a typing error leaves half a platform behind, so
no resource is registered before all of them are sound and fit each other: every API that is needed is
declared, and no other environment has this one's Google project. Which types the stack is made of stands in
the bootstrap's table of roles, which a test holds against the program.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from infra import apis, environments, model_choices, needs, settings
from infra.problems import Problem, Problems
from preflight.catalogue.resource_types import CatalogueError, apis_of
from preflight.models import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from infra.shape import Settings

TYPES = Path(__file__).with_name("bootstrap") / "roles.csv"
Read = TypeVar("Read")


@dataclass(frozen=True)
class Inputs:
    """The environment's settings, the declared APIs, the registry of models as the environment uses it."""

    settings: Settings
    apis: tuple[apis.Declared, ...]
    models: registry.Registry


def read() -> Inputs:
    """Read all of it. Raises Problems with every sentence of every file."""
    sentences: list[str] = []
    environment = _kept(settings.read, sentences)
    declared = _kept(apis.load, sentences)
    models = _kept(registry.load, sentences)
    needed = _kept(needed_apis, sentences)
    if environment is not None:
        shared = environments.sharing(environment.environment, environment.project)
        sentences.extend(map(str, shared))
    if declared is not None and needed is not None:
        sentences.extend(map(str, undeclared(declared, needed)))
    if environment is None or declared is None or models is None or sentences:
        raise Problems(sentences)
    return Inputs(environment, declared, model_choices.chosen(models, environment))


def needed_apis() -> dict[str, list[str]]:
    """Give every API that the stack needs, and who needs it. Raises CatalogueError."""
    with TYPES.open(encoding="utf-8", newline="") as table:
        types = sorted({row["type"] for row in csv.DictReader(table)})
    users = [(api, resource_type) for resource_type in types for api in apis_of(resource_type)]
    users += [(api, f"the service {service}") for service, called in needs.APIS.items() for api in called]
    by_api: dict[str, list[str]] = {}
    for api, user in users:
        by_api.setdefault(api, []).append(user)
    return by_api


def undeclared(declared: Iterable[apis.Declared], needed: dict[str, list[str]]) -> list[Problem]:
    """Give one problem for each API that is needed and not declared."""
    known = {entry.api for entry in declared}
    return [
        Problem(
            apis.PLACE, f"{api} is needed by {', '.join(users)} and not declared", "add it with its reason"
        )
        for api, users in needed.items()
        if api not in known
    ]


def _kept(reader: Callable[[], Read], sentences: list[str]) -> Read | None:
    try:
        return reader()
    except Problems as problems:
        sentences.extend(problems.sentences)
    except registry.RegistryError as error:
        sentences.extend(f"preflight/models/{problem}" for problem in error.problems)
    except CatalogueError as error:
        sentences.extend(f"preflight/catalogue/{problem}" for problem in error.problems)
    return None
