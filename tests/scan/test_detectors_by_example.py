"""Every detector finds what it is for, and nothing in what only looks alike."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import pytest
from detector_examples import EXAMPLES, Example

from preflight.scan import detectors, looking, tree
from preflight.scan.needs import Sighting
from preflight.scan.service import Service

if TYPE_CHECKING:
    from preflight.scan.source import Source

DETECTORS = tree.modules(detectors.__path__[0])


def read(file: str, text: str) -> Source:
    reader = tree.reader_of(file)
    assert reader is not None, file
    return looking.reader(reader).read(text.encode(), file)


def name_of(example: Example) -> str:
    return f"{example.detector}: {' '.join(sorted(example.apis)) or 'nothing'}"


@pytest.mark.parametrize("example", EXAMPLES, ids=name_of)
def test_it_finds_exactly_this(example: Example) -> None:
    sources = {example.file: read(example.file, example.text)}
    if example.beside[0]:
        sources[example.beside[0]] = read(*example.beside)
    detector = cast("Any", import_module(f"{detectors.__name__}.{example.detector}"))
    seen = [one for one in detector.detect(Service(".", sources)) if isinstance(one, Sighting)]
    assert {one.api.removesuffix(".googleapis.com") for one in seen if _counts(example, one)} == example.apis


def _counts(example: Example, one: Sighting) -> bool:
    # Hints are all that this one is for; of the others a hint is no find.
    return example.detector == "unused_dependencies" or one.confidence.value != "weak"


@pytest.mark.parametrize("detector", DETECTORS)
def test_every_detector_has_examples_of_both_kinds(detector: str) -> None:
    kinds = {bool(example.apis) for example in EXAMPLES if example.detector == detector}
    assert kinds == {True, False}
