"""The reader of Kotlin: what each piece of code tells, and what must tell nothing."""

from __future__ import annotations

import pytest

from preflight.scan.languages import kotlin
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

OPTIONS = "com.google.cloud.storage.StorageOptions"
IMPORTS = "import com.google.x.Client\nimport com.google.cloud.storage.StorageOptions\n"


def source(text: str) -> Source:
    return kotlin.read(text.encode(), "App.kt")


def function(body: str, fields: str = "", imports: str = IMPORTS) -> str:
    return f"package shop.orders\n{imports}class App {{\n{fields}\nfun run(given: Int) {{\n{body}\n}}\n}}\n"


def paths(text: str) -> list[str]:
    return sorted({use.path for use in source(text).uses})


USES = {
    "a chain with a property": (
        function("val s = StorageOptions.getDefaultInstance().service\ns.list()"),
        [f"{OPTIONS}.getDefaultInstance", f"{OPTIONS}.getDefaultInstance().service.list"],
    ),
    "a constructor": (
        function("val c = Client(1)\nc.go()"),
        ["com.google.x.Client", "com.google.x.Client().go"],
    ),
    "an import under another name": (
        function("C.create()", imports="import com.google.x.Client as C\n"),
        ["com.google.x.Client.create"],
    ),
    "what a block is given": (
        function("Client.create().use { c -> c.go() }"),
        ["com.google.x.Client.create", "com.google.x.Client.create().go", "com.google.x.Client.create().use"],
    ),
    "what a block is given without a name": (
        function("Client.create().let { it.go() }"),
        ["com.google.x.Client.create", "com.google.x.Client.create().go", "com.google.x.Client.create().let"],
    ),
    "what a block is about": (
        function("val c = Client.create().apply { go() }\nc.stop()"),
        [
            "com.google.x.Client.create",
            "com.google.x.Client.create().go",
            "com.google.x.Client.create().stop",
        ],
    ),
    "what is made when first needed": (
        function("client.go()", "private val client by lazy { Client.create() }"),
        ["com.google.x.Client.create", "com.google.x.Client.create().go"],
    ),
    "what a getter gives": (
        function("client.go()", "val client get() = Client.create()"),
        ["com.google.x.Client.create", "com.google.x.Client.create().go"],
    ),
    "a companion's client": (
        function("client.go()", "companion object { val client = Client.create() }"),
        ["com.google.x.Client.create", "com.google.x.Client.create().go"],
    ),
    "a type's method": (function("c!!.go()", "var c: Client? = null"), ["com.google.x.Client().go"]),
    "a safe call": (
        function("val c = Client.create()\nc?.go()"),
        [
            "com.google.x.Client.create",
            "com.google.x.Client.create().go",
        ],
    ),
    "a name that is written out": (function("com.google.y.Client.create()"), ["com.google.y.Client.create"]),
    "a class handed on": (function("given.get(Client::class)"), ["com.google.x.Client.class"]),
    "a base class": (
        (
            "import com.google.cloud.spring.data.spanner.repository.SpannerRepository\n"
            "interface Orders : SpannerRepository<Order, String>"
        ),
        ["com.google.cloud.spring.data.spanner.repository.SpannerRepository"],
    ),
    "a constructor of a component": (
        "import com.google.x.Client\n@Service\nclass A(private val client: Client, val n: Int)",
        ["com.google.x.Client"],
    ),
    "a field of a container": (
        "import com.google.x.Client\nclass A {\n@Autowired lateinit var client: Client\n}",
        ["com.google.x.Client"],
    ),
    "the environment": (function('System.getenv("X")'), ["java.lang.System.getenv"]),
}


@pytest.mark.parametrize("case", USES)
def test_a_use_has_the_path_of_what_is_used(case: str) -> None:
    text, expected = USES[case]
    assert paths(text) == sorted(expected)


NO_USES = {
    "a comment": function("// Client.create()\n/* Client.create() */"),
    "a text": function('val s = "Client.create()"'),
    "types only": "import com.google.x.Client\nclass A { fun f(c: Client): Client = c }",
    "a constructor of no component": "import com.google.x.Client\nclass A(private val client: Client)",
    "a class of the file": "import com.google.x.*\nclass Client\nfun f() { Client() }",
    "the code's own package below com.google": (
        "package com.google.shop\nimport com.google.shop.Client\nfun f() { Client.create() }"
    ),
    "the platform": function('listOf(1)\nprintln("x")\nPair(1, 2)\n"a".trim()'),
    "an annotation": "import com.google.x.Anno\n@Anno(1)\nclass A { @Anno val x = 1 }",
    "an import alone": IMPORTS,
    "an unknown receiver": function("other.publish()\nother.topic.publish()"),
}


@pytest.mark.parametrize("case", NO_USES)
def test_what_uses_nothing_tells_no_use(case: str) -> None:
    assert paths(NO_USES[case]) == []


