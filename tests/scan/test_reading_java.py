"""The reader of Java: what each piece of code tells, and what must tell nothing."""

from __future__ import annotations

import pytest

from preflight.scan.languages import java
from preflight.scan.source import (
    Env,
    Import,
    Joined,
    Known,
    Made,
    Name,
    OneOf,
    Opaque,
    Source,
    Text,
    Use,
    Value,
)

STORAGE = "import com.google.cloud.storage.Storage;\nimport com.google.cloud.storage.StorageOptions;\n"
SECRETS = "import com.google.cloud.secretmanager.v1.SecretManagerServiceClient;\n"
SECRETARY = "com.google.cloud.secretmanager.v1.SecretManagerServiceClient"
OPTIONS = "com.google.cloud.storage.StorageOptions"


def source(text: str) -> Source:
    return java.read(text.encode(), "App.java")


def method(body: str, imports: str = "", fields: str = "") -> str:
    return (
        f"package shop.orders;\n{imports}class App {{ {fields}\n"
        f" void run(String given) throws Exception {{\n{body}\n}} }}"
    )


def paths(text: str) -> list[str]:
    return sorted({use.path for use in source(text).uses})


USES = {
    "a chain": (
        method("Storage s = StorageOptions.getDefaultInstance().getService();", STORAGE),
        [f"{OPTIONS}.getDefaultInstance", f"{OPTIONS}.getDefaultInstance().getService"],
    ),
    "a client that is opened for a block": (
        method(
            "try (SecretManagerServiceClient c = SecretManagerServiceClient.create()) { c.get(given); }",
            SECRETS,
        ),
        [f"{SECRETARY}.create", f"{SECRETARY}.create().get"],
    ),
    "a field that a constructor fills": (
        (
            "import com.google.cloud.storage.StorageOptions;\nclass A { private final Object s;\n"
            "A() { this.s = StorageOptions.newBuilder().build(); }\nvoid f() { s.list(); this.s.get(); } }"
        ),
        [
            f"{OPTIONS}.newBuilder",
            f"{OPTIONS}.newBuilder().build",
            f"{OPTIONS}.newBuilder().build().get",
            f"{OPTIONS}.newBuilder().build().list",
        ],
    ),
    "a field by its type": (
        method("s.delete(given);", STORAGE, "private Storage s;"),
        ["com.google.cloud.storage.Storage().delete"],
    ),
    "what a method of the class gives": (
        method("storage().list();", STORAGE, "Storage storage() { return null; }"),
        ["com.google.cloud.storage.Storage().list"],
    ),
    "new": (
        method("new Publisher(1).publish();", "import com.google.x.Publisher;\n"),
        ["com.google.x.Publisher", "com.google.x.Publisher().publish"],
    ),
    "a name that is written out": (
        method("com.google.cloud.storage.StorageOptions.newBuilder(); new com.google.x.y.Client();"),
        [f"{OPTIONS}.newBuilder", "com.google.x.y.Client"],
    ),
    "a package that is imported whole": (
        method(
            "List.of(1); StorageOptions.newBuilder();",
            "import com.google.cloud.storage.*;\nimport java.util.*;\n",
        ),
        [f"{OPTIONS}.newBuilder"],
    ),
    "one of two packages that are imported whole": (
        method(
            "PubsubHelper.make();",
            "import com.google.cloud.storage.*;\nimport com.google.cloud.pubsub.v1.*;\n",
        ),
        ["com.google.cloud.pubsub.v1.PubsubHelper.make"],
    ),
    "a static import": (
        method("create();", "import static com.google.x.Client.create;\n"),
        ["com.google.x.Client.create"],
    ),
    "a class handed on": (
        method("given.get(Client.class); foo(Client.INSTANCE);", "import com.google.x.Client;\n"),
        ["com.google.x.Client", "com.google.x.Client.INSTANCE"],
    ),
    "a base class": (
        (
            "import com.google.cloud.spring.data.spanner.repository.SpannerRepository;\n"
            "interface Orders extends SpannerRepository<Order, String> {}"
        ),
        ["com.google.cloud.spring.data.spanner.repository.SpannerRepository"],
    ),
    "a constructor of a component": (
        "import com.google.cloud.storage.Storage;\n@Service class A { A(Storage storage, String name) {} }",
        ["com.google.cloud.storage.Storage"],
    ),
    "a field of a container": (
        (
            "import com.google.cloud.spring.pubsub.core.PubSubTemplate;\n"
            "class A { @Autowired PubSubTemplate t; }"
        ),
        ["com.google.cloud.spring.pubsub.core.PubSubTemplate"],
    ),
    "a bean": (
        (
            "import com.google.cloud.storage.Storage;\n"
            "class A { @Bean Object make(Storage storage) { return 1; } }"
        ),
        ["com.google.cloud.storage.Storage"],
    ),
    "fields that Lombok's constructor takes": (
        (
            "import com.google.cloud.storage.Storage;\n"
            "@RequiredArgsConstructor class A { private final Storage s; }"
        ),
        ["com.google.cloud.storage.Storage"],
    ),
    "the environment": (method('System.getenv("X");'), ["java.lang.System.getenv"]),
    "a telling method of who knows what": (method("given.signUrl(1);"), ["?.signUrl"]),
}


