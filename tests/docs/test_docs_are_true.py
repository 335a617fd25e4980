"""What the documents say can be followed: commands exist, links lead somewhere, files are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from commands import ROOT, targets

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
if TYPE_CHECKING:
    from pathlib import Path

ROOMS = ("infra", "policy", "preflight", "localcloud", "services", "tests", "docs", "tools", ".github")

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def code(document: Path) -> list[str]:
    """Return what is set as code: spans, and indented lines."""
    text = document.read_text()
    return re.findall(r"`([^`\n]+)`", text) + re.findall(r"^    (.+)$", text, re.MULTILINE)


@every_document
def test_every_make_command_is_a_target(document: Path) -> None:
    words = {word for line in code(document) for word in re.findall(r"\bmake ([a-z][a-z-]*)", line)}
    assert words <= targets()


def test_the_readme_names_the_two_commands() -> None:
    readme = code(ROOT / "README.md")
    assert {"make local", "make test"} <= {line.partition("#")[0].strip() for line in readme}


@every_document
def test_every_link_leads_to_a_file(document: Path) -> None:
    words = re.sub(r"`[^`\n]+`", "", document.read_text())
    links = re.findall(r"\]\(([^)]+)\)", words)
    local = [link.partition("#")[0] for link in links if "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


@every_document
def test_every_path_that_is_named_exists(document: Path) -> None:
    named = re.compile(rf"^(?:{'|'.join(map(re.escape, ROOMS))})/[\w./-]*$")
    paths = [span for span in code(document) if named.match(span)]
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_decision_is_listed_under_its_own_title() -> None:
    folder = ROOT / "docs/decisions"
    pages = sorted(folder.glob("0*.md"))
    titles = {f"[{page.read_text().splitlines()[0].partition('. ')[2]}]({page.name})" for page in pages}
    assert titles
    assert titles == set(re.findall(r"\[.+\]\(0.+\)", (folder / "README.md").read_text()))


def test_every_how_to_is_linked_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    pages = [path.relative_to(ROOT) for path in (ROOT / "docs/how-to").glob("*.md")]
    assert pages
    assert [str(page) for page in pages if f"({page})" not in readme] == []


def test_the_picture_can_be_drawn_and_tells_what_it_shows() -> None:
    picture = ET.parse(ROOT / "docs/platform.svg").getroot()  # noqa: S314 - our own file
    svg = "{http://www.w3.org/2000/svg}"
    texts = {text.text for text in picture.iter(f"{svg}text")}
    assert picture.findtext(f"{svg}title")
    assert {"API service", "content-requests", "Push worker", "Dead letters", "generated-content"} <= texts
