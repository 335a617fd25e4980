"""The reader of Spring's and Quarkus's settings: keys with their values, and which of them are texts."""

from __future__ import annotations

import pytest

from preflight.scan.languages import java_settings
from preflight.scan.source import Env, Joined, Known, Opaque, Setting, Source, Text, Value


def settings(text: str, name: str = "application.properties") -> list[tuple[str, Value, int]]:
    return [(one.name, one.value, one.line) for one in java_settings.read(text.encode(), name).settings]


PROPERTIES: dict[str, tuple[str, list[tuple[str, Value, int]]]] = {
    "an equals sign": ("a.b=c", [("a.b", Known("c"), 1)]),
    "a colon": ("a.b : c", [("a.b", Known("c"), 1)]),
    "a blank": ("a.b c d", [("a.b", Known("c d"), 1)]),
    "a comment": ("# a=b\n! a=b\n\na=b # c", [("a", Known("b # c"), 4)]),
    "a line that goes on": ("a=b,\\\n   c\nd=e", [("a", Known("b,c"), 1), ("d", Known("e"), 3)]),
    "an escape": ("a\\:b=\\u0041\\tc", [("a:b", Known("A\tc"), 1)]),
    "nothing behind the sign": ("a=", [("a", Known(""), 1)]),
    "the environment": ("a=${X}", [("a", Env("X"), 1)]),
    "the environment with a default": ("a=x-${X:d}", [("a", Joined((Known("x-"), Env("X", Known("d")))), 1)]),
    "a default of a default": ("a=${X:${Y:d}}", [("a", Env("X", Env("Y", Known("d"))), 1)]),
    "an expression": ("a=#{x.y()}", [("a", Opaque(), 1)]),
    "a secret": ("a=${sm://key}", [("a", Known("sm://key"), 1)]),
    "a placeholder that never ends": ("a=${X", [("a", Known("${X"), 1)]),
    "nothing": ("\n \n", []),
}


@pytest.mark.parametrize("case", PROPERTIES)
def test_properties_are_settings(case: str) -> None:
    text, expected = PROPERTIES[case]
    assert settings(text) == expected


def test_yaml_keys_are_joined_by_dots() -> None:
    text = (
        "spring:\n  cloud.gcp:\n    sql:\n      enabled: false\n    list:\n"
        "    - a\n    - b: c\n---\nx: ${Y:1}\n"
    )
    assert settings(text, "application-prod.yml") == [
        ("spring.cloud.gcp.sql.enabled", Known("false"), 4),
        ("spring.cloud.gcp.list[0]", Known("a"), 6),
        ("spring.cloud.gcp.list[1].b", Known("c"), 7),
        ("x", Env("Y", Known("1")), 9),
    ]


def test_a_value_that_can_name_something_is_a_text() -> None:
    told = java_settings.read(
        b"a=jdbc:mysql:///d?x=y\nb=https://a.googleapis.com\nc=plain", "application.properties"
    )
    assert told.texts == [
        Text(Known("jdbc:mysql:///d?x=y"), 1, "=a"),
        Text(Known("https://a.googleapis.com"), 2, "=b"),
    ]
    assert told.settings[2] == Setting("c", Known("plain"), 3)


def test_what_is_no_yaml_is_a_problem_with_its_line() -> None:
    told = java_settings.read(b"a: 1\nb: [\n", "application.yml")
    assert [problem.partition(":")[0] for problem in told.problems] in (["line 2"], ["line 3"])


@pytest.mark.parametrize("name", ["application.yml", "application.properties"])
@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\x00", b"\\", b"a" * 9, b"=", b"[" * 500, b"a: &a [*a]", b"a=" + b"${" * 500, b"a=${b:" * 99],
)
def test_broken_input_never_raises(name: str, data: bytes) -> None:
    assert isinstance(java_settings.read(data, name), Source)
