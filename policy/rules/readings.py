"""Reads what a preview knows, before what it does not know ends the judging.

Reading an unknown value raises, which is right: the rule cannot say yes. Raised too early it would also hide
what the other containers and variables hold in plain sight, so here it is raised last. Also the shapes in
which providers write numbers, durations and truth.

https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pulumi_policy.proxy import UnknownValueError

from rules.resource import NOTHING, inside, is_block, is_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rules.resource import Properties

T = TypeVar("T")
_DURATION = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)s?\s*")


def hear_all(parts: Iterable[Iterable[T]]) -> Iterator[T]:
    """Yield what every part says, then raise if one of them met an unknown value.

    A part must begin to read only when it is heard, as a generator does.
    """
    unknown: UnknownValueError | None = None
    for part in parts:
        try:
            yield from part
        except UnknownValueError as error:
            unknown = unknown or error
    if unknown:
        raise unknown


def so_far(parts: Iterable[T]) -> list[T]:
    """Give what is told before an unknown value ends the telling."""
    heard: list[T] = []
    try:
        for part in parts:
            heard.append(part)  # noqa: PERF402 - what came before the end counts
    except UnknownValueError:
        pass
    return heard


def may_hold(answers: Iterable[bool]) -> bool | None:
    """Say whether one of the answers is yes, None if only the update will know."""
    try:
        return any(answers)
    except UnknownValueError:
        return None


def each(value: Any, path: str = "") -> Iterator[Any]:  # noqa: ANN401 - whatever stands there
    """Yield what a preview knows of the list at `path`, or of the value itself, then raise for the rest.

    A single value stands for a list of one.
    """
    yield from (one for _, one in numbered(value, path))


def each_within(value: Any, path: str, inner: str) -> Iterator[Any]:  # noqa: ANN401 - whatever stands there
    """Yield what stands at a path within each element of a list."""
    yield from hear_all(each(one, inner) for one in each(value, path))


def peek(value: Any, key: str | int) -> Any:  # noqa: ANN401 - whatever stands there
    """Give what stands under a key (which may hold dots) or at a place, None if nothing or not known yet."""
    if not (is_list(value) if isinstance(key, int) else is_block(value)):
        return None
    try:
        return value[key]
    except (UnknownValueError, LookupError):
        return None


def numbered(value: Any, path: str) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 - whatever stands there
    """Yield place and element of the list at a path; the elements that are unknown raise after the others."""
    found = inside(value, path) if path else value
    if found is None:
        return
    if not is_list(found):
        yield 0, found
        return
    yield from hear_all(_element(found, place) for place in range(len(found)))


def blocks(value: Any, path: str) -> Iterator[tuple[int, Properties]]:  # noqa: ANN401 - whatever stands there
    """Yield place and element like `numbered`, without those that are no block: nothing stands there."""
    yield from ((place, one) for place, one in numbered(value, path) if is_block(one))


def _element(found: Any, place: int) -> Iterator[tuple[int, Any]]:  # noqa: ANN401 - whatever stands there
    yield place, found[place]


def block_at(value: Any, path: str) -> Properties:  # noqa: ANN401 - whatever stands there
    """Give the block at a path, an empty one where none stands."""
    found = inside(value, path)
    return found if is_block(found) else NOTHING


def number(value: object) -> float:
    """Give the number that a provider takes for a value: 3, 3.0 and "3" are one; 0 if it is none."""
    try:
        return float(str(value))
    except ValueError:
        return 0.0


def seconds(value: object) -> float:
    """Give the length of "540s" or 540; 0 if it is none."""
    match = _DURATION.fullmatch(str(value))
    return float(match[1]) if match else 0.0


def is_true(value: object) -> bool:
    """Say whether a value means yes: true, or the text."""
    return str(value).strip().casefold() == "true"


def is_false(value: object) -> bool:
    """Say whether a value means no: false, or the text. What is not set means neither."""
    return str(value).strip().casefold() == "false"
