"""Logback's settings: the appenders that are referred to, and nothing else."""

from __future__ import annotations

import pytest

from preflight.scan.languages import logback

_GOOGLES = '<appender name="CLOUD" class="com.google.cloud.logging.logback.LoggingAppender">{}</appender>'
_INCLUDED = '<include resource="com/google/cloud/spring/logging/logback-appender.xml"/>'


def paths(inner: str) -> list[str]:
    source = logback.read(f"<configuration>\n{inner}\n</configuration>".encode(), "logback.xml")
    assert source.problems == []
    return [use.path for use in source.uses]


@pytest.mark.parametrize(
    "inner",
    [
        _GOOGLES.format("") + '<root><appender-ref ref="CLOUD"/></root>',
        _INCLUDED + '<root><appender-ref ref="STACKDRIVER"/></root>',
        _INCLUDED + '<logger name="a"><appender-ref ref="STACKDRIVER"/></logger>',
    ],
)
def test_an_appender_that_is_referred_to_is_used(inner: str) -> None:
    assert paths(inner) == ["com.google.cloud.logging.logback.LoggingAppender"]


@pytest.mark.parametrize(
    "inner",
    [
        _GOOGLES.format(""),
        _GOOGLES.format("<redirectToStdout>true</redirectToStdout>")
        + '<root><appender-ref ref="CLOUD"/></root>',
        _INCLUDED + '<root><appender-ref ref="CONSOLE_JSON"/></root>',
        _INCLUDED.replace("-appender", "-json-appender") + '<root><appender-ref ref="STACKDRIVER"/></root>',
        f"<!-- {_INCLUDED} --><root><appender-ref ref='STACKDRIVER'/></root>",
    ],
)
def test_what_is_not_referred_to_or_writes_to_standard_output_is_no_use(inner: str) -> None:
    assert paths(inner) == []


def test_a_broken_file_is_told() -> None:
    assert logback.read(b"<configuration><include", "logback.xml").problems != []
