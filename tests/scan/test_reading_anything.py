"""Readers and detectors take what they are given: random bytes, broken code, sources that nobody would write.

The examples are the same in every run.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, cast

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preflight.scan import detectors, looking, tree
from preflight.scan.needs import Report, Sighting, Unresolved
from preflight.scan.service import Service
from preflight.scan.source import (
    Command,
    Declaration,
    Env,
    Import,
    Joined,
    Known,
    Made,
    Name,
    OneOf,
    Opaque,
    Setting,
    Source,
    Text,
    Use,
)
from preflight.scan.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.source import Value

APPS = Path(__file__).parents[1] / "apps"
READERS = sorted(tree.readers())
DETECTORS = sorted(module.name for module in iter_modules(detectors.__path__))
BRIEF = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
#: What most languages open and never close.
OPENINGS = (
    "(", "[", "{", "<", '"', "'", "`", "${", "f'{", "$(", "/*", "<<E\n", "if x {", "-", "- ", "a.", "!", "\\",
)  # fmt: skip
SNIPPETS = {
    "makefile": "NAME := a\nall: b\n\tgcloud run deploy $(NAME) --image=$(shell echo x)\nifdef A\nendif\n",
    "procfile": "web: python main.py\nworker: gcloud pubsub topics list\n",
    "java_settings": "google.cloud.project=p\nurl=jdbc:cloudspanner:/projects/${P:q}\n",
    "shell": 'f() { gcloud run deploy "$1"; }\nfor a in x; do f "${a%.*}"; done\ncat <<X | bq query\nx\nX\n',
    "yaml_documents": 'a: &x {b: [1]}\nc: *x\nsteps:\n- name: gcr.io/a/b\n  args: [x, "$Y"]\n---\n- |\n x\n',
    "python": "import a.b as c\nclass D(c.E):\n    f: str = f'{c.g}//{h!r:>9}'\n    async def i(self): ...\n",
}  # fmt: skip


def samples(reader: str) -> list[bytes]:
    """Give code of the applications that this reader takes, and what none of them has."""
    own = [file for file in sorted(APPS.rglob("*")) if file.is_file() and tree.reader_of(file.name) == reader]
    texts = [file.read_bytes() for file in own][:6]
    return texts + ([SNIPPETS[reader].encode()] if reader in SNIPPETS else []) or [b"google = 1\n"]


def name_for(reader: str) -> str:
    """Give the name of a file that this reader takes."""
    module = cast("Any", looking.reader(reader))
    return f"google{module.SUFFIXES[0]}" if module.SUFFIXES else module.NAMES[0].replace("*", "x")


def check_reads(reader: str, data: bytes) -> None:
    source = looking.reader(reader).read(data, f"app/{name_for(reader)}")
    assert isinstance(source, Source)
    # It goes to another process and into the cache, and no place is before the first line.
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(source), type=Source) == source
    places = [*source.imports, *source.uses, *source.texts, *source.commands, *source.settings]
    assert all(one.line >= 1 for one in places)


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_any_bytes(reader: str) -> None:
    @BRIEF
    @given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
    def anything(data: bytes) -> None:
        check_reads(reader, data)

    anything()


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_code_that_was_cut_doubled_and_spliced(reader: str) -> None:
    pieces = st.sampled_from(samples(reader))

    @BRIEF
    @given(pieces, pieces, st.integers(0, 3000), st.integers(0, 3000), st.binary(max_size=6))
    def mutated(first: bytes, second: bytes, end: int, start: int, between: bytes) -> None:
        cut = first[: end % (len(first) + 1)]
        check_reads(reader, cut)
        check_reads(reader, cut + between + second[start % (len(second) + 1) :])
        check_reads(reader, first + first)

    mutated()


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_takes_what_is_nested_too_deep(reader: str) -> None:
    start = samples(reader)[0]
    for opening in OPENINGS:
        check_reads(reader, start + b"\n" + opening.encode() * 400)
        check_reads(reader, start + b"\nx = " + opening.encode() * 400)


@pytest.mark.parametrize("reader", READERS)
def test_a_scan_of_one_file_never_raises(reader: str) -> None:
    for deep in (
        "(" * 20_000,
        "[" * 20_000,
        "a." * 20_000 + "b",
        "-" * 20_000,
        "x = " + "1 + " * 20_000 + "1",
    ):
        data = b"google\n" + deep.encode()
        file = tree.File("/nowhere", f"app/{name_for(reader)}", reader, len(data), (0, 0, 0, 0))
        source, skipped = looking.judge(file, data)
        assert (source is None) != (skipped is None)


WORDS = st.one_of(
    st.sampled_from([
        "", ".", "()", "?", "\0", "google", "google.cloud.storage.Client",
        "google.cloud.storage.Client().bucket", "google.genai.Client", "googleapiclient.discovery.build",
        "firebase_admin.auth.verify_id_token", "firebase_admin.messaging.send",
        "googleapis.google.drive", "@google-cloud/pubsub.PubSub",
        "cloud.google.com/go/storage.NewClient",
        "com.google.cloud.storage.StorageOptions.getDefaultInstance",
        "Google.Cloud.Storage.V1.StorageClient.Create", "?.generate_signed_url", "pandas.read_csv",
        "requests.post", "litellm.completion", "google.cloud.logging.Client().setup_logging",
        "googlemaps.Client", "gcp.storage.Bucket", "https://", "https://\0.googleapis.com/v1",
        "https://vision.googleapis.com/v1", "gs://\0", "bigquery://", "http://[",
        "https://user:x@www.googleapis.com:99999/drive", "gcloud", "gcloud\0", "bq", "gsutil",
        "--project", "services", "enable", "run", "deploy", "docker", "push", "gcr.io/p/i",
        "--uri=https://run.googleapis.com/", "google_pubsub_topic", "google_", "module:",
        "action:google-github-actions/auth", "workflows:http", "GOOGLE_GENAI_USE_VERTEXAI", "vertexai",
        "true", "self.x", "a.b.c", "a",
    ]),
    st.text(max_size=8),
)  # fmt: skip
LEAVES: st.SearchStrategy[Value] = st.one_of(
    st.builds(Known, st.one_of(WORDS, st.booleans(), st.integers(-9, 9), st.floats(), st.none())),
    st.builds(Name, WORDS),
    st.builds(Made, WORDS),
    st.builds(Env, WORDS),
    st.builds(Opaque),
)


def wider(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(st.builds(Joined, several), st.builds(OneOf, several), st.builds(Env, WORDS, inner))


VALUES = st.recursive(LEAVES, wider, max_leaves=4)
LINES = st.integers(1, 9)
GIVEN = st.dictionaries(WORDS, VALUES, max_size=2)


def several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(one, max_size=3)


IMPORTS = several(st.builds(Import, WORDS, LINES, st.booleans()))
LANGUAGES = (
    "python", "notebook", "javascript", "typescript", "go", "java", "kotlin", "csharp", "shell", "make",
    "dockerfile", "procfile", "yaml", "terraform", "java-settings", "dotenv", "python-manifest", "klingon",
)  # fmt: skip
SOURCES = st.builds(
    Source,
    st.sampled_from(LANGUAGES),
    imports=IMPORTS,
    uses=several(st.builds(Use, WORDS, LINES, st.booleans(), st.lists(VALUES, max_size=2).map(tuple), GIVEN)),
    texts=several(st.builds(Text, VALUES, LINES, WORDS)),
    constants=GIVEN,
    commands=several(st.builds(Command, st.lists(WORDS, max_size=5).map(tuple), LINES, WORDS)),
    declarations=several(st.builds(Declaration, WORDS, WORDS, LINES)),
    settings=several(st.builds(Setting, WORDS, VALUES, LINES)),
    locals=several(WORDS),
    dependencies=IMPORTS,
)
FILES = st.dictionaries(
    st.sampled_from(["main.py", "a/b.go", "deploy.sh", "Dockerfile", "x", "ä/ö.kt"]), SOURCES, max_size=3
)


def judged(name: str, service: Service) -> Iterator[Sighting | Unresolved]:
    return cast("Any", import_module(f"{detectors.__name__}.{name}")).detect(service)


@settings(BRIEF, max_examples=90)
@given(FILES)
def test_every_detector_takes_any_sources(files: dict[str, Source]) -> None:
    service = Service("app", files)
    found = [one for name in DETECTORS for one in judged(name, service)]
    assert all(one.file in files for one in found)
    assert all(one.api.endswith(".googleapis.com") for one in found if isinstance(one, Sighting))
    report = Report()
    tally(report, service, "", found)
    assert {need.api for need in report.apis} <= {
        need.api for found in report.services for need in found.apis
    }


@settings(BRIEF, max_examples=40)
@given(FILES, VALUES)
def test_every_value_is_resolved_to_at_least_one_text(files: dict[str, Source], value: Value) -> None:
    for file in (*files, "elsewhere.py"):
        resolved = Service("app", files).resolve(file, value)
        assert resolved.texts
        assert len(resolved.texts) <= 16


def test_names_that_mean_each_other_have_an_end() -> None:
    source = Source("python", constants={"A": Name("B"), "B": Joined((Name("A"), Name("A")))})
    assert Service("app", {"main.py": source}).text("main.py", Name("A")).strip("\0") == ""
