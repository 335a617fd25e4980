"""What is worked out once for a stack, however many of its resources ask.

A stack rule is called for each resource; what it must know of all others is gathered at the first call, so
that a stack of a thousand resources costs a thousand steps and not a million. Only the last stack is kept:
the engine shows one at a time.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from rules.resource import Stack

Answer = TypeVar("Answer")


def once_per_stack(work: Callable[[Stack], Answer]) -> Callable[[Stack], Answer]:
    """Make a function of a stack remember its answer. The answer must not depend on unknown values."""
    last: list[tuple[Stack, Answer]] = []

    @wraps(work)
    def answered(stack: Stack) -> Answer:
        for known_stack, answer in last:
            if known_stack is stack:
                return answer
        answer = work(stack)
        last[:] = [(stack, answer)]
        return answer

    return answered
