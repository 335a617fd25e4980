"""A text is cut for Text-to-Speech where a listener does not hear it, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.push_worker.speech import pieces

CASES: dict[str, tuple[str, int, list[str]]] = {
    "what fits stays whole": ("One. Two.", 20, ["One. Two."]),
    "between sentences": ("One two. Three four. Five.", 20, ["One two. Three four.", "Five."]),
    "between paragraphs": ("One two\n\nThree four", 12, ["One two", "Three four"]),
    "between words where a sentence is too long": ("one two three four", 9, ["one two", "three", "four"]),
    "inside a word that is too long": ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
    "never inside a letter": ("äöüß", 3, ["ä", "ö", "ü", "ß"]),
    "after a question and a call": ("Why? Stop! Go.", 6, ["Why?", "Stop!", "Go."]),
    "a number keeps its point": ("It is 3.14 or so.", 10, ["It is", "3.14 or", "so."]),
    "nothing": ("", 10, []),
    "only spaces": (" \n \n ", 10, []),
}


@pytest.mark.parametrize(("text", "largest", "expected"), CASES.values(), ids=CASES)
def test_a_text_is_cut(text: str, largest: int, expected: list[str]) -> None:
    assert list(pieces(text, largest)) == expected


@given(text=st.text(), largest=st.integers(min_value=4, max_value=60))
def test_every_piece_fits_and_every_letter_is_spoken(text: str, largest: int) -> None:
    made = list(pieces(text, largest))
    assert all(0 < len(piece.encode()) <= largest for piece in made)
    assert "".join("".join(made).split()) == "".join(text.split())