VALUES: dict[str, tuple[str, Value]] = {
    "a text": ('"a\\tb"', Known("a\tb")),
    "a dollar": ('"\\$a $ b$"', Known("$a $ b$")),
    "a text with a name": ('"a-$NAME.b"', Joined((Known("a-"), Name("App.NAME"), Known(".b")))),
    "a text with an expression": ('"a-${System.getenv("X")}"', Joined((Known("a-"), Env("X")))),
    "a raw text": ('"""a\\n"""', Known("a\\n")),
    "a raw text with a name": ('"""a $NAME"""', Joined((Known("a "), Name("App.NAME")))),
    "numbers": ("-1_0L", Known(-10)),
    "a truth value": ("false", Known(False)),  # noqa: FBT003 - the value
    "nothing": ("null", Known(None)),
    "a sum": ('"a" + "b"', Known("ab")),
    "the environment or a default": ('System.getenv("X") ?: "d"', Env("X", Known("d"))),
    "the environment or an error": ('System.getenv("X") ?: throw Exception()', Env("X")),
    "the environment by its map": ('System.getenv()["X"]', Env("X")),
    "a condition": ('if (given > 1) "a" else "b"', OneOf((Known("a"), Known("b")))),
    "a choice": ('when (given) { 1 -> "a" else -> "b" }', OneOf((Known("a"), Known("b")))),
    "a format": ('"%s-b".format("a")', Known("a-b")),
    "what a call gives": ("Client.create()", Made("com.google.x.Client.create")),
    "a parameter": ("given", Opaque()),
    "a constant of a class beside it": ("Settings.NAME", Name("shop.orders.Settings.NAME")),
    "what a container fills in": ("filled", Env("topic", Known("t"))),
}


@pytest.mark.parametrize("case", VALUES)
def test_an_argument_has_its_value(case: str) -> None:
    written, expected = VALUES[case]
    fields = 'companion object { const val NAME = "n" }\n@Value("\\${topic:t}") lateinit var filled: String'
    taken = [
        use for use in source(function(f"Client.take({written})", fields)).uses if use.path.endswith(".take")
    ]
    assert [use.args for use in taken] == [(expected,)]


def test_named_arguments_are_keywords() -> None:
    assert source(function('Client.take(1, name = "a")')).uses == [
        Use("com.google.x.Client.take", 7, args=(Known(1),), keywords={"name": Known("a")})
    ]


TEXTS = {
    'URI.create("https://a.googleapis.com")': "java.net.URI.create",
    'fetch(url = "https://a.googleapis.com")': "fetch:url",
    'val url = "https://a.googleapis.com"': "=url",
    'other.get("https://$given.googleapis.com")': "?.get",
    'return "https://a.googleapis.com"': "",
}


@pytest.mark.parametrize("body", TEXTS)
def test_a_text_says_what_takes_it(body: str) -> None:
    assert [text.into for text in source(function(body)).texts] == [TEXTS[body]]


@pytest.mark.parametrize(
    "text", [function("// https://a"), function('f("plain")'), '@Link("https://a") class A']
)
def test_comments_annotations_and_other_texts_are_not_told(text: str) -> None:
    assert source(text).texts == []


def test_a_secret_that_a_container_fills_in_is_a_text() -> None:
    assert source('class A(@Value("\\${sm@key}") val key: String)').texts == [
        Text(Known("sm@key"), 1, "=key")
    ]


def test_a_started_program_is_a_command() -> None:
    told = source(function('ProcessBuilder("gcloud", "run", given).start()\nProcessBuilder(given)')).commands
    assert [(one.words, one.within) for one in told] == [(("gcloud", "run", "\0"), "run")]


@pytest.mark.parametrize(
    "text",
    [
        "fun main() {}",
        "class A { companion object { @JvmStatic fun main(a: Array<String>) {} } }",
        "@SpringBootApplication\nclass A",
        "class A : HttpFunction { }",
        "class A : HttpServlet() { }",
    ],
)
def test_what_is_started_by_itself_is_an_entry(text: str) -> None:
    assert source(text).entry


@pytest.mark.parametrize("text", ["class A { fun main() {} }", "fun run() {}", "class A : Runnable"])
def test_what_is_not_started_is_no_entry(text: str) -> None:
    assert not source(text).entry


def test_imports_are_the_codes_own_or_another_s() -> None:
    told = source(
        "package org.shop.web\nimport org.shop.data.Orders\n"
        "import org.other.*\nimport kotlin.math.abs\nval n = Orders()"
    )
    assert told.locals == ["org.shop.data.Orders"]
    assert told.imports == [Import("org.other.*", 3, used=False)]


def test_constants_of_a_companion_belong_to_its_class() -> None:
    assert source('val a = "1"\nclass A {\ncompanion object {\nconst val B = "2"\n}\n}').constants == {
        "a": Known("1"),
        "A.B": Known("2"),
    }


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"class",
        b"fun f( { x.",
        b"import ",
        b'"\x00$',
        b"}" * 500,
        b'val s = "$',
        b"x.y().z {" * 300,
        b"@",
        b"\xef\xbb\xbfclass A",
        b'"${' * 200,
    ],
)
def test_broken_input_never_raises(data: bytes) -> None:
    assert isinstance(kotlin.read(data, "A.kt"), Source)


@pytest.mark.parametrize(
    ("broken", "problems"),
    [
        ("class B { fun f() { val x = } }", []),
        ("class B { fun f() { ] [ Client.x( } }", ["line 10"]),
        ('class B { fun f() { ] [ g("https://run.googleapis.com" } }', ["line 10"]),
    ],
)
def test_what_does_not_parse_is_a_problem_where_it_could_matter(broken: str, problems: list[str]) -> None:
    told = source(function("Client.create()") + broken)
    assert [problem.partition(":")[0] for problem in told.problems] == problems
    assert [use.path for use in told.uses] == ["com.google.x.Client.create"]
