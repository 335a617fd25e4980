"""Everything that the program reads before it declares anything; what is wrong is told all at once.

A deployment that stops half-way because the third file has a typing error leaves half a platform behind, so
no resource is registered before all of them are sound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from infra import apis, settings
from infra.problems import Problems
from preflight.models import registry

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.shape import Settings

Read = TypeVar("Read")


@dataclass(frozen=True)
class Inputs:
    """The environment's settings, the declared APIs, the registry of models."""

    settings: Settings
    apis: tuple[apis.Declared, ...]
    models: registry.Registry


def read() -> Inputs:
    """Read all of it. Raises Problems with every sentence of every file."""
    sentences: list[str] = []
    environment = _kept(settings.read, sentences)
    declared = _kept(apis.load, sentences)
    models = _kept(registry.load, sentences)
    if environment is None or declared is None or models is None:
        raise Problems(sentences)
    return Inputs(environment, declared, models)


def _kept(reader: Callable[[], Read], sentences: list[str]) -> Read | None:
    try:
        return reader()
    except Problems as problems:
        sentences.extend(problems.sentences)
    except registry.RegistryError as error:
        sentences.extend(f"preflight/models/{problem}" for problem in error.problems)
    return None
