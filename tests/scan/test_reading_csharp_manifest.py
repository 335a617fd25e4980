"""The reader of .NET's project files: which packages a project asks for, and which it does not."""

from __future__ import annotations

import pytest

from preflight.scan.languages import csharp_manifest
from preflight.scan.source import Import, Name, Source

ASKED: dict[str, tuple[str, list[Import]]] = {
    "a reference": (
        (
            "<Project>\n<ItemGroup>\n"
            '<PackageReference Include="Google.Cloud.Storage.V1" Version="4.1" />\n</ItemGroup>\n</Project>'
        ),
        [Import("Google.Cloud.Storage.V1", 3)],
    ),
    "one with a child": (
        '<Project><PackageReference Include="A"><Version>1</Version></PackageReference></Project>',
        [Import("A", 1)],
    ),
    "an old project": (
        '<Project xmlns="http://a"><PackageReference Include="A" /></Project>',
        [Import("A", 1)],
    ),
    "packages.config": ('<packages>\n<package id="A" version="1" />\n</packages>', [Import("A", 2)]),
    "a reference for all projects": (
        '<Project><GlobalPackageReference Include="A" /></Project>',
        [Import("A", 1)],
    ),
    "a change of a reference": (
        '<Project><PackageReference Update="A" /><PackageReference Remove="B" /></Project>',
        [],
    ),
    "a version only": ('<Project><PackageVersion Include="A" Version="1" /></Project>', []),
    "another project": ('<Project><ProjectReference Include="A.csproj" /></Project>', []),
    "a name that is put together": ('<Project><PackageReference Include="$(Name)" /></Project>', []),
    "a comment": ('<Project><!-- <PackageReference Include="A" /> --></Project>', []),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_project_asks_for_its_references(case: str) -> None:
    text, expected = ASKED[case]
    assert csharp_manifest.read(text.encode(), "App.csproj").dependencies == expected


@pytest.mark.parametrize(
    ("using", "opened"),
    [
        ('<Using Include="Google.Cloud.BigQuery.V2"/>', [Name("Google.Cloud.BigQuery.V2.*")]),
        ('<Using Include="Google.Cloud.Storage.V1.StorageClient" Static="True"/>', []),
        ('<Using Include="Google.Cloud.Storage.V1.StorageClient" Alias="Files"/>', []),
        ('<Using Remove="Google.Cloud.BigQuery.V2"/>', []),
        ('<!-- <Using Include="Google.Cloud.BigQuery.V2"/> -->', []),
    ],
)
def test_a_namespace_that_a_project_opens_for_its_files_is_handed_on(using: str, opened: list[Name]) -> None:
    told = csharp_manifest.read(f"<Project><ItemGroup>{using}</ItemGroup></Project>".encode(), "A.csproj")
    assert list(told.constants.values()) == opened
    assert [one.path for one in told.imports] == [one.path for one in opened]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<Project>", "line 1: does not parse as XML"),
        (b'\n<!DOCTYPE a [<!ENTITY b "c">]><a/>', "line 2: declares a document type, which is not read"),
        (b"\xff\xfe\x00", "line 1: does not parse as XML"),
    ],
)
def test_what_is_no_project_is_a_problem(data: bytes, problem: str) -> None:
    told = csharp_manifest.read(data, "App.csproj")
    assert (told.dependencies, told.problems) == ([], [problem])


def test_what_stands_before_an_error_is_kept() -> None:
    told = csharp_manifest.read(b'<Project><PackageReference Include="A" /><', "App.csproj")
    assert told.dependencies == [Import("A", 1)]
    assert told.problems == ["line 1: does not parse as XML"]


@pytest.mark.parametrize("data", [b"", b"\x00", b"<" * 50, b'<?xml version="1.0" encoding="no-such"?><a/>'])
def test_broken_input_never_raises(data: bytes) -> None:
    assert isinstance(csharp_manifest.read(data, "packages.config"), Source)
