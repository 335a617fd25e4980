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
_PROGRAM = frozenset({
    "main", "app", "index", "server", "wsgi", "asgi", "manage", "__main__", "handler", "application", "run",
    "worker", "cli", "Program", "Startup", "Main", "Application",
})  # fmt: skip


def is_test(file: str, roots: tuple[str, ...]) -> bool:
    """Whether a file is part of tests, by its name or a folder below the scanned paths."""
    *folders, name = _below(file, roots).split("/")
    if any(folder.lower() in _TEST_FOLDERS or folder.endswith((".Tests", ".Test")) for folder in folders):
        return True
    return _TEST_NAME.fullmatch(name) is not None and name != "test.sh"


def _below(file: str, roots: tuple[str, ...]) -> str:
    """Give the path from the nearest scanned folder on; the bare name of a file that was scanned alone."""
    inside = [root for root in roots if root == "." or file.startswith(f"{root}/")]
    nearest = max(inside, key=len, default="")
    if nearest == ".":
        return file
    return file[len(nearest) + 1 :] if nearest else file.rpartition("/")[2]


def only_from_tests(sources: Mapping[str, Source], tests: Mapping[str, Source]) -> set[str]:
    """Give the files of a service that tests name and nothing else does.

    Empty for a library: a service of which no file is started by itself, where any file may be the way in.
    """
    if not any(_starts(file, source) for file, source in sources.items()):
        return set()
    by_tests = _named_by(tests, sources)
    if not by_tests:
        return set()
    kept = {file for file, source in sources.items() if _starts(file, source) or file not in by_tests}
    while reached := _named_by({file: sources[file] for file in kept}, sources) - kept:
        kept |= reached
    return set(sources) - kept


def _starts(file: str, source: Source) -> bool:
    return source.entry or PurePosixPath(file).stem in _PROGRAM


def _named_by(users: Mapping[str, Source], sources: Mapping[str, Source]) -> set[str]:
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
        if source.language in ("go", "java", "kotlin", "csharp"):  # one folder is one package
            named.update(other for other in sources if PurePosixPath(other).parent == folder)
    return named
