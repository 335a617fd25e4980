"""What the reader of Go tells, as tables of texts."""

import pytest
import told

from preflight.scan.languages import go
from preflight.scan.reading.go_imports import package_names
from preflight.scan.source import Source

STORAGE = "cloud.google.com/go/storage"
PUBSUB = "cloud.google.com/go/pubsub/v2"
HEAD = f'package x\nimport (\n"context"\n"fmt"\n"os"\n"os/exec"\n"net/http"\n"{STORAGE}"\n"{PUBSUB}"\n)\n'


def read(text: str) -> Source:
    return go.read(text.encode(), "a.go")


def inside(body: str) -> Source:
    return read(f"{HEAD}func f(ctx context.Context) {{\n{body}\n}}\n")


IMPORTS = {
    f'import "{STORAGE}"\nfunc f() {{ storage.NewClient() }}': [STORAGE],
    f'import s "{STORAGE}"\nfunc f() {{ s.NewClient() }}': [STORAGE],
    f'import _ "{STORAGE}"': [f"{STORAGE}?"],
    f'import . "{STORAGE}"\nfunc f() {{ NewClient() }}': [f"{STORAGE}.*"],
    f'import "{STORAGE}"\nfunc f(c *storage.Client) {{}}': [f"{STORAGE}?"],
    f'import "{STORAGE}"\nvar o = storage.ObjectHandle{{}}': [STORAGE],
    'import "google.golang.org/api/compute/v1"\nfunc f() { compute.NewService() }': [
        "google.golang.org/api/compute/v1"
    ],
    'import ("fmt"; "net/http"; "github.com/gorilla/mux")\nvar r = mux.NewRouter()': [],
    f'// import "{STORAGE}"': [],
    f'var s = "{STORAGE}"': [],
}


@pytest.mark.parametrize("text", IMPORTS)
def test_imports_are_told_with_whether_they_are_used(text: str) -> None:
    assert told.imports(read("package x\n" + text)) == IMPORTS[text]


NAMES = {
    "cloud.google.com/go/pubsub/v2": "pubsub",
    "cloud.google.com/go/secretmanager/apiv1": "secretmanager",
    "cloud.google.com/go/securitycenter/apiv1p1beta1": "securitycenter",
    "cloud.google.com/go/pubsub/apiv1/pubsubpb": "pubsubpb",
    "google.golang.org/api/compute/v1": "compute",
    "google.golang.org/genai": "genai",
    "firebase.google.com/go/v4": "firebase",
    "firebase.google.com/go/v4/auth": "auth",
    "gopkg.in/yaml.v2": "yaml",
    "github.com/x/go-redis": "go",
    "fmt": "fmt",
}


@pytest.mark.parametrize("path", NAMES)
def test_a_package_is_named_after_its_path_without_versions(path: str) -> None:
    names = package_names(path)
    assert NAMES[path] in names or (path.endswith("go-redis") and names[0] == "redis")


USES = {
    "c, err := storage.NewClient(ctx)\nc.Bucket(`a`).Object(`b`)": [
        f"{STORAGE}.NewClient",
        f"{STORAGE}.NewClient().Bucket",
        f"{STORAGE}.NewClient().Bucket().Object",
    ],
    "var c *storage.Client\nc, err = storage.NewClient(ctx)\ndefer c.Close()": [
        f"{STORAGE}.NewClient",
        f"{STORAGE}.NewClient().Close",
    ],
    "if c, err := pubsub.NewClient(ctx); err == nil { c.Topic(`a`) }": [
        f"{PUBSUB}.NewClient",
        f"{PUBSUB}.NewClient().Topic",
    ],
    "m := &pubsub.Message{Data: d}\nuse(m)": [f"{PUBSUB}.Message!"],
    "use(storage.ErrNotExist)": [f"{STORAGE}.ErrNotExist!"],
    "use(storage.NewClient)": [f"{STORAGE}.NewClient!"],
    "blob.SignedURL(`a`, nil)": ["?.SignedURL"],
    # Nothing is used here.
    "": [],
    "// storage.NewClient(ctx)": [],
    "s := `storage.NewClient(ctx)`": [],
    "storage := other{}\nstorage.NewClient(ctx)": [],
    "var c *storage.Client": [],
    "http.Get(`a`)": [],
    "c, err := other(ctx)\nc.Bucket(`a`)": [],
}


@pytest.mark.parametrize("body", USES)
def test_uses_are_followed_through_variables(body: str) -> None:
    assert told.uses(inside(body)) == USES[body]


