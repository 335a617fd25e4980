"""The reader of shell scripts: what runs, what is asked, what is set; and the text that runs nothing."""

from __future__ import annotations

import pytest

from preflight.scan.languages import shell
from preflight.scan.source import Env, Joined, Known, Name, OneOf, Setting, Text


def commands(script: str) -> list[tuple[int, str]]:
    return [
        (one.line, " ".join(one.words).replace("\x00", "?"))
        for one in shell.read(script.encode(), "x.sh").commands
    ]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("gcloud run deploy api", [(1, "gcloud run deploy api")]),
        ("#!/bin/sh\n\ngcloud \\\n  run \\\n  list", [(3, "gcloud run list")]),
        ("a && gcloud x || b; gsutil ls | tee f", [(1, "a"), (1, "gcloud x"), (1, "b"), (1, "gsutil ls")]),
        ("if ! gcloud x; then\n  bq ls\nfi", [(1, "gcloud x"), (2, "bq ls")]),
        ("(cd x && gcloud x)\n{ gcloud y; }", [(1, "gcloud x"), (2, "gcloud y")]),
        ("X=$(gcloud x)\necho `gcloud y`\necho \"$(gcloud z)\"",
         [(1, "gcloud x"), (2, "gcloud y"), (3, "gcloud z")]),
        ("sudo -u me gcloud x", [(1, "gcloud x")]),
        ("env -i A=b gcloud x", [(1, "gcloud x")]),
        ("time nohup exec gcloud x &", [(1, "gcloud x")]),
        ("timeout -s 9 30 gcloud x", [(1, "gcloud x")]),
        ("ls | xargs -n 1 gcloud x", [(1, "gcloud x")]),
        ("find . -name '*.csv' -exec bq load {} \\;", [(1, "bq load {} ;")]),
        ("poetry run python -m http.server", [(1, "python -m http.server")]),
        ("/opt/google-cloud-sdk/bin/gcloud x", [(1, "/opt/google-cloud-sdk/bin/gcloud x")]),
        ("eval 'gcloud x'", [(1, "gcloud x")]),
        ('bash -c "\n  gcloud x \\\n    y\n  gsutil ls"', [(2, "gcloud x y"), (4, "gsutil ls")]),
        ('eval "bash -c \'eval gcloud x\'"', [(1, "gcloud x")]),
        ("trap 'gcloud x' EXIT", [(1, "gcloud x")]),
        ("ssh host 'gcloud x'", [(1, "gcloud x"), (1, "ssh host gcloud x")]),
        ("gcloud compute ssh vm --command='gsutil ls'",
         [(1, "gsutil ls"), (1, "gcloud compute ssh vm --command=gsutil ls")]),
        ("bash <<'EOF'\ngcloud x\nEOF", [(2, "gcloud x")]),
        ("cat <<-EOF | sudo bash\n\tgcloud x\n\tEOF", [(2, "gcloud x")]),
        ("docker run -e A=b google/cloud-sdk gcloud x", [(1, "gcloud x")]),
        ('for s in a "b c"; do gcloud run deploy $s; done',
         [(1, "gcloud run deploy a"), (1, "gcloud run deploy b c")]),
        ("L='a b'\nfor s in $L; do gcloud $s; done", [(2, "gcloud a"), (2, "gcloud b")]),
        ('A=(run "my job")\nA+=(x)\ngcloud "${A[@]}"', [(3, "gcloud run my job x")]),
        ('GCLOUD="gcloud --quiet"\n$GCLOUD x', [(2, "gcloud --quiet x")]),
        ('GCLOUD="gcloud --quiet"\n"$GCLOUD" x', [(2, "gcloud --quiet x")]),
        ("$(which gcloud) x", [(1, "gcloud x")]),
        ("case $1 in a) C=x;; *) C=y;; esac\ngcloud $C", [(2, "gcloud x"), (2, "gcloud y")]),
        ("X=gcloud; X=\"$X run\"\n$X", [(2, "gcloud"), (2, "gcloud run")]),
        ('run() { echo "+ $*"; "$@"; }\nrun gcloud x', [(2, "gcloud x")]),
        ('g() { gcloud --project p "$@"; }\ng x', [(1, "gcloud --project p ?"), (2, "gcloud --project p x")]),
        ('retry() { eval "$1"; }\nretry "gcloud x"', [(2, "gcloud x")]),
        ('again() { "$@"; }\nagain 3 gcloud x', [(2, "gcloud x")]),
        ("alias g='gcloud --quiet'\ng x", [(2, "gcloud --quiet x"), (2, "g x")]),
        ("gcloud x --p=$P $Q", [(1, "gcloud x --p=? ?")]),
        ("${DRY_RUN:+echo} gcloud x", [(1, "gcloud x")]),
        ("gcloud x ${NAME:-web} ${URL%/}", [(1, "gcloud x web ?")]),
        ("gcloud 'a'\"b\"$'c'\\ d", [(1, "gcloud abc d")]),
    ],
)  # fmt: skip
def test_what_is_run_is_found_on_its_line(script: str, found: list[tuple[int, str]]) -> None:
    assert [(line, words) for line, words in commands(script)] == found


