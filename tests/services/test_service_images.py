"""The images hold what the services need and nothing is pinned in two ways.

No image is built here: what is checked is that what a Dockerfile copies is there, and that its requirements
name every package that the copied code imports.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "services"
IMAGES = sorted(path.parent.name for path in SERVICES.glob("*/Dockerfile"))
OURS = ("services.", "preflight.")
_PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)
_COPY = re.compile(r"^COPY (\S+) (\S+)$", re.MULTILINE)


def _pins(path: Path) -> dict[str, str]:
    return dict(_PIN.findall(path.read_text()))


def _dockerfile(image: str) -> str:
    return (SERVICES / image / "Dockerfile").read_text()


def _asked_for(image: str) -> set[str]:
    lines = (SERVICES / image / "requirements.in").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _imported(image: str) -> set[str]:
    """Every module that the code in an image imports from elsewhere."""
    found: set[str] = set()
    for path in _copied_code(image):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {name.name for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {f"{node.module}.{name.name}" for name in node.names}
    return {name for name in found if name.partition(".")[0] not in sys.stdlib_module_names}


def _copied_code(image: str) -> list[Path]:
    copied = [ROOT / source for source in dict(_COPY.findall(_dockerfile(image)))]
    files = [[path] if path.is_file() else sorted(path.rglob("*.py")) for path in copied]
    return [file for some in files for file in some if file.suffix == ".py"]


def _file_of(module: str) -> Path | None:
    """The file of a module of ours; what stands after it in a name is what the module holds."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        at = ROOT.joinpath(*parts[:length])
        for path in (at.with_suffix(".py"), at / "__init__.py"):
            if path.exists():
                return path
    return None


@cache
def _owners() -> dict[str, str]:
    """The distribution of each module, by its dotted name."""
    owners: dict[str, str] = {}
    for distribution in metadata.distributions():
        for file in distribution.files or ():
            if file.suffix == ".py":
                parts = file.with_suffix("").parts
                name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
                owners[name] = distribution.metadata["Name"].lower().replace("_", "-")
    return owners


def test_both_services_have_an_image() -> None:
    assert IMAGES == ["api", "push_worker"]


@pytest.mark.parametrize("image", IMAGES)
def test_what_is_copied_is_there_and_is_what_runs(image: str) -> None:
    copied = dict(_COPY.findall(_dockerfile(image)))
    assert len(copied) == _dockerfile(image).count("COPY ")
    assert all((ROOT / source).exists() for source in copied)
    kept = copied.pop(f"services/{image}/requirements.lock")
    assert kept == "requirements.lock"
    assert {f"services/{image}", "services/vividly_service", "preflight/startup"} <= copied.keys()
    assert all(source == target for source, target in copied.items())
    assert f'CMD ["python", "-m", "services.{image}"]' in _dockerfile(image)
    assert (SERVICES / image / "__main__.py").exists()


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_holds_everything_of_ours_that_its_code_imports(image: str) -> None:
    held = {path.resolve() for path in _copied_code(image)}
    wanted = {
        module: found
        for module in _imported(image)
        if module.startswith(OURS) and (found := _file_of(module))
    }
    assert "preflight.startup.validate_required_apis" in wanted
    assert {module for module, file in wanted.items() if file.resolve() not in held} == set()
    # A package is imported with those that it stands in.
    above = {
        parent / "__init__.py" for file in held for parent in file.parents if parent.is_relative_to(ROOT)
    }
    assert {path for path in above if path.exists()} <= held


@pytest.mark.parametrize("image", IMAGES)
def test_what_is_copied_is_let_into_the_context_and_nothing_else_of_preflight(image: str) -> None:
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    let_in = {line.removeprefix("!") for line in lines if line.startswith("!")}
    assert lines[1] == "*"
    assert lines.index("!preflight") < lines.index("preflight/*") < lines.index("!preflight/startup")
    sources = dict(_COPY.findall(_dockerfile(image)))
    assert {source if source.startswith("preflight") else "services" for source in sources} <= let_in
    assert let_in == {"services", "preflight", "preflight/__init__.py", "preflight/startup"}
    assert f"docker build -f services/{image}/Dockerfile ." in _dockerfile(image)


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_runs_as_nobody_and_installs_by_hash(image: str) -> None:
    lines = _dockerfile(image).splitlines()
    user = [line for line in lines if line.startswith("USER ")]
    assert user == ["USER 65532:65532"]
    assert lines.index(user[0]) > max(number for number, line in enumerate(lines) if line.startswith("RUN "))
    assert "--require-hashes" in _dockerfile(image)
    assert ":latest" not in _dockerfile(image)


@pytest.mark.parametrize("image", IMAGES)
def test_an_image_is_reached_from_outside_and_its_lock_names_no_place(image: str) -> None:
    assert re.search(r"^ENV HOST=0\.0\.0\.0 ", _dockerfile(image), re.MULTILINE)
    lock = (SERVICES / image / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index" not in lock


@pytest.mark.parametrize("image", IMAGES)
def test_every_pin_has_a_hash_and_every_wish_a_pin(image: str) -> None:
    lock = SERVICES / image / "requirements.lock"
    blocks = re.split(r"\n(?=[a-z0-9-]+==)", lock.read_text().strip())
    assert len(blocks) == len(_pins(lock))
    assert all("--hash=sha256:" in block for block in blocks)
    assert _asked_for(image) <= set(_pins(lock))


def test_the_images_and_the_project_agree_on_every_package_that_they_share() -> None:
    project = _pins(ROOT / "requirements.lock")
    images = [_pins(SERVICES / image / "requirements.lock") for image in IMAGES]
    assert "starlette" in images[0].keys() & images[1].keys() & project.keys()
    for pins in images:
        for other in [project, *images]:
            shared = pins.keys() & other.keys()
            assert {name: pins[name] for name in shared} == {name: other[name] for name in shared}


@pytest.mark.parametrize("image", IMAGES)
def test_what_is_imported_is_asked_for_and_what_is_asked_for_is_imported(image: str) -> None:
    owners = _owners()
    needed: set[str] = set()
    for module in _imported(image):
        if module.startswith(OURS):
            continue
        parts = module.split(".")
        names = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        needed.add(next(owners[name] for name in names if name in owners))
    # google.auth.transport.requests needs requests, and uvicorn takes httptools where it is there.
    assert needed | {"requests", "httptools"} == _asked_for(image)
