"""The reader of Maven's and Gradle's files: which packages a build asks for, and which it does not."""

from __future__ import annotations

import pytest

from preflight.scan.languages import java_manifest
from preflight.scan.source import Import, Source


def read(text: str, name: str) -> Source:
    return java_manifest.read(text.encode(), name)


def dependency(inner: str) -> str:
    return f"<dependency>{inner}</dependency>"


STORAGE = "<groupId>com.google.cloud</groupId>\n<artifactId>google-cloud-storage</artifactId>"
NAMED = "com.google.cloud:google-cloud-storage"


def pom(dependencies: str, around: str = "") -> str:
    return (
        f'<?xml version="1.0"?>\n<project xmlns="http://maven.apache.org/POM/4.0.0">{around}\n'
        f"<dependencies>{dependencies}</dependencies></project>"
    )


MAVEN: dict[str, tuple[str, list[Import]]] = {
    "a dependency": (pom(dependency(STORAGE)), [Import(NAMED, 3)]),
    "one of a profile": (
        f"<project><profiles><profile><dependencies>{dependency(STORAGE)}</dependencies></profile></profiles></project>",
        [Import(NAMED, 1)],
    ),
    "one of run time": (pom(dependency(STORAGE + "<scope>runtime</scope>")), [Import(NAMED, 3)]),
    "one of tests": (pom(dependency(STORAGE + "<scope>test</scope>")), []),
    "a list of versions": (pom(dependency(STORAGE + "<type>pom</type><scope>import</scope>")), []),
    "a managed version": (
        pom(
            "",
            f"<dependencyManagement><dependencies>{dependency(STORAGE)}</dependencies></dependencyManagement>",
        ),
        [],
    ),
    "one of a plugin": (
        pom(
            "",
            f"<build><plugins><plugin><dependencies>{dependency(STORAGE)}</dependencies></plugin></plugins></build>",
        ),
        [],
    ),
    "an exclusion": (
        pom(
            dependency(
                f"<groupId>g</groupId><artifactId>a</artifactId><exclusions><exclusion>{STORAGE}</exclusion></exclusions>"
            )
        ),
        [Import("g:a", 3)],
    ),
    "one that is commented out": (pom(f"<!-- {dependency(STORAGE)} -->"), []),
    "one without a name": (pom(dependency("<groupId>g</groupId>")), []),
}


@pytest.mark.parametrize("case", MAVEN)
def test_maven_asks_for_what_the_program_runs_with(case: str) -> None:
    text, expected = MAVEN[case]
    assert read(text, "pom.xml").dependencies == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<project><dependencies>", "line 1: does not parse as XML"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]>\n<project>&b;</project>',
            "line 1: declares a document type, which is not read",
        ),
        ("<a>" * 200, "line 1: nested too deep for a manifest"),
        ("", "line 1: does not parse as XML"),
    ],
)
def test_what_is_no_manifest_is_a_problem(text: str, problem: str) -> None:
    told = read(text, "pom.xml")
    assert (told.dependencies, told.problems) == ([], [problem])


def test_no_file_is_opened_for_an_entity() -> None:
    told = read('<!DOCTYPE a [<!ENTITY b SYSTEM "pom.xml">]><project>&b;</project>', "pom.xml")
    assert told.problems == ["line 1: declares a document type, which is not read"]


GRADLE: dict[str, tuple[str, list[Import]]] = {
    "Groovy": ("dependencies {\n  implementation 'g.h:a-b:1.0'\n}", [Import("g.h:a-b", 2)]),
    "Groovy with brackets": (
        'dependencies { implementation("g:a:1", "h:b:${v}") }',
        [Import("g:a", 1), Import("h:b", 1)],
    ),
    "Groovy in parts": ("implementation group: 'g', name: 'a', version: '1'", [Import("g:a", 1)]),
    "Kotlin": ('dependencies {\n\n  api("g:a")\n}', [Import("g:a", 3)]),
    "run time only": ('runtimeOnly("g:a:1")', [Import("g:a", 1)]),
    "a variant": ('implementation("g:a:1:linux@jar")', [Import("g:a", 1)]),
    "a module of Spring's": ('implementation("g:a") {\n exclude(module = "b")\n}', [Import("g:a", 1)]),
    "tests": (
        'testImplementation("g:a:1")\nandroidTestImplementation("g:a:1")\nintegrationTestApi "g:b:1"',
        [],
    ),
    "a list of versions": ('implementation(platform("g:a:1"))\nmavenBom "g:b:1"', []),
    "the build's own": ("classpath 'g:a:1'\nannotationProcessor 'g:b:1'", []),
    "a comment": ('// implementation("g:a:1")\n/* implementation("g:b:1") */', []),
    "other texts": ('url "https://a.b/c"\nversion = "g:a:1"\nmainClass.set("g.h.Main")\nprintln("a: b")', []),
    "a project": ('implementation(project(":core"))', []),
    "a text that never ends": ('implementation("g:a', []),
}


@pytest.mark.parametrize("case", GRADLE)
def test_gradle_asks_for_what_the_program_runs_with(case: str) -> None:
    text, expected = GRADLE[case]
    assert read(text, "build.gradle.kts").dependencies == expected
    assert read(text, "build.gradle").dependencies == expected


def test_a_version_catalog_asks_for_its_libraries() -> None:
    told = read(
        '[versions]\nv = "1"\n[libraries]\na = "g:a:1"\nb = { module = "g:b", version.ref = "v" }\n'
        'c = { group = "g", name = "c" }\nd = "g:d-bom:1"\ne = 1\n[plugins]\nf = "g:f:1"\n',
        "libs.versions.toml",
    )
    assert told.dependencies == [Import("g:a", 4), Import("g:b", 5), Import("g:c", 6)]


@pytest.mark.parametrize("text", ["[", "libraries = 1", ""])
def test_a_broken_catalog_asks_for_nothing(text: str) -> None:
    assert read(text, "libs.versions.toml").dependencies == []


@pytest.mark.parametrize("name", java_manifest.NAMES)
@pytest.mark.parametrize("data", [b"\xff\x00", b"'''", b"/*", b'"\\', b"{" * 500, b"<", b"\xef\xbb\xbf"])
def test_broken_input_never_raises(name: str, data: bytes) -> None:
    assert isinstance(java_manifest.read(data, name), Source)