@pytest.mark.parametrize(
    "script",
    [
        "# gcloud x",
        "echo gcloud x",
        'echo "Run: gcloud services enable x && gsutil ls"',
        "printf '%s' 'gcloud x' | tee help.txt",
        "cat <<EOF\ngcloud x\n$X\nEOF",
        "cat > setup.sh <<'EOF'\ngcloud x\nEOF",
        "usage() {\n  cat <<EOF\n  gcloud x\nEOF\n}",
        "command -v gcloud",
        "which gcloud && hash gcloud || type gcloud",
        "X='gcloud x'",
        "X=(gcloud x)",
        '[[ "$1" == "gcloud x" ]] || [ gcloud = x ]',
        "grep gcloud x.sh | sed 's/gcloud x/y/'",
        "case $x in gcloud) ;; esac",
        ": gcloud x",
        "function gcloud_x { :; }",
        "read -p 'gcloud x' answer",
        "",
    ],
)
def test_text_that_runs_nothing_is_no_command(script: str) -> None:
    assert commands(script) == []


def test_a_command_knows_its_function() -> None:
    source = shell.read(b"up() {\n gcloud a\n}\nfunction down { (gcloud b); }\ngcloud c", "x.sh")
    assert [(one.words[1], one.within) for one in source.commands] == [("a", "up"), ("b", "down"), ("c", "")]


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("curl https://a.googleapis.com/v1", Text(Known("https://a.googleapis.com/v1"), 1, "curl")),
        ("curl -s -X POST https://a", Text(Known("https://a"), 1, "curl")),
        ("curl -H \\\n 'Origin: https://a' b", Text(Known("Origin: https://a"), 2, "curl:-H")),
        ("curl -d'{\"u\":\"gs://a\"}' b", Text(Known('-d{"u":"gs://a"}'), 1, "curl:-d")),
        ("curl --data={} --url https://a", Text(Known("https://a"), 1, "curl")),
        ("wget -q -O x https://a", Text(Known("https://a"), 1, "wget")),
        ("http POST https://a b=c", Text(Known("https://a"), 1, "http")),
        ("tool --endpoint https://a", Text(Known("https://a"), 1, "tool:--endpoint")),
        ("tool --endpoint=https://a", Text(Known("--endpoint=https://a"), 1, "tool:--endpoint")),
        ("U=https://a", Text(Known("https://a"), 1, "=U")),
        ("U=(x https://a)", Text(Known("https://a"), 1, "=U")),
        ('curl "https://$R-x.googleapis.com"',
         Text(Joined((Known("https://"), Env("R"), Known("-x.googleapis.com"))), 1, "curl")),
        ('R=us\ncurl "https://$R/"', Text(Joined((Known("https://"), Name("R"), Known("/"))), 2, "curl")),
        ("curl https://${H:-x.run.app}",
         Text(Joined((Known("https://"), Env("H", Known("x.run.app")))), 1, "curl")),
        ("U=https://a\ncurl $U", Text(Name("U"), 2, "curl")),
        ('get() { curl "$1"; }\nget https://a', Text(Name("get.1"), 1, "curl")),
        ('get() { curl -s "$@"; }\nget https://a', Text(Known("https://a"), 2, "curl")),
    ],
)  # fmt: skip
def test_addresses_are_texts_with_what_takes_them(script: str, text: Text) -> None:
    assert text in shell.read(script.encode(), "x.sh").texts


@pytest.mark.parametrize(
    "script",
    [
        "echo https://a.googleapis.com",
        "# curl https://a.googleapis.com",
        "cat <<EOF\nhttps://a.googleapis.com\nEOF",
        "curl localhost:8080",
        "gcloud services enable a.googleapis.com",
        "gsutil cp a gs://b",
        "curl $(gcloud x)",
        "curl $UNKNOWN",
        "[ -z https://a ]",
    ],
)
def test_what_asks_no_address_is_no_text(script: str) -> None:
    assert shell.read(script.encode(), "x.sh").texts == []


@pytest.mark.parametrize(
    ("script", "settings"),
    [
        ("export A=b", [Setting("A", Known("b"), 1)]),
        ("export A=b C", [Setting("A", Known("b"), 1)]),
        ("A=b\nexport A", [Setting("A", Known("b"), 2)]),
        ("declare -x A=b", [Setting("A", Known("b"), 1)]),
        ("export A=${B:-c}", [Setting("A", Env("B", Known("c")), 1)]),
        ("export A=${A:-c}", [Setting("A", Env("A", Known("c")), 1)]),
        ("A=b python main.py", [Setting("A", Known("b"), 1)]),
        ("env A=b python main.py", [Setting("A", Known("b"), 1)]),
        ("gcloud run deploy x --set-env-vars=A=b,C=d",
         [Setting("A", Known("b"), 1), Setting("C", Known("d"), 1)]),
        ("gcloud run deploy x --update-env-vars ^:^A=b,c:D=e",
         [Setting("A", Known("b,c"), 1), Setting("D", Known("e"), 1)]),
        ("docker run -e A=b image", [Setting("A", Known("b"), 1)]),
        ("A=b", []),
        ("local A=b", []),
        ("unset A", []),
        ("gcloud run deploy x --set-secrets=A=b:latest", []),
    ],
)  # fmt: skip
def test_what_programs_see_in_their_environment_is_a_setting(script: str, settings: list[Setting]) -> None:
    assert shell.read(script.encode(), "x.sh").settings == settings