FIELDS = {
    "type S struct { c *storage.Client }\nfunc New() *S { c, _ := storage.NewClient(ctx); return &S{c: c} }\n"
    "func (s *S) F() { s.c.Bucket(`a`) }": [f"{STORAGE}.NewClient", f"{STORAGE}.NewClient().Bucket"],
    "type S struct { c *storage.Client }\nfunc (s *S) F() { s.c.Bucket(`a`) }": [
        f"{STORAGE}.Client().Bucket"
    ],
    "type S struct { c *storage.Client }\ntype T struct { c *pubsub.Client }\n"
    "func (t *T) F() { t.c.Topic(`a`) }": [f"{PUBSUB}.Client().Topic"],
    "func f(c *storage.Client) { c.Bucket(`a`) }": [f"{STORAGE}.Client().Bucket"],
    "func mk() *storage.Client { c, _ := storage.NewClient(ctx); return c }\nfunc f() { mk().Bucket(`a`) }": [
        f"{STORAGE}.NewClient",
        f"{STORAGE}.NewClient().Bucket",
    ],
    "type W struct { c *storage.Client }\nfunc (w *W) Bucket(n string) { return w.c.Bucket(n) }": [
        f"{STORAGE}.Client().Bucket"
    ],
    "type S struct { c *Other }\nfunc (s *S) F() { s.c.Bucket(`a`) }": [],
    "func f(c *storage.Client) *storage.Client { return nil }": [],
}


@pytest.mark.parametrize("text", FIELDS)
def test_uses_are_followed_through_fields_parameters_and_results(text: str) -> None:
    assert told.uses(read(HEAD + text)) == FIELDS[text]


ARGUMENTS = {
    'os.Getenv("B")': ["$B"],
    'fmt.Sprintf("%s/%d%%", os.Getenv("B"), 3)': ["$B+'/3%'"],
    '"a" + b + `c`': ["'a'+?+'c'"],
    'mustGetenv("BUCKET")': ["$BUCKET"],
    'envOr("BUCKET", "d")': ["$BUCKET:-'d'"],
    'cmp.Or(os.Getenv("B"), "d")': ["$B:-'d'"],
    '&storage.Config{Name: "n", On: true}': ["?", "Name='n'", "On=True"],
    '[]string{"a"}, func() {}, f(), nil': ["?", "?", "f()", "None"],
    '"a\\u0062\\x63\\n", `\\n`': ["'abc\\n'", "'\\\\n'"],
}


@pytest.mark.parametrize("text", ARGUMENTS)
def test_arguments_are_values(text: str) -> None:
    assert told.arguments(inside(f"storage.NewClient({text})"), f"{STORAGE}.NewClient") == ARGUMENTS[text]


def test_a_text_assigned_after_the_environment_is_its_default() -> None:
    source = inside('r := os.Getenv("R")\nif r == "" { r = "d" }\nstorage.NewClient(r)')
    assert told.arguments(source, f"{STORAGE}.NewClient") == ["$R:-'d'"]


TEXTS = {
    'http.Get(fmt.Sprintf("https://%s-run.googleapis.com", r))': [
        "'https://'+?+'-run.googleapis.com' -> net/http.Get"
    ],
    'req, err := http.NewRequest("GET", "https://a.run.app/"+p, nil)': [
        "'https://a.run.app/'+? -> net/http.NewRequest"
    ],
    'url := "gs://" + b': ["'gs://'+? -> =url"],
    'o := pubsub.Config{Endpoint: "pubsub.googleapis.com:443"}': [
        f"'pubsub.googleapis.com:443' -> {PUBSUB}.Config:Endpoint"
    ],
    'log.Printf("see https://cloud.google.com")': ["'see https://cloud.google.com' -> log.Printf"],
    'c.Do("https://a.run.app")': ["'https://a.run.app' -> c.Do"],
    # No texts.
    "// https://storage.googleapis.com": [],
    'x := "hello"': [],
    'type T struct { A string `json:"https://google"` }': [],
}


@pytest.mark.parametrize("body", TEXTS)
def test_texts_are_told_with_what_takes_them(body: str) -> None:
    assert told.texts(inside(body)) == TEXTS[body]


CONSTANTS = {
    'const (\nA = "a"\nB, C = "b", 1\n)': {"A": "'a'", "B": "'b'"},
    'var h = A + "/z"\nconst A = "a"': {"h": "<A>+'/z'", "A": "'a'"},
    'var p = os.Getenv("P")': {"p": "$P"},
    'var cfg = Config{Bucket: os.Getenv("B"), N: 3}': {"cfg.Bucket": "$B"},
    'var a, b = "x", "y"': {"a": "'x'", "b": "'y'"},
    'var c string\nfunc init() { c = os.Getenv("C") }': {"c": "$C"},
    'func f() { const a = "x" }': {},
    "const n = 3": {},
}


@pytest.mark.parametrize("text", CONSTANTS)
def test_constants_are_those_of_the_package(text: str) -> None:
    assert told.constants(read('package x\nimport "os"\n' + text)) == CONSTANTS[text]


