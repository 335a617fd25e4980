"""What NuGet packages a project asks for: `PackageReference` of project files, and `packages.config`.

Deliberately absent: `PackageVersion` of central package management, which only says which version is meant
where a project asks, and what conditions and imported targets change.

https://learn.microsoft.com/nuget/consume-packages/package-references-in-project-files
https://learn.microsoft.com/dotnet/core/project-sdk/msbuild-props#using
"""

from __future__ import annotations

from preflight.scan.reading import xml_elements
from preflight.scan.reading.csharp_names import keep_opened
from preflight.scan.source import Import, Source

LANGUAGE = "csharp-manifest"
SUFFIXES = (".csproj", ".fsproj", ".vbproj")
NAMES = ("packages.config", "Directory.Build.props", "Directory.Packages.props")
_ATTRIBUTES = {"PackageReference": "Include", "GlobalPackageReference": "Include", "package": "id"}

# `Using` that names one type, or opens a class.
_NOT_WHOLE = frozenset({"Alias", "Static"})


def read(data: bytes, name: str) -> Source:
    """Read one manifest; a namespace that a project opens for all of its files is an import (`Using`)."""
    del name
    source = Source(LANGUAGE)
    found, problem = xml_elements.elements(data)
    opened: list[str] = []
    for one in found:
        attribute = _ATTRIBUTES.get(one.path[-1])
        package = one.attributes.get(attribute, "").strip() if attribute else ""
        if package and "$(" not in package:
            source.dependencies.append(Import(package, one.line))
        namespace = one.attributes.get("Include", "").strip() if one.path[-1] == "Using" else ""
        if namespace and _NOT_WHOLE.isdisjoint(one.attributes):
            source.imports.append(Import(f"{namespace}.*", one.line, used=False))
            opened.append(namespace)
    keep_opened(source, opened)
    if problem:
        source.problems.append(problem)
    return source
