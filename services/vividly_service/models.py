"""Which model a role calls, where and with what, as the stack says it, and which instead if that is silent.

No id is spelled here or in the services: SCRIPT_GENERATION_MODEL and its like come from the registry through
infra/variables.py, so that a retired model is one line in one file.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Protocol, TypeVar, cast

from services.vividly_service import log
from services.vividly_service.error_kinds import ErrorKind, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from services.vividly_service.environment import Environment


class _Called(Protocol):
    @property
    def model(self) -> str: ...

    @property
    def location(self) -> str: ...


Answer = TypeVar("Answer")
Called = TypeVar("Called", bound=_Called)
_LOGGER = logging.getLogger(__name__)
# What another model may not have: one that is gone, or quota that is used up.
_ELSEWHERE = frozenset({ErrorKind.MODEL_NOT_FOUND, ErrorKind.QUOTA})
# In less time than this no model answers.
_LEAST_SECONDS = 1.0


@dataclass(frozen=True)
class ModelUse:
    """A model for one role: its id, the location that answers, and parameters by their API names.

    `fallbacks`: ids and locations of what is called with the same parameters where it does not answer.
    """

    model: str
    location: str
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])
    fallbacks: tuple[tuple[str, str], ...] = ()

    def attempts(self) -> tuple[ModelUse, ...]:
        """Gives what is called, in this order."""
        others = (replace(self, model=model, location=place) for model, place in self.fallbacks)
        return tuple(replace(use, fallbacks=()) for use in (self, *others))


def read(environment: Environment, role: str) -> ModelUse:
    """Reads what a role calls; `role` in upper case, as in SCRIPT_GENERATION."""
    return ModelUse(
        model=environment.text(f"{role}_MODEL"),
        location=environment.text(f"{role}_LOCATION"),
        parameters=environment.json_object(f"{role}_PARAMETERS"),
        fallbacks=tuple(_fallbacks(environment, f"{role}_FALLBACKS")),
    )


def first_answer(use: ModelUse, seconds: float, ask: Callable[[ModelUse, float], Answer]) -> Answer:
    """Gives what the first model answers that is there and has quota, all of them within `seconds`.

    `ask` calls one model, in so many seconds.
    """
    until = monotonic() + seconds
    return first_of(use.attempts(), until, lambda attempt: ask(attempt, until - monotonic()))


def first_of(attempts: Sequence[Called], until: float, ask: Callable[[Called], Answer]) -> Answer:
    """Gives what the first of several answers that is there and has quota, by `until` on the monotonic clock.

    Any other error is raised at once: another model has no better answer to a missing role. Whoever is passed
    over is logged with the kind of the error.
    """
    *before, last = attempts
    for attempt in before:
        try:
            return ask(attempt)
        except Exception as error:
            if kind_of(error) not in _ELSEWHERE or until - monotonic() < _LEAST_SECONDS:
                raise
            log.passed_over(_LOGGER, error, model=attempt.model, location=attempt.location)
    return ask(last)


def check_generation(environment: Environment, role: str, use: ModelUse) -> None:
    """Notes parameters that no text model takes here, and values of another kind."""
    known: dict[str, type | tuple[type, ...]] = {"max_output_tokens": int, "temperature": (int, float)}
    for name, value in use.parameters.items():
        if name not in known or isinstance(value, bool) or not isinstance(value, known[name]):
            environment.wrong(
                f"{role}_PARAMETERS", f"has no usable {name}", f"known numbers are {', '.join(known)}"
            )


def _fallbacks(environment: Environment, name: str) -> Iterator[tuple[str, str]]:
    for one in environment.json_list(name):
        told = cast("dict[str, object]", one) if isinstance(one, dict) else {}
        model, location = told.get("model"), told.get("location")
        if not (isinstance(model, str) and model and isinstance(location, str) and location):
            environment.wrong(
                name, "holds what is no fallback", 'each is like {"model": "...", "location": "global"}'
            )
            return
        yield model, location
