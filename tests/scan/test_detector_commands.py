"""Commands of Google's command lines: which APIs they call, and when."""

from __future__ import annotations

import pytest

from preflight.scan.detectors import commands
from preflight.scan.languages import dockerfile, makefile, procfile, shell, yaml_documents
from preflight.scan.needs import Phase, Sighting, Unresolved
from preflight.scan.service import Service
from preflight.scan.source import Command, Source

READERS = {
    "Dockerfile": dockerfile,
    "Makefile": makefile,
    "Procfile": procfile,
    "cloudbuild.yaml": yaml_documents,
}


def service(files: dict[str, str]) -> Service:
    sources = {
        name: Source("python") if name.endswith(".py") else READERS.get(name, shell).read(text.encode(), name)
        for name, text in files.items()
    }
    return Service("app", sources)


def seen(files: dict[str, str]) -> set[tuple[str, str, str]]:
    return {
        (one.file, one.api.removesuffix(".googleapis.com"), one.phase.value)
        if isinstance(one, Sighting)
        else (one.file, "?", one.detail)
        for one in commands.detect(service(files))
    }


@pytest.mark.parametrize(
    ("script", "apis"),
    [
        ("gcloud run deploy api --image x", {"run"}),
        ("gcloud --project p -q run deploy api", {"run"}),
        ("gcloud beta run deploy api", {"run"}),
        ("/usr/bin/gcloud builds submit", {"cloudbuild"}),
        ("gcloud services enable texttospeech.googleapis.com", {"serviceusage"}),
        ("gcloud projects add-iam-policy-binding p", {"cloudresourcemanager"}),
        ("gcloud iam service-accounts create a", {"iam"}),
        ("gcloud storage cp a gs://b", {"storage"}),
        ("gsutil -m cp a gs://b", {"storage"}),
        ("bq --location=eu query 'select 1'", {"bigquery"}),
        ("cloud_sql_proxy -instances=a:b:c=tcp:1", {"sqladmin"}),
        ("docker push us-docker.pkg.dev/p/r/i", {"artifactregistry"}),
        ("docker buildx build --push -t us-docker.pkg.dev/p/r/i .", {"artifactregistry"}),
        (
            "gcloud scheduler jobs create http j --uri=https://run.googleapis.com/v2/x",
            {"cloudscheduler", "run"},
        ),
    ],
)
def test_a_command_calls_what_the_catalogue_says(script: str, apis: set[str]) -> None:
    assert {api for _, api, _ in seen({"run.sh": script})} == apis


@pytest.mark.parametrize(
    "script",
    [
        "gcloud auth login",
        "gcloud config set project p",
        "gcloud components install beta",
        "gcloud run deploy --help",
        "gcloud --version",
        "gcloud help run",
        "gcloud",
        'gcloud "$@"',
        "docker push example.com/r/i",
        "docker build -t us-docker.pkg.dev/p/r/i .",
        "docker pull us-docker.pkg.dev/p/r/i",
        "kubectl apply -f gcloud.yaml",
        "mygcloud run deploy",
        "pip install gsutil",
        "",
    ],
)
def test_what_calls_nothing_is_passed_over(script: str) -> None:
    assert seen({"run.sh": script}) == set()


CALL = "gsutil cp a gs://b"
MAKE = "gcloud run deploy api"


@pytest.mark.parametrize(
    ("files", "phases"),
    [
        # Beside a program scripts set up and deploy, unless the image or a process starts them.
        ({"main.py": "", "run.sh": CALL}, {("run.sh", "storage", "deploy")}),
        ({"main.py": "", "start.sh": CALL, "Dockerfile": 'CMD ["bash", "start.sh"]'},
         {("start.sh", "storage", "runtime")}),
        ({"main.py": "", "start.sh": CALL, "Procfile": "web: ./start.sh"},
         {("start.sh", "storage", "runtime")}),
        ({"main.py": "", "start.sh": MAKE, "Dockerfile": "ENTRYPOINT /app/start.sh"},
         {("start.sh", "run", "deploy")}),
        ({"main.py": "", "x.sh": CALL, "Dockerfile": "RUN ./x.sh"}, {("x.sh", "storage", "deploy")}),
        ({"main.py": "", "Makefile": f"data:\n\t{CALL}"}, {("Makefile", "storage", "deploy")}),
        # Where scripts are all there is they are the program, but for those that set up for the others.
        ({"report.sh": CALL}, {("report.sh", "storage", "runtime")}),
        ({"report.sh": MAKE}, {("report.sh", "run", "runtime")}),
        ({"deploy.sh": MAKE, "01-setup.sh": CALL},
         {("deploy.sh", "run", "runtime"), ("01-setup.sh", "storage", "runtime")}),
        ({"report.sh": CALL, "01-setup.sh": MAKE},
         {("report.sh", "storage", "runtime"), ("01-setup.sh", "run", "deploy")}),
        ({"ask.sh": "curl https://a.googleapis.com/v1", "setup.sh": CALL},
         {("setup.sh", "storage", "deploy")}),
        ({"hello.sh": "ls", "setup.sh": CALL}, {("setup.sh", "storage", "runtime")}),
        ({"ask.sh": "gcloud auth login", "setup.sh": CALL}, {("setup.sh", "storage", "runtime")}),
        ({"report.sh": CALL, "Makefile": f"data:\n\t{CALL}\nup:\n\t{MAKE}\nsetup:\n\tbq ls"},
         {("report.sh", "storage", "runtime"), ("Makefile", "storage", "runtime"), ("Makefile", "run",
          "deploy"), ("Makefile", "bigquery", "deploy")}),
        # An image: what is run to build it, and what it starts.
        ({"Dockerfile": f"RUN {CALL}"}, {("Dockerfile", "storage", "deploy")}),
        ({"Dockerfile": f"CMD {CALL}"}, {("Dockerfile", "storage", "runtime")}),
        ({"Dockerfile": f"CMD {MAKE}"}, {("Dockerfile", "run", "deploy")}),
        # Pipelines deploy, whatever they run.
        ({"cloudbuild.yaml": f"jobs:\n  a:\n    steps:\n    - run: {CALL}"},
         {("cloudbuild.yaml", "storage", "deploy")}),
    ],
)  # fmt: skip
def test_the_phase_is_that_of_what_runs_it(files: dict[str, str], phases: set[tuple[str, str, str]]) -> None:
    assert seen(files) == phases


@pytest.mark.parametrize(
    ("language", "command", "phase"),
    [
        ("notebook", ("gsutil", "ls"), Phase.RUNTIME),
        ("notebook", ("gcloud", "run", "deploy", "x"), Phase.DEPLOY),
        ("python", ("gcloud", "run", "deploy", "x"), Phase.RUNTIME),
    ],
)
def test_a_program_runs_its_commands_at_run_time(
    language: str, command: tuple[str, ...], phase: Phase
) -> None:
    source = Source(language, commands=[Command(command, 3)])
    (found,) = commands.detect(Service("app", {"a": source}))
    assert isinstance(found, Sighting)
    assert (found.phase, found.line, found.file) == (phase, 3, "a")


def test_a_group_that_the_catalogue_does_not_know_is_told() -> None:
    (found,) = commands.detect(service({"run.sh": "\ngcloud frobnicate things list"}))
    assert found == Unresolved("run.sh", 2, "gcloud frobnicate things list")