@pytest.mark.parametrize(
    ("script", "started"),
    [
        ("./deploy.sh x", ["./deploy.sh"]),
        ("bash -x scripts/a.sh", ["scripts/a.sh"]),
        ("source ./env.sh; . lib.sh", ["./env.sh", "lib.sh"]),
        ("python3 -u main.py --x", ["main.py"]),
        ("python -m jobs.nightly", ["jobs.nightly"]),
        ("exec gunicorn --bind :$PORT main:app", ["main"]),
        ("python -m uvicorn app.main:app", ["app.main"]),
        ("node --require ./trace.js server.js", ["server.js"]),
        ("functions-framework --source=fn.py --target=x", ["fn.py"]),
        ("java -jar app.jar", ["app.jar"]),
        ("go run ./cmd/api", ["./cmd/api"]),
        ("python -c 'import x'", []),
        ("bash -c 'ls'", []),
        ("echo ./deploy.sh", []),
        ("cat main.py", []),
        ("npm start", []),
        ("python $X", []),
    ],
)
def test_files_that_are_started_are_named(script: str, started: list[str]) -> None:
    assert shell.read(script.encode(), "x.sh").locals == started


def test_a_name_means_what_any_assignment_says() -> None:
    source = shell.read(b'A=1\nA=$B\nB=${C:-x}\n: "${D:=y}"\nfor E in p q; do :; done', "x.sh")
    assert source.constants == {
        "A": OneOf((Known("1"), Name("B"))), "B": Env("C", Known("x")), "D": Env("D", Known("y")),
        "E": OneOf((Known("p"), Known("q"))),
    }  # fmt: skip


def test_a_script_that_reads_in_another_takes_its_names() -> None:
    assert shell.read(b"curl https://$HOST", "x.sh").texts[0].value == Joined(
        (Known("https://"), Env("HOST"))
    )
    texts = shell.read(b". ./hosts.sh\ncurl https://$HOST", "x.sh").texts
    assert texts[0].value == Joined((Known("https://"), Name("HOST")))


def test_commands_of_a_notebook_take_its_names() -> None:
    source = shell.read_commands(
        b"gsutil mb {BUCKET}\ncurl https://{REGION}-x.googleapis.com -d '{\"a\": 1}' $X"
    )
    assert [one.words[:2] for one in source.commands] == [
        ("gsutil", "mb"),
        ("curl", "https://\x00-x.googleapis.com"),
    ]
    assert source.texts[0].value == Joined((Known("https://"), Name("REGION"), Known("-x.googleapis.com")))


def test_only_what_starts_with_a_shebang_is_an_entry() -> None:
    assert shell.read(b"#!/bin/bash\nls", "x").entry
    assert not shell.read(b"ls", "lib.sh").entry


@pytest.mark.parametrize(
    ("script", "problems"),
    [
        (b"ls\ncase x in gcloud", ["line 1: this is no shell"]),
        (b"ls\ncase x in y", []),
        (b"gcloud x\nif true; then\n", []),
        (b"gcloud x\n", []),
        (b"", []),
        (b"\xff\xfe\x00", []),
    ],
)
def test_what_is_no_shell_is_told_where_it_could_matter(script: bytes, problems: list[str]) -> None:
    assert shell.read(script, "x.sh").problems == problems


@pytest.mark.parametrize(
    "script",
    [
        "$(" * 3000, '"' * 3001, "{" * 3000, "if true; then\n" * 2000, "a() {\n" * 2000, 'X="$X$X"\n' * 300,
        "A0=x\n" + "".join(f"A{at + 1}=$A{at}$A{at}\n" for at in range(300)) + "gcloud $A300",
        "".join(f"A{at}=$A{at + 1}\n" for at in range(2000)) + "gcloud $A0",
        "gcloud " + "$X" * 2000, "eval " * 500 + "gcloud x", "f() { f; }\nf", 'f() { f "$@"; }\nf gcloud x',
        "f() { g \"$@\"; }\ng() { f \"$@\"; }\nf gcloud x", "<<EOF\n" * 500, "\x00gcloud\x00", "gcloud \\",
        "for x in " + "a " * 5000 + "; do gcloud $x; done", "${", "${x", "gcloud ${x:-${y:-" * 500,
    ],
)  # fmt: skip
def test_broken_and_hostile_scripts_are_read_without_an_error(script: str) -> None:
    source = shell.read(script.encode(), "x.sh")
    assert source.language == "shell"
    assert all(len(one.words) < 500 for one in source.commands)


def test_a_script_nested_too_deep_is_told_and_not_read() -> None:
    source = shell.read(b"gcloud x\n" + b"$(" * 5000, "x.sh")
    assert source.problems == ["line 1: nested too deeply, or too broken, to be read"]
    assert source.commands == []
