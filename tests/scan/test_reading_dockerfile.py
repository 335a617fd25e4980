"""The readers of Dockerfiles, `.env` files and Procfiles: what is run, started and set."""

from __future__ import annotations

import pytest

from preflight.scan.languages import dockerfile, dotenv, procfile
from preflight.scan.source import Env, Joined, Known, Name, Setting


def commands(text: str) -> list[tuple[int, str, str]]:
    source = dockerfile.read(text.encode(), "Dockerfile")
    return [(one.line, one.within, " ".join(one.words).replace("\x00", "?")) for one in source.commands]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("FROM a\nRUN gcloud x", [(2, "RUN", "gcloud x")]),
        ('RUN ["gcloud", "x y"]', [(1, "RUN", "gcloud x y")]),
        (
            "RUN apt-get update \\\n && gcloud x \\\n # no\n && bq ls",
            [(2, "RUN", "gcloud x"), (4, "RUN", "bq ls")],
        ),
        ("RUN --mount=type=secret,id=a gcloud x", [(1, "RUN", "gcloud x")]),
        ("RUN <<EOF\ngcloud x\ngsutil y\nEOF", [(2, "RUN", "gcloud x"), (3, "RUN", "gsutil y")]),
        ("RUN bash -c 'gcloud x'", [(1, "RUN", "gcloud x")]),
        ('CMD ["gcloud", "x"]', [(1, "CMD", "gcloud x")]),
        ("ENTRYPOINT exec gcloud x", [(1, "ENTRYPOINT", "gcloud x")]),
        ('ENTRYPOINT ["/bin/sh", "-c", "gsutil cp a b"]', [(1, "ENTRYPOINT", "gsutil cp a b")]),
        ("HEALTHCHECK CMD curl localhost", [(1, "HEALTHCHECK", "curl localhost")]),
        ("ARG P=p\nENV Q=q-$P\nRUN gcloud $P $Q $R", [(3, "RUN", "gcloud p q-p ?")]),
        ("run gcloud x", [(1, "RUN", "gcloud x")]),
        ("FROM a\r\nRUN gcloud x \\\r\n  y\r\n", [(2, "RUN", "gcloud x y")]),
    ],
)
def test_what_is_run_is_found_with_its_instruction(text: str, found: list[tuple[int, str, str]]) -> None:
    assert commands(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "# RUN gcloud x",
        "FROM gcr.io/google.com/cloudsdktool/cloud-sdk",
        "RUN echo gcloud x",
        "COPY --from=gcloud a b",
        "LABEL a='gcloud x'",
        "ENV A='gcloud x'",
        "WORKDIR /gcloud",
        'SHELL ["powershell"]\nRUN gcloud x',
        "RUN <<EOF\n#!/usr/bin/env python\ngcloud(x)\nEOF",
        "RUN cat <<EOF > setup.sh\ngcloud x\nEOF",
        "",
    ],
)
def test_what_no_shell_runs_is_no_command(text: str) -> None:
    assert commands(text) == []


def test_variables_are_settings() -> None:
    text = b'ARG A=1\nARG B\nENV C=c D="d e"\nENV E f g\nENV F=$A-$G ${H}=x\n'
    assert dockerfile.read(text, "Dockerfile").settings[:5] == [
        Setting("A", Known("1"), 1), Setting("C", Known("c"), 3), Setting("D", Known("d e"), 3),
        Setting("E", Known("f g"), 4), Setting("F", Joined((Name("A"), Known("-"), Env("G"))), 5),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "started"),
    [
        ('CMD ["python", "-u", "main.py"]', ["main.py"]),
        ("CMD exec gunicorn -b :$PORT main:app", ["main"]),
        ('ENTRYPOINT ["/app/entrypoint.sh"]', ["/app/entrypoint.sh"]),
        ('ENTRYPOINT ["python"]\nCMD ["main.py"]', ["main.py"]),
        ('CMD ["node", "server.js"]', ["server.js"]),
        ('CMD ["python", "-m", "jobs.main"]', ["jobs.main"]),
        ("RUN ./install.sh", ["./install.sh"]),
        ('CMD ["nginx"]', []),
        ("COPY main.py .", []),
    ],
)
def test_files_that_an_image_starts_are_named(text: str, started: list[str]) -> None:
    assert dockerfile.read(text.encode(), "Dockerfile").locals == started


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("RUN curl -O https://a/b", [(1, "curl", "https://a/b")]),
        ("ADD https://storage.googleapis.com/a/b /x", [(1, "ADD", "https://storage.googleapis.com/a/b")]),
        ("FROM gcr.io/google/x", []),
        ("COPY google /x", []),
        ("LABEL a=https://storage.googleapis.com", []),
        ("ENV A=https://storage.googleapis.com", []),
    ],
)
def test_addresses_are_texts_where_they_are_asked(text: str, texts: list[tuple[int, str, str]]) -> None:
    found = dockerfile.read(text.encode(), "Dockerfile").texts
    assert [(one.line, one.into, one.value) for one in found] == [(a, b, Known(c)) for a, b, c in texts]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("FROM a\ngcloud ! x\n", 1),
        ("FROM a\nhello ! x\n", 0),
        ("{{ if x }}\nRUN gcloud x\n{{ end }}\n", 0),
        ("", 0),
    ],
)
def test_what_is_no_instruction_is_told_where_it_could_matter(text: str, problems: int) -> None:
    assert len(dockerfile.read(text.encode(), "Dockerfile").problems) == problems


@pytest.mark.parametrize(
    "text",
    ["RUN", "RUN [", 'RUN ["a', "RUN <<EOF", "ENV", "ENV A", "ARG", "\x00", "CMD [\"\\u12\"]",
     "RUN " + "(" * 3000,
     "RUN \\\n" * 3000, "FROM a\n" * 3000, "ENV " + "A=b " * 3000, "SHELL", "ADD", "HEALTHCHECK",
     "ONBUILD RUN x"],
)  # fmt: skip
def test_broken_dockerfiles_are_read_without_an_error(text: str) -> None:
    assert dockerfile.read(text.encode(), "Dockerfile").language == "dockerfile"


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("A=b", [Setting("A", Known("b"), 1)]),
        ("\ufeff# c\nexport A = b # d", [Setting("A", Known("b"), 2)]),
        ("A='b # $C'", [Setting("A", Known("b # $C"), 1)]),
        ('A="b ${C}"', [Setting("A", Joined((Known("b "), Env("C"))), 1)]),
        ("A=", [Setting("A", Known(""), 1)]),
        ("A=${B:-c}", [Setting("A", Env("B", Known("c")), 1)]),
        ("A=b=c", [Setting("A", Known("b=c"), 1)]),
        ("# A=b", []),
        ("A", []),
        ("= b", []),
        ("-----BEGIN KEY-----", []),
        ("", []),
    ],
)
def test_lines_of_env_files_are_settings(text: str, settings: list[Setting]) -> None:
    source = dotenv.read(text.encode(), ".env")
    assert source.settings == settings
    assert source.texts == source.commands == []


def test_processes_of_a_procfile_start_files() -> None:
    source = procfile.read(
        b"# web: no\nweb: gunicorn -b :$PORT main:app\nworker: python jobs/run.py\nnothing\n", "Procfile"
    )
    assert source.locals == ["main", "jobs/run.py"]
    assert [(one.line, one.within) for one in source.commands] == [(2, "web"), (3, "worker")]
