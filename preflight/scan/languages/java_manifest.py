"""What Maven packages a build asks for: `pom.xml`, Gradle's build files and its version catalogs.

A package is `group:artifact`, as in the catalogue. Asked for by tests only, by the build itself or as a
list of versions (a BOM) does not count. Gradle's build files are programs; they are not parsed but searched
for strings that are coordinates, one way for Groovy and Kotlin, since what names a package is a string in
both. Deliberately absent: what parents, plugins and conventions add.

https://maven.apache.org/pom.html and https://docs.gradle.org/current/userguide/declaring_dependencies.html
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, cast

from preflight.scan.reading import xml_elements
from preflight.scan.source import Import, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGE = "java-manifest"
SUFFIXES = (".gradle",)
NAMES = ("pom.xml", "*.gradle.kts", "*.versions.toml")
_WHERE = (
    ("project", "dependencies", "dependency"),
    ("project", "profiles", "profile", "dependencies", "dependency"),
)
# Comments, strings, and words: a lexer's view of Groovy and Kotlin, enough to find strings in code.
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)"
    r"|\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|[A-Za-z_][\w.]*|[\n;{}=]",
    re.DOTALL,
)
_COORDINATE = re.compile(r"([A-Za-z][\w-]*(?:\.[\w-]+)*):([A-Za-z][\w.-]*)(?::[^:\s]*){0,2}(?:@\w+)?")
_NOT_ASKED = re.compile(
    r"(?i)(\w*test\w*|platform|enforcedPlatform|mavenBom|classpath|force|exclude|dependencySet|plugin|plugins"
    r"|errorprone|checkstyle|spotless|protoc|artifact|image|annotationProcessor|kapt|ksp)"
)


def read(data: bytes, name: str) -> Source:
    """Read one manifest."""
    source = Source(LANGUAGE)
    if name.endswith(".xml"):
        _maven(data, source)
        return source
    text = data.decode("utf-8-sig", errors="replace")
    if name.endswith(".toml"):
        _versions(text, source)
    else:
        source.dependencies += _gradle(text)
    return source


def _maven(data: bytes, source: Source) -> None:
    found, problem = xml_elements.elements(data)
    fields: dict[int, dict[str, str]] = {}
    for one in found:
        if one.path[:-1] in _WHERE:
            fields.setdefault(one.parent, {})[one.path[-1]] = one.text
    for place, given in fields.items():
        group, artifact = given.get("groupId", ""), given.get("artifactId", "")
        if group and artifact and given.get("scope") not in ("test", "import") and given.get("type") != "pom":
            source.dependencies.append(Import(f"{group}:{artifact}", found[place].line))
    if problem:
        source.problems.append(problem)


def _gradle(text: str) -> Iterator[Import]:
    """Give the coordinates of a build file, each with what stands before it on its line."""
    line, before, at = 1, list[str](), 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", at, found.start())
        at = found.start()
        token = found[0]
        if token in ("\n", ";", "{", "}"):
            before.clear()
        elif token[0] not in "\"'/":
            before.append(token)
        elif token[0] in "\"'":
            asked = not any(_NOT_ASKED.fullmatch(word) for word in before)
            coordinate = _COORDINATE.fullmatch(token.strip("\"'"))
            if coordinate and asked and "=" not in before:
                yield Import(f"{coordinate[1]}:{coordinate[2]}", line)
            before.append(token)
            yield from _in_parts(before, line, asked=asked)


def _in_parts(before: list[str], line: int, *, asked: bool) -> Iterator[Import]:
    """Give what `group: 'g', name: 'a'` asks for, once its name was read."""
    words = [one for one in before if one != "="]
    if asked and len(words) > 3 and words[-2] == "name" and words[-4] == "group":
        group, name = words[-3].strip("\"'"), words[-1].strip("\"'")
        yield Import(f"{group}:{name}", line)


def _versions(text: str, source: Source) -> None:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        source.problems.append(f"line 1: is no TOML: {error}")
        return
    lines = text.splitlines()
    libraries: object = document.get("libraries")
    entries = cast("dict[str, object]", libraries) if isinstance(libraries, dict) else {}
    for alias, entry in entries.items():
        package = _package(entry)
        if package and not package.endswith("-bom"):
            named = re.compile(rf"[\s\"']*{re.escape(alias)}[\s\"']*[=.]")
            line = next((number for number, one in enumerate(lines, 1) if named.match(one)), 1)
            source.dependencies.append(Import(package, line))


def _package(entry: object) -> str:
    if isinstance(entry, str):
        found = _COORDINATE.fullmatch(entry)
        return f"{found[1]}:{found[2]}" if found else ""
    if not isinstance(entry, dict):
        return ""
    fields = cast("dict[str, object]", entry)
    module, group, name = fields.get("module"), fields.get("group"), fields.get("name")
    if isinstance(module, str):
        return module
    return f"{group}:{name}" if isinstance(group, str) and isinstance(name, str) else ""