@pytest.mark.parametrize("case", USES)
def test_a_use_has_the_path_of_what_is_used(case: str) -> None:
    text, expected = USES[case]
    assert paths(text) == sorted(expected)


NO_USES = {
    "a comment": method("// StorageOptions.getDefaultInstance();", STORAGE),
    "a text": method('String s = "StorageOptions.newBuilder()";', STORAGE),
    "types only": (
        "import com.google.cloud.storage.Storage;\nclass A { Storage s; Storage f(Storage x) { return x; } }"
    ),
    "a constructor of no component": (
        "import com.google.cloud.storage.Storage;\nclass A { A(Storage storage) {} }"
    ),
    "a class of the file with a library's name": (
        "import com.google.x.*;\nclass Client { void f() { Client.create(); } }"
    ),
    "the code's own package below com.google": (
        "package com.google.shop;\nimport com.google.shop.Client;\nclass A { void f() { Client.create(); } }"
    ),
    "a class beside it": method("Client.create(); new Client();"),
    "the platform": method(
        'List.of(1); new ArrayList<String>(); Math.abs(1); "a".trim();', "import java.util.*;\n"
    ),
    "a test library": method("Mockito.mock(1);", "import org.mockito.Mockito;\n"),
    "an unknown receiver": method("given.publish(1); foo.bar.publish();"),
    "a name of two small parts only": method("foo.bar.Baz(); log.info(1);"),
    "an annotation": 'import com.google.x.Anno;\n@Anno(name = "x") class A { @Anno int x; }',
    "an import alone": STORAGE,
    "a variable of its own that hides an import's name": method(
        "String StorageOptions = given; StorageOptions.trim();", STORAGE
    ),
    "what holds itself": method("Object a = b; Object b = a; a.run();"),
}


@pytest.mark.parametrize("case", NO_USES)
def test_what_uses_nothing_tells_no_use(case: str) -> None:
    assert paths(NO_USES[case]) == []


VALUES: dict[str, tuple[str, Value]] = {
    "a text": ('"a\\tb\\u0041"', Known("a\tbA")),
    "a text block": ('"""\n   a\n     b\n   """', Known("a\n  b\n")),
    "numbers": ("-1_000L", Known(-1000)),
    "a truth value": ("true", Known(True)),  # noqa: FBT003 - the value
    "nothing": ("null", Known(None)),
    "a sum": ('"a" + 1 + "b"', Known("a1b")),
    "a parameter": ("given", Opaque()),
    "a constant of the class": ("NAME", Name("App.NAME")),
    "a constant by its class": ("App.NAME", Name("App.NAME")),
    "a constant of a class beside it": ("Settings.NAME", Name("shop.orders.Settings.NAME")),
    "an imported constant": ("Client.NAME", Name("com.google.x.Client.NAME")),
    "a variable": ("local", Known("l")),
    "the environment": ('System.getenv("X")', Env("X")),
    "the environment under a constant": ("System.getenv(NAME)", Env("n")),
    "an optional of the environment": (
        'Optional.ofNullable(System.getenv("X")).orElse("d")',
        Env("X", Known("d")),
    ),
    "the environment or a default": ('System.getenv().getOrDefault("X", "d")', Env("X", Known("d"))),
    "a condition": ('given == null ? "a" : "b"', OneOf((Known("a"), Known("b")))),
    "a format": ('String.format("%s-%2$d-%1$s%%", "a", 2)', Known("a-2-a%")),
    "a formatted text": ('"a-%s".formatted(NAME)', Joined((Known("a-"), Name("App.NAME")))),
    "a concatenation": ('"a".concat("b")', Known("ab")),
    "a cast in brackets": ('((String) "a")', Known("a")),
    "a trimmed text": ('"a".trim()', Known("a")),
    "what a call gives": ("Client.create()", Made("com.google.x.Client.create")),
    "what a container fills in": ("filled", Env("topic.name", Known("t"))),
    "an array": ('new String[] {"a"}', Opaque()),
}


