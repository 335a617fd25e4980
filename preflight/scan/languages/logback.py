"""Logback's settings: which appenders a Java service writes its logs with.

An appender is told as a use of its class. Spring Cloud GCP brings one by a file that is included,
`logback-appender.xml`, and calls it STACKDRIVER; its JSON twin writes to standard output.

https://googlecloudplatform.github.io/spring-cloud-gcp/reference/html/index.html#stackdriver-logging
"""

from __future__ import annotations

from preflight.scan.reading.xml_elements import elements
from preflight.scan.source import Source, Use

LANGUAGE = "logback"
SUFFIXES: tuple[str, ...] = ()
NAMES = ("logback.xml", "logback-*.xml")
_SPRINGS = "logback-appender.xml"
_APPENDER = "com.google.cloud.logging.logback.LoggingAppender"


def read(data: bytes, name: str) -> Source:
    """Read one file."""
    del name
    found, error = elements(data)
    source = Source(LANGUAGE, problems=[error] if error else [])
    referred = {one.attributes.get("ref", "") for one in found if one.path[-1] == "appender-ref"}
    for one in found:
        if one.path[-1] == "include" and one.attributes.get("resource", "").endswith(_SPRINGS):
            if "STACKDRIVER" in referred:
                source.uses.append(Use(_APPENDER, one.line))
        elif one.path[-1] == "appender" and one.attributes.get("name", "") in referred:
            redirected = any(
                inner.path[-1] == "redirectToStdout" and inner.text == "true"
                for inner in found
                if inner.parent >= 0 and found[inner.parent] == one
            )
            if not redirected:
                source.uses.append(Use(one.attributes.get("class", ""), one.line))
    return source