COMMANDS = {
    'exec.Command("gcloud", "run", "deploy", name).Run()': [("gcloud", "run", "deploy", "\0")],
    'exec.CommandContext(ctx, "gsutil", "ls").Run()': [("gsutil", "ls")],
    'args := []string{"ls"}\nexec.Command("bq", args...)': [("bq", "ls")],
    'exec.Command("ls")': [],
    '// exec.Command("gcloud")': [],
    'other.Command("gcloud")': [],
}


@pytest.mark.parametrize("body", COMMANDS)
def test_started_programs_are_commands(body: str) -> None:
    assert [command.words for command in inside(body).commands] == COMMANDS[body]


FUNCTIONS = "github.com/GoogleCloudPlatform/functions-framework-go/functions"
ENTRIES = {
    "package main\nfunc main() {}": True,
    f'package f\nimport "{FUNCTIONS}"\nfunc init() {{ functions.HTTP("f", f) }}': True,
    "package x\nfunc main() {}": False,
    "package main\nfunc f() {}": False,
}


@pytest.mark.parametrize("text", ENTRIES)
def test_a_file_that_is_started_is_an_entry(text: str) -> None:
    assert read(text).entry is ENTRIES[text]


def test_packages_of_the_same_code_are_locals() -> None:
    source = read(
        'package x\nimport ("fmt"; "example.com/app/store"; "github.com/GoogleCloudPlatform/a/money")'
    )
    assert source.locals == ["example.com/app/store", "github.com/GoogleCloudPlatform/a/money"]


def test_an_environment_variable_that_is_set_is_a_setting() -> None:
    source = inside('os.Setenv("A", "b")\nother.Setenv("C", "d")')
    assert [(one.name, told.shown(one.value)) for one in source.settings] == [("A", "'b'")]


@pytest.mark.parametrize(
    ("broken", "problems"),
    [
        ("func (", 0),
        ("func g() { p := new(len(x)); _ = p }", 0),  # an expression of Go 1.26
        ("func g() { p := new(len(names) + 1) }", 0),
        ("func g( storage.Reader { := }", 1),
        ("func g( ] [ c.Get(`https://run.googleapis.com`) { := }", 1),
    ],
)
def test_what_does_not_parse_is_said_where_it_could_matter(broken: str, problems: int) -> None:
    source = read(HEAD + "func f() { storage.NewClient(ctx) }\n" + broken)
    assert len(source.problems) == problems
    assert f"{STORAGE}.NewClient" in told.uses(source)


def test_imports_that_do_not_parse_are_a_problem() -> None:
    assert read("package x\nimport ( a b c\nfunc f() {}").problems


BROKEN = {
    "empty": b"",
    "cut": HEAD.encode() + b"func f() { storage.NewClient(`",
    "binary": bytes(range(256)) * 20,
    "nul": b"\0" * 500,
    "bad utf-8": b'package x\nvar a = "\xff\xfe',
    "brackets": b"package x\nvar a = " + b"[" * 100_000,
    "calls": HEAD.encode() + b"var a = " + b"storage(" * 50_000,
    "sum": b"package x\nvar a = `https://a`" + b" + `gs://b`" * 50_000,
    "chain": HEAD.encode() + b"var a = storage.A()" + b".a()" * 20_000,
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_never_raises(name: str) -> None:
    assert isinstance(go.read(BROKEN[name], "a.go"), Source)


RUN = 'f = "https://%s-run.googleapis.com/v2"\n'
FILLED = {
    "a constant of the package": f"const {RUN}func g(r string) {{ http.Get(fmt.Sprintf(f, r)) }}",
    "one of a group": f"const (\n{RUN})\nfunc g(r string) {{ http.Get(fmt.Sprintf(f, r)) }}",
    "a variable": f"var {RUN}func g(r string) {{ http.Get(fmt.Sprintf(f, r)) }}",
    "of the function": f"func g(r string) {{ const {RUN} http.Get(fmt.Sprintf(f, r)) }}",
}


@pytest.mark.parametrize("case", FILLED)
def test_a_template_under_a_name_is_filled_where_it_is_used(case: str) -> None:
    source = read('package p\nimport ("fmt"; "net/http")\n' + FILLED[case])
    assert "'https://'+?+'-run.googleapis.com/v2' -> net/http.Get" in told.texts(source)


NOT_FILLED = {
    "printed": f"const {RUN}func g(r string) {{ fmt.Println(f, r) }}",
    "as what is filled in": f'const {RUN}func g() {{ http.Get(fmt.Sprintf("%s/x", f)) }}',
    "of another name": f"const {RUN}func g(f string) {{ http.Get(fmt.Sprintf(f, 1)) }}",
}


@pytest.mark.parametrize("case", NOT_FILLED)
def test_a_text_under_a_name_that_is_no_template_of_a_call_is_told_once(case: str) -> None:
    source = read('package p\nimport ("fmt"; "net/http")\n' + NOT_FILLED[case])
    assert len(source.texts) == 1
