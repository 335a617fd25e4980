"""Which files run in production: by name and folder, and by who uses whom.

A test, a double or a fixture calls nothing at run time. Nor does a file that only tests import, as long as
the service has another way in; a library, which has none, keeps its files. Paths count from the scanned
folder on, so that an application which itself stands below `tests/` can be scanned.

https://docs.pytest.org/en/stable/explanation/goodpractices.html#conventions-for-python-test-discovery
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from preflight.scan.source import Known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from preflight.scan.source import Source

_TEST_FOLDERS = frozenset({
    "test", "tests", "__tests__", "__mocks__", "testdata", "test_data", "test-data", "spec", "specs", "e2e",
    "mock", "mocks", "stub", "stubs", "fake", "fakes", "fixture", "fixtures", "testing", "testutil",
    "testutils",
    "androidtest", "integration_tests", "integration-tests", "unit_tests", "system-test", "system_tests",
    "samples-test", "cypress",
})  # fmt: skip
_TEST_NAME = re.compile(
    r"(test_.*|.*_test|.*_tests|tests?|conftest|noxfile|.*[._-](test|spec|stories|mock|fake)|mock_.*|fake_.*"
    r"|.*(Tests?|IT|TestCase|Mock|Fake)|karma\.conf|jest\..*|vitest\..*)\.[A-Za-z]+"
)
# Languages in which a folder is a package.
_PACKAGED = frozenset({"go", "java", "kotlin", "csharp"})
# Where frameworks look for files by themselves.
_FOUND_BY_PLACE = re.compile(
    r"(^|/)(management/commands|migrations|plugins|tasks|handlers|routes|pages|app|api)/"
)
# A manifest's word that others install this, and what loads modules by names.
PUBLISHED = "preflight.published"
_LOADS = ("import_module", "__import__", "load_module", "entry_points", "autodiscover_tasks")
# What starts a program by its name alone; Python's other ways in say so themselves.
_PROGRAM = {
    ".py": frozenset({"main", "app", "manage", "wsgi", "asgi", "__main__"}),
    "": frozenset({"main", "app", "index", "server", "handler", "worker", "cli", "Program", "Startup", "Main",
                   "Application"}),
}  # fmt: skip


def is_test(file: str, roots: tuple[str, ...]) -> bool:
    """Whether a file is part of tests, by its name or a folder below the scanned paths."""
    *folders, name = _below(file, roots).split("/")
    if "/src/main/" in f"/{file}":  # Maven and Gradle keep tests elsewhere, whatever a class is called
        return False
    if any(folder.lower() in _TEST_FOLDERS or folder.endswith((".Tests", ".Test")) for folder in folders):
        return True
    return _TEST_NAME.fullmatch(name) is not None and name != "test.sh"


def in_use(sources: Mapping[str, Source], tests: Mapping[str, Source]) -> set[str]:
    """Give the files that look like tests and that files import which do not: `ab_test.py`, `spec/writer.py`.

    Only where the import says the file and its folder, and no other file has that name.
    """
    if not tests:
        return set()
    taken = {PurePosixPath(file).stem for file in sources}
    named: set[str] = set()
    for file, source in sources.items():
        folder = PurePosixPath(file).parent.name
        for path in source.locals:
            parts = [part for part in re.split(r"[./]", path) if part]
            pairs = {(folder if at == 0 else parts[at - 1], part) for at, part in enumerate(parts)}
            named.update(
                other
                for other in tests
                if PurePosixPath(other).stem not in taken
                and (PurePosixPath(other).parent.name, PurePosixPath(other).stem) in pairs
            )
    return named


def _below(file: str, roots: tuple[str, ...]) -> str:
    """Give the path from the nearest scanned folder on; the bare name of a file that was scanned alone."""
    inside = [root for root in roots if root == "." or file.startswith(f"{root}/")]
    nearest = max(inside, key=len, default="")
    if nearest == ".":
        return file
    return file[len(nearest) + 1 :] if nearest else file.rpartition("/")[2]


def only_from_tests(sources: Mapping[str, Source], tests: Mapping[str, Source]) -> set[str]:
    """Give the files of an application that tests name and nothing else does.

    Empty where that cannot be told: in a library, which others use, where files are found by being there, and
    where modules are loaded by names that are not spelled.
    """
    if not tests or not any(_starts(file, source) for file, source in sources.items()) or _is_open(sources):
        return set()
    by_tests = named_by(tests, sources)
    if not by_tests:
        return set()
    kept = {
        file
        for file, source in sources.items()
        if _starts(file, source) or file not in by_tests or _FOUND_BY_PLACE.search(file)
    }
    while reached := named_by({file: sources[file] for file in kept}, sources) - kept:
        kept |= reached
    return set(sources) - kept


def _is_open(sources: Mapping[str, Source]) -> bool:
    return any(
        PurePosixPath(file).name == "setup.py"
        or source.constants.get(PUBLISHED) == Known(value=True)
        or any(use.path.endswith(_LOADS) for use in source.uses)
        for file, source in sources.items()
    )


def _starts(file: str, source: Source) -> bool:
    path = PurePosixPath(file)
    return source.entry or path.stem in _PROGRAM.get(path.suffix, _PROGRAM[""])


def named_by(
    users: Mapping[str, Source], sources: Mapping[str, Source], *, packages: bool = True
) -> set[str]:
    """Give the files of `sources` that `users` import; `packages`: files of one folder need no import."""
    stems: dict[str, list[str]] = {}
    for file in sources:
        path = PurePosixPath(file)
        stem = path.parent.name if path.stem in ("__init__", "index") else path.stem
        stems.setdefault(stem, []).append(file)
        stems.setdefault(path.parent.name, [])
        if path.suffix in (".go", ".java", ".kt"):
            stems[path.parent.name].append(file)
    named: set[str] = set()
    for file, source in users.items():
        folder = PurePosixPath(file).parent
        for path in source.locals:
            for part in re.split(r"[./]", path)[-2:]:
                named.update(stems.get(part, ()))
        if packages and source.language in _PACKAGED:
            named.update(other for other in sources if PurePosixPath(other).parent == folder)
    return named
