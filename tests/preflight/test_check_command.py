"""`preflight check` on projects on disk: what is read, what turns it red, and what --fix writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from preflight import cli, declared

ROOT = Path(__file__).resolve().parents[2]
SERVICE = """\
from google.cloud import pubsub_v1

publisher = pubsub_v1.PublisherClient()
publisher.publish("projects/p/topics/t", b"")
"""
PROGRAM = """\
import pulumi_gcp as gcp

gcp.storage.Bucket("content", location="us-central1")
"""
DECLARED = """\
# By hand.
- api: pubsub.googleapis.com
  reason: Requests travel through it. # as they must
- api: storage.googleapis.com
  reason: Holds what was made.
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a project in order, which the command runs in."""
    for name, text in {
        "services/api/Dockerfile": "FROM scratch\n",
        "services/api/main.py": SERVICE,
        "infra/platform.py": PROGRAM,
        "infra/apis.yaml": DECLARED,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def checked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, list[str]]:
    """Give the exit code and each finding as `file:line code`."""
    code = cli.main(["check", "--no-cache", "--format", "json", *words])
    findings = json.loads(capsys.readouterr().out)["findings"]
    return code, [f"{one['file']}:{one['line']} {one['code']}" for one in findings]


def test_a_project_in_order_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(capsys) == (0, [])


def rewritten(name: str, old: str, new: str) -> None:
    file = Path(name)
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


SPEAKS = "from google.cloud import texttospeech\ntexttospeech.TextToSpeechClient().synthesize_speech({})\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "findings"),
    [
        (
            "services/api/main.py",
            "publisher.",
            SPEAKS + "publisher.",
            1,
            ["services/api/main.py:5 undeclared-api"],
        ),
        ("services/api/main.py", SERVICE, "", 1, ["infra/apis.yaml:2 unused-declaration"]),
        ("services/api/main.py", "()\n", "(\n", 3, ["services/api/main.py:3 could-not-look"]),
        (
            "infra/platform.py",
            "storage.Bucket",
            "secretmanager.Secret",
            1,
            ["infra/platform.py:3 undeclared-api", "infra/apis.yaml:4 unused-declaration"],
        ),
        (
            "infra/platform.py",
            "storage.Bucket",
            "nowhere.Thing",
            1,
            ["infra/apis.yaml:4 unused-declaration", "infra/platform.py:3 unknown-resource-type"],
        ),
        ("infra/platform.py", '1")', '1"', 3, ["infra/platform.py:3 could-not-look"]),
        (
            "infra/apis.yaml",
            "- api: storage.googleapis.com\n  reason: Holds what was made.\n",
            "",
            1,
            ["infra/platform.py:3 undeclared-api"],
        ),
        (
            "infra/apis.yaml",
            "  reason: Holds what was made.\n",
            "",
            1,
            ["infra/apis.yaml:4 declaration-without-reason"],
        ),
        (
            "infra/apis.yaml",
            "storage.",
            "storag.",
            1,
            [
                "infra/platform.py:3 undeclared-api",
                "infra/apis.yaml:4 unknown-api",
                "infra/apis.yaml:4 unused-declaration",
            ],
        ),
        (
            "infra/apis.yaml",
            "# By hand.",
            "- {api: run.googleapis.com, reason: x, for: The old platform.}",
            0,
            [],
        ),
    ],
)
def test_one_change_turns_it_red_at_its_line(  # noqa: PLR0917
    name: str, old: str, new: str, code: int, findings: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten(name, old, new)
    ended, told = checked(capsys)
    assert ended == code
    assert told == findings


def test_a_pipeline_justifies_an_entry_and_demands_none(capsys: pytest.CaptureFixture[str]) -> None:
    Path(".github/workflows").mkdir(parents=True)
    Path(".github/workflows/x.yml").write_text(
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: google-github-actions/auth@v3\n"
        "        with: {workload_identity_provider: projects/1/locations/global/workloadIdentityPools/a}\n"
    )
    assert checked(capsys) == (0, [])
    with Path("infra/apis.yaml").open("a") as file:
        file.write("- {api: sts.googleapis.com, reason: The pipeline becomes somebody.}\n")
    assert checked(capsys) == (0, [])


def test_a_script_that_cannot_be_read_leaves_open_what_is_unused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("infra/bootstrap").mkdir()
    Path("infra/bootstrap/b.py").write_text("from google.cloud import kms\nx = (\n")
    with Path("infra/apis.yaml").open("a") as file:
        file.write("- {api: sts.googleapis.com, reason: The pipeline becomes somebody.}\n")
    code, findings = checked(capsys)
    assert code == 3
    assert {finding.rpartition(" ")[2] for finding in findings} == {"could-not-look"}


def test_a_root_elsewhere_is_shown_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rewritten("infra/apis.yaml", "  reason: Holds what was made.\n", "")
    monkeypatch.chdir(tmp_path.parent)
    assert checked(capsys, "--root", tmp_path.name) == (
        1, [f"{tmp_path.name}/infra/apis.yaml:4 declaration-without-reason"]
    )  # fmt: skip


def test_other_paths_and_another_file_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    Path("services").rename("code")
    Path("infra/apis.yaml").rename("infra/others.yaml")
    assert checked(capsys, "code", "--declared", "infra/others.yaml") == (0, [])


def test_without_services_there_is_nothing_to_compare(capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree("services")
    assert cli.main(["check"]) == 2
    assert "services: there is no such file or folder" in capsys.readouterr().err


def test_fix_adds_what_is_missing_once_and_changes_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    rewritten("services/api/main.py", "publisher.", SPEAKS + "publisher.")
    file = Path("infra/apis.yaml")
    assert cli.main(["check", "--no-cache", "--fix"]) == 0
    told = capsys.readouterr().err
    assert told.startswith("preflight: added texttospeech.googleapis.com to infra/apis.yaml: ")
    assert told.endswith(" Review it.\n")
    once = file.read_text()
    added = "- api: texttospeech.googleapis.com\n  reason: Needed at services/api/main.py:5"
    assert once.startswith(DECLARED + added)
    assert cli.main(["check", "--no-cache", "--fix"]) == 0
    assert file.read_text() == once
    assert capsys.readouterr().err == ""
    assert [path.name for path in Path("infra").glob(".*")] == []


def test_fix_removes_nothing_and_leaves_what_it_cannot_mend(capsys: pytest.CaptureFixture[str]) -> None:
    rewritten("services/api/main.py", SERVICE, SPEAKS)
    assert checked(capsys, "--fix") == (1, ["infra/apis.yaml:2 unused-declaration"])
    assert Path("infra/apis.yaml").read_text().startswith(DECLARED)


def test_fix_touches_no_file_that_is_wrong_by_itself(capsys: pytest.CaptureFixture[str]) -> None:
    broken = DECLARED.replace("  reason: Holds what was made.\n", "")
    Path("infra/apis.yaml").write_text(broken)
    rewritten("services/api/main.py", "publisher.", SPEAKS + "publisher.")
    assert cli.main(["check", "--fix"]) == 2
    assert "infra/apis.yaml: nothing was added; write it as a sound list" in capsys.readouterr().err
    assert Path("infra/apis.yaml").read_text() == broken


def test_fix_keeps_the_mode_of_the_file_and_writes_through_a_link(capsys: pytest.CaptureFixture[str]) -> None:
    rewritten("services/api/main.py", "publisher.", SPEAKS + "publisher.")
    file = Path("infra/apis.yaml")
    file.rename("elsewhere.yaml")
    Path("elsewhere.yaml").chmod(0o640)
    file.symlink_to(Path("../elsewhere.yaml"))
    assert checked(capsys, "--fix") == (0, [])
    assert file.is_symlink()
    assert Path("elsewhere.yaml").stat().st_mode & 0o777 == 0o640


def test_fix_leaves_a_choice_of_the_environment_to_a_person(capsys: pytest.CaptureFixture[str]) -> None:
    chosen = (
        "import os\nfrom google import genai\ngenai.Client(vertexai=bool(os.environ['V'])).models.list()\n"
    )
    rewritten("services/api/main.py", SERVICE, SERVICE + chosen)
    code, findings = checked(capsys, "--fix")
    assert (code, findings) == (1, ["services/api/main.py:7 undeclared-api"])
    assert Path("infra/apis.yaml").read_text() == DECLARED


def copy_of_this_project(folder: Path) -> Path:
    for name in ("services", "infra", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "__main__.py", folder)
    return folder


def test_this_project_is_clean(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert checked(capsys) == (0, [])


def test_in_this_project_any_entry_that_is_taken_away_is_missed_or_only_for_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = copy_of_this_project(tmp_path / "copy")
    monkeypatch.chdir(copy)
    file = Path("infra/apis.yaml")
    text = file.read_text()
    head, *blocks = text.split("- api: ")
    missed: set[str] = set()
    for block in blocks:
        file.write_text("- api: ".join([head, *(other for other in blocks if other != block)]))
        code, findings = checked(capsys)
        api = block.partition("\n")[0]
        assert code == (1 if findings else 0)
        missed |= {api} if findings else set()
    entries = {entry.api for entry in declared.parse(text, "x").entries}
    # The pipeline's federation may stand in another project; logs and metrics are sent by Cloud Run.
    kept = {api.removesuffix(".googleapis.com") for api in entries - missed}
    assert kept == {"iamcredentials", "logging", "monitoring", "sts"}
