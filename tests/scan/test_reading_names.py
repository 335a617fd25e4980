"""The places of names and telling words, and the trees that are too unwieldy to be read."""

import pytest

from preflight.scan.reading import interest, names, trees


@pytest.mark.parametrize("word", interest.TELLING)
def test_words_that_are_looked_for_in_bytes_are_telling_texts(word: str) -> None:
    assert interest.telling(f"a {word} b")


def test_a_name_is_found_where_it_stands_alone() -> None:
    data = b"a.ab(a, ba, $a, a$)\na"
    found = names.Names(data, trees.parse("javascript", data)).at("a")
    assert [node.start_byte for node in found] == [0, 5, 20]


def test_many_names_are_found_like_few() -> None:
    data = b"; ".join(b"x%d = x%d" % (number, number + 1) for number in range(100))
    found = names.Names(data, trees.parse("javascript", data))
    counts = [len(found.at(f"x{number}")) for number in range(101)]
    assert counts == [1, *[2] * 99, 1]


UNWIELDY = {
    "brackets": b"[" * 5_000,
    "pairs": b"[" * 2_000 + b"]" * 2_000,
    "sum": b"a" + b"+a" * 2_000,
    "chain": b"a" + b".a" * 2_000,
}


@pytest.mark.parametrize("name", UNWIELDY)
def test_trees_deeper_or_more_broken_than_people_write_are_unwieldy(name: str) -> None:
    data = UNWIELDY[name]
    assert trees.unwieldy(data, trees.parse("javascript", data))


HANDY = {
    "empty": b"",
    "long": b"a(b);\n" * 5_000,
    "wide": b"a = [" + b"-1.5, " * 5_000 + b"]",
    "text": b"a = '" + b"+/" * 5_000 + b"'",
    "broken": b"a = (\n" * 3 + b"b();\n" * 200,
}


@pytest.mark.parametrize("name", HANDY)
def test_long_texts_are_not_unwieldy(name: str) -> None:
    data = HANDY[name]
    assert not trees.unwieldy(data, trees.parse("javascript", data))


@pytest.mark.parametrize("language", sorted(trees.GRAMMARS))
def test_every_grammar_loads_and_says_where_a_text_is_broken(language: str) -> None:
    assert trees.broken(trees.parse(language, b"")) is None
    assert trees.parse(language, b"\xef\xbb\xbf\xff {").end_byte