@pytest.mark.parametrize("case", VALUES)
def test_an_argument_has_its_value(case: str) -> None:
    written, expected = VALUES[case]
    text = method(
        f'String local = "l"; Client.take({written});',
        "import com.google.x.Client;\n",
        'static final String NAME = "n"; @Value("${topic.name:t}") String filled;',
    )
    taken = [use for use in source(text).uses if use.path == "com.google.x.Client.take"]
    assert [use.args for use in taken] == [(expected,)]


TEXTS = {
    "an argument": ('URI.create("https://a.googleapis.com");', "java.net.URI.create"),
    "an argument of new": ('new URL("https://a");', "java.net.URL"),
    "an argument of who knows what": ('other.get("https://a");', "?.get"),
    "an argument of a function": ('fetch("https://a");', "fetch"),
    "a part of a format": ('URI.create(String.format("https://%s-a", "eu"));', "java.net.URI.create"),
    "a variable": ('String url = "https://a";', "=url"),
    "an assignment": ('this.url = "https://a";', "=url"),
    "what is given back": ('return "https://a";', ""),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_says_what_takes_it(case: str) -> None:
    body, into = TEXTS[case]
    assert [text.into for text in source(method(body)).texts] == [into]


FILLED = {
    "a constant of the class": (
        "String.format(F, region)",
        'static final String F = "https://%s-run.googleapis.com";',
    ),
    "through its class": (
        "String.format(App.F, region)",
        'static final String F = "https://%s-run.googleapis.com";',
    ),
    "after a locale": (
        "String.format(Locale.US, F, region)",
        'static final String F = "https://%s-run.googleapis.com";',
    ),
    "a field that is formatted": ("F.formatted(region)", 'final String F = "https://%s-run.googleapis.com";'),
}


@pytest.mark.parametrize("case", FILLED)
def test_a_template_under_a_name_is_filled_where_it_is_used(case: str) -> None:
    call, field = FILLED[case]
    told = source(method(f"URI.create({call});", "import java.net.URI;", field))
    value = Joined((Known("https://"), Opaque(), Known("-run.googleapis.com")))
    assert (value, "java.net.URI.create") in [(text.value, text.into) for text in told.texts]


@pytest.mark.parametrize("call", ["log(F, region)", 'String.format("%s", 1)', "String.format(G, region)"])
def test_a_text_under_a_name_that_no_call_fills_is_told_once(call: str) -> None:
    field = 'static final String F = "https://%s-run.googleapis.com";'
    assert len(source(method(f"URI.create({call});", "import java.net.URI;", field)).texts) == 1


def test_a_sum_is_one_text_with_its_holes() -> None:
    told = source(method('call("https://" + given + ".googleapis.com");')).texts
    assert told == [Text(Joined((Known("https://"), Opaque(), Known(".googleapis.com"))), 4, "call")]


@pytest.mark.parametrize(
    "text",
    [
        method("// https://a.googleapis.com\n/* https://a.googleapis.com */"),
        method('call("nothing");'),
        '/** https://a.googleapis.com */ @Link("https://a") class A { @Url(value = "https://a") int x; }',
    ],
)
def test_comments_annotations_and_other_texts_are_not_told(text: str) -> None:
    assert source(text).texts == []


def test_a_secret_that_a_container_fills_in_is_a_text() -> None:
    told = source('class A { @Value("${sm@key}") String key; @Value("${other}") String other; }').texts
    assert told == [Text(Known("sm@key"), 1, "=key")]


COMMANDS = {
    'new ProcessBuilder("gcloud", "run", given);': ("gcloud", "run", "\0"),
    'new ProcessBuilder(List.of("gcloud", "run"));': ("gcloud", "run"),
    'String[] all = {"gcloud", "run"}; new ProcessBuilder(all);': ("gcloud", "run"),
    'Runtime.getRuntime().exec("gcloud run deploy");': ("gcloud", "run", "deploy"),
    'Runtime.getRuntime().exec(new String[] {"gcloud", "run"});': ("gcloud", "run"),
}


@pytest.mark.parametrize("body", COMMANDS)
def test_a_started_program_is_a_command(body: str) -> None:
    told = source(method(body)).commands
    assert [(one.words, one.within) for one in told] == [(COMMANDS[body], "run")]


@pytest.mark.parametrize(
    "body", ["new ProcessBuilder(given);", 'given.exec("gcloud run");', '"gcloud run".trim();']
)
def test_what_is_not_known_or_not_started_is_no_command(body: str) -> None:
    assert source(method(body)).commands == []


ENTRIES = [
    "class A { public static void main(String[] args) {} }",
    "@SpringBootApplication class A {}",
    "@RestController class A {}",
    "class A implements HttpFunction { }",
    "class A implements com.google.cloud.functions.CloudEventsFunction { }",
    "class A extends HttpServlet { }",
]
NO_ENTRIES = [
    "class A { void main() {} }",
    "class A implements Runnable {}",
    "// main\nclass A {}",
    "@Data class A {}",
]


@pytest.mark.parametrize("text", ENTRIES)
def test_what_is_started_by_itself_is_an_entry(text: str) -> None:
    assert source(text).entry


@pytest.mark.parametrize("text", NO_ENTRIES)
def test_what_is_not_started_is_no_entry(text: str) -> None:
    assert not source(text).entry


def test_an_import_knows_whether_it_is_used_outside_of_types() -> None:
    told = source(method("Storage s; StorageOptions.newBuilder();", STORAGE)).imports
    assert told == [
        Import("com.google.cloud.storage.Storage", 2, used=False),
        Import(OPTIONS, 3),
    ]


def test_imports_of_the_same_base_package_are_the_codes_own() -> None:
    told = source(
        "package org.shop.web;\nimport org.shop.data.Orders;\n"
        "import org.other.X;\nclass A { Near n = new Near(); }"
    )
    assert told.locals == ["org.shop.data.Orders", "org.shop.web.Near"]
    assert [one.path for one in told.imports] == ["org.other.X"]


def test_constants_are_named_after_their_class() -> None:
    told = source('class A { static final String X = "x"; int n = 1; String y = X + System.getenv("E"); }')
    assert told.constants == {"A.X": Known("x"), "A.y": Joined((Name("A.X"), Env("E")))}


BROKEN = [
    b"",
    b"\xff\xfe\x00",
    b"class",
    b"class A { void f( { x.",
    b"import ;import a.;package",
    b'"\x00"',
    b"}" * 500,
    b'class A { String s = "unclosed; }',
    b"@",
    b"\xef\xbb\xbfclass A {}",
    b"x.y().z(" * 300,
]


@pytest.mark.parametrize("data", BROKEN)
def test_broken_input_never_raises(data: bytes) -> None:
    assert isinstance(java.read(data, "A.java"), Source)


@pytest.mark.parametrize(
    ("broken", "problems"),
    [
        ("class B { void f() { int x = ; } }", []),
        ("class B { void f() { ] g(1 } }", []),
        ("class B { void f() { ] StorageOptions.x( } }", ["line 8"]),
        ('class B { void f() { ] g("https://run.googleapis.com" } }', ["line 8"]),
    ],
)
def test_an_error_is_told_where_it_could_matter_and_what_is_around_it_is_read(
    broken: str, problems: list[str]
) -> None:
    text = method("StorageOptions.newBuilder();", STORAGE) + "\n" + broken
    assert f"{OPTIONS}.newBuilder" in paths(text)
    assert [problem.partition(":")[0] for problem in source(text).problems] == problems


DEEP = {
    "a chain": "x" + ".f()" * 3000 + ";",
    "brackets": "(" * 3000 + "1" + ")" * 3000 + ";",
    "calls": "f(" * 3000 + ")" * 3000 + ";",
    "a sum": 'String s = "https://"' + ' + "a"' * 3000 + ";",
}


@pytest.mark.parametrize("case", DEEP)
def test_deep_code_is_read_or_said_to_be_too_deep(case: str) -> None:
    told = source(method(DEEP[case] + " StorageOptions.newBuilder();", STORAGE))
    assert [use.path for use in told.uses] == [f"{OPTIONS}.newBuilder"] or told.problems == [
        "line 1: nested too deeply to be read"
    ]


def test_a_long_chain_keeps_its_beginning_and_its_end() -> None:
    text = method("StorageOptions.newBuilder()" + ".set(1)" * 50 + ".build();", STORAGE)
    longest = max(paths(text), key=len)
    assert longest.count("()") <= 17
    assert any(
        path.startswith(f"{OPTIONS}.newBuilder().set()") and path.endswith(".build") for path in paths(text)
    )


def test_arguments_are_the_first_eight() -> None:
    text = method("Client.take(1, 2, 3, 4, 5, 6, 7, 8, 9);", "import com.google.x.Client;\n")
    assert source(text).uses == [
        Use("com.google.x.Client.take", 5, args=tuple(Known(n) for n in range(1, 9)))
    ]
