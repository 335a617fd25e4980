"""What the documents say can be followed: commands exist, links lead somewhere, files are there."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import yaml
from commands import ROOT, targets
from settings import CHOICES

from infra import apis, environments, settings
from infra.problems import Problems
from infra.shape import Settings

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


def anchors(document: Path) -> set[str]:
    """Return what GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_document
def test_every_link_into_a_document_leads_to_a_heading(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", document.read_text())
    pages = [(document.parent / page if page else document, anchor) for page, anchor in links]
    assert [anchor for page, anchor in pages if page.suffix == ".md" and anchor not in anchors(page)] == []


@every_document
def test_every_path_that_is_named_exists(document: Path) -> None:
    named = re.compile(rf"^(?:{'|'.join(map(re.escape, ROOMS))})/[\w./-]*$")
    paths = [span for span in code(document) if named.match(span)]
    assert [path for path in paths if not (ROOT / path).exists()] == []


@every_document
def test_every_shell_names_its_environment(document: Path) -> None:
    sourced = [line for line in code(document) if re.search(r"\b(source|\.) env\.sh", line)]
    assert [line for line in sourced if not re.search(r"\bSTACK=\S+ source env\.sh", line)] == []


@every_document
def test_every_resource_that_a_command_aims_at_is_declared(document: Path) -> None:
    aimed = [urn for line in code(document) for urn in re.findall(r"--target (\S+?)\"", line)]
    declared = {api.api for api in apis.load()}
    for urn in aimed:
        stack, project, kind, api = urn.removeprefix("urn:pulumi:").split("::")
        assert stack in environments.found()
        assert project == yaml.safe_load((ROOT / "Pulumi.yaml").read_text())["name"]
        assert (kind, api in declared) == ("gcp:projects/service:Service", True)


def test_the_runbook_says_how_to_switch_an_api_on_again() -> None:
    aimed = [line for line in code(ROOT / "docs/runbook.md") if "--target urn:" in line]
    assert len(aimed) == 1
    assert aimed[0].startswith("make up STACK=dev ARGS=")


def settings_in(document: Path) -> list[dict[str, object]]:
    """Return the `config` block of each example of a settings file."""
    blocks = re.findall(r"(?:^(?: {4}.+)?\n)+", document.read_text(), re.MULTILINE)
    texts = [textwrap.dedent(block) for block in blocks if re.search(r"^    config:$", block, re.MULTILINE)]
    return [yaml.safe_load(text)["config"] for text in texts]


def test_the_smallest_environment_is_one_and_cannot_be_smaller() -> None:
    smallest, *_ = settings_in(ROOT / "docs/how-to/add-an-environment.md")
    assert settings.parse("staging", environments.as_the_engine_hands_it(smallest)).environment == "staging"
    for key in smallest:
        less = {other: value for other, value in smallest.items() if other != key}
        with pytest.raises(Problems, match=key):
            settings.parse("staging", environments.as_the_engine_hands_it(less))


@every_document
def test_every_setting_in_an_example_is_one(document: Path) -> None:
    known = {f"vividly:{key}" for key in Settings.model_fields} | {f"policy:{key}" for key in CHOICES}
    keys = [key for config in settings_in(document) for key in config]
    assert [key for key in keys if key not in known] == []


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
