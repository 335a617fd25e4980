"""What Java, Kotlin and C# read of the environment, and what Spring fills in.

A row is a file, what stands in it, and what is read: `A` optional, `A!` required, `A/B` required unless B is
there, `?` a name that cannot be told, `?all` the whole environment, `=A` set by the code itself.
"""

from __future__ import annotations

import pytest
from shown_reads import shown

from preflight.environ.found import jvm_and_dotnet

CASES = {
    "java: a member of what is asked for first": (
        "A.java",
        (
            'class A { boolean a = System.getenv("A") != null\n'
            '  && System.getenv("A").equals("x"); boolean b = System.getenv("B").equals("x"); }\n'
        ),
        "A B!",
    ),
    "java: getenv is optional": (
        "A.java",
        'class A { String a = System.getenv("A"); }',
        "A",
    ),
    "java: what must not be null": (
        "A.java",
        (
            'class A { String a = Objects.requireNonNull(System.getenv("A")); String b = Opti'
            'onal.ofNullable(System.getenv("B")).orElse("x"); String c = Optional.ofNullable('
            'System.getenv("C")).orElseThrow(); }'
        ),
        "A! B C!",
    ),
    "java: the map": (
        "A.java",
        (
            'class A { String a = System.getenv().getOrDefault("A", "x"); String b = System.g'
            'etenv().get("B"); }'
        ),
        "A B",
    ),
    "java: a method that throws, and a constant": (
        "A.java",
        (
            "class A { static String need(String n) { String v = System.getenv(n); if (v == n"
            'ull) { throw new IllegalStateException(n); } return v; } String a = need("A"); s'
            'tatic final String NB = "B"; String b = need(NB); }'
        ),
        "A! B!",
    ),
    "java: Spring values": (
        "A.java",
        (
            'class A { @Value("${A}") String a; @Value("${B:x}") String b; @Value("${my.prop-'
            'name}") String c; }'
        ),
        "A! B MY_PROPNAME!",
    ),
    "java: the map under a name, and a check": (
        "A.java",
        (
            "class A { void m(){ Map<String,String> env = System.getenv();\n"
            ' env.get("A"); String v = System.getenv("B"); if (v == null || v.isBlank()) { th'
            "row new X(); } } }"
        ),
        "A B!",
    ),
    "java: MicroProfile": (
        "A.java",
        (
            'class A { @ConfigProperty(name = "app.bucket") String a; @ConfigProperty(name = '
            '"app.b", defaultValue = "x") String b; }'
        ),
        "APP_BUCKET! APP_B",
    ),
    "java: a class of properties": (
        "A.java",
        (
            '@ConfigurationProperties(prefix = "app")\n'
            "class A { private String bucket; private int size = 3; }"
        ),
        "APP_BUCKET APP_SIZE",
    ),
    "kotlin": (
        "A.kt",
        (
            'val a = System.getenv("A") ?: "x"\n'
            'val b = System.getenv("B") ?: error("no")\n'
            'val c = System.getenv("C")!!\n'
            'val d = System.getenv()["D"]'
        ),
        "A B! C! D",
    ),
    "kotlin: a function that throws": (
        "A.kt",
        (
            "fun need(n: String): String = System.getenv(n) ?: throw IllegalStateException(n)"
            "\n"
            'val a = need("A")'
        ),
        "A!",
    ),
    "c#": (
        "A.cs",
        (
            'class A { string a = Environment.GetEnvironmentVariable("A") ?? "x"; string b = '
            'Environment.GetEnvironmentVariable("B") ?? throw new Exception(); string c = Env'
            'ironment.GetEnvironmentVariable("C"); }'
        ),
        "A B! C",
    ),
    "settings of Spring in YAML": (
        "application.yml",
        ("a:\n  bucket: ${BUCKET}\n  x: ${X:y}\n"),
        "BUCKET! X",
    ),
    "settings of Spring as properties": (
        "application.properties",
        ("a.b=${BUCKET}\n#c=${NO}\n"),
        "BUCKET!",
    ),
    "java: all of it, and a name that is made up": (
        "A.java",
        ("class A { void m(){ for (var e : System.getenv().entrySet()) {} System.getenv(foo()); } }"),
        "?all ?",
    ),
}


@pytest.mark.parametrize(("file", "code", "expected"), CASES.values(), ids=CASES)
def test_reads(file: str, code: str, expected: str) -> None:
    found = jvm_and_dotnet.found([file], {file: code.encode()})
    assert shown(found) == set(expected.split())
    assert not found.problems
