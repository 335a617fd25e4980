"""The reader of C#: what each piece of code tells, and what must tell nothing."""

from __future__ import annotations

import pytest

from preflight.scan.languages import csharp
from preflight.scan.reading import csharp_names
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

STORAGE = "using Google.Cloud.Storage.V1;\n"
SECRETS = "using Google.Cloud.SecretManager.V1;\n"
PUBSUB = "using Google.Cloud.PubSub.V1;\n"
CLIENT = "Google.Cloud.Storage.V1.StorageClient"


def source(text: str) -> Source:
    return csharp.read(text.encode(), "App.cs")


def method(body: str, usings: str = STORAGE, fields: str = "") -> str:
    return (
        f"{usings}namespace Shop.Orders;\nclass App {{ {fields}\n"
        f"async Task Run(string given) {{\n{body}\n}} }}"
    )


def paths(text: str) -> list[str]:
    return sorted({use.path for use in source(text).uses})


USES = {
    "a client": (
        method("var c = StorageClient.Create(); c.GetBucket(given);"),
        [f"{CLIENT}.Create", f"{CLIENT}.Create().GetBucket"],
    ),
    "a client that is awaited": (
        method("var p = await PublisherClient.CreateAsync(given); await p.PublishAsync(1);", PUBSUB),
        [
            "Google.Cloud.PubSub.V1.PublisherClient.CreateAsync",
            "Google.Cloud.PubSub.V1.PublisherClient.CreateAsync().PublishAsync",
        ],
    ),
    "a builder": (
        method("new SecretManagerServiceClientBuilder { Endpoint = given }.Build();", SECRETS),
        [
            "Google.Cloud.SecretManager.V1.SecretManagerServiceClientBuilder",
            "Google.Cloud.SecretManager.V1.SecretManagerServiceClientBuilder().Build",
        ],
    ),
    "a connection": (
        method("using var c = new SpannerConnection(given); c.Open();", "using Google.Cloud.Spanner.Data;\n"),
        ["Google.Cloud.Spanner.Data.SpannerConnection", "Google.Cloud.Spanner.Data.SpannerConnection().Open"],
    ),
    "new without a name": (
        method("SpannerConnection c = new(given);", "using Google.Cloud.Spanner.Data;\n"),
        ["Google.Cloud.Spanner.Data.SpannerConnection"],
    ),
    "a field that a constructor fills": (
        method(
            "_c.Go(); this._c?.Stop();", fields="StorageClient _c; App() { _c = StorageClient.Create(); }"
        ),
        [f"{CLIENT}.Create", f"{CLIENT}.Create().Go", f"{CLIENT}.Create().Stop"],
    ),
    "a parameter of a class": (
        f"{STORAGE}class A(StorageClient client) {{ void F() {{ client.Go(); }} }}",
        [f"{CLIENT}().Go"],
    ),
    "a name that is written out": (
        method("Google.Cloud.Storage.V1.StorageClient.Create(); global::Google.X.Y.Make();", ""),
        [f"{CLIENT}.Create", "Google.X.Y.Make"],
    ),
    "an alias": (
        method("C.Create();", "using C = Google.Cloud.X.V1.XClient;\n"),
        ["Google.Cloud.X.V1.XClient.Create"],
    ),
    "a class that is opened whole": (
        method("Create();", "using static Google.Cloud.X.V1.XClient;\n"),
        ["Google.Cloud.X.V1.XClient.Create"],
    ),
    "a global using": (method("StorageClient.Create();", f"global {STORAGE}"), [f"{CLIENT}.Create"]),
    "one namespace of several": (
        method(
            (
                "SecretManagerServiceClient.Create(); StorageClient.Create(); "
                "PublisherServiceApiClient.Create();"
            ),
            STORAGE + SECRETS + PUBSUB + "using Google.Api.Gax;\n",
        ),
        [
            "Google.Cloud.PubSub.V1.PublisherServiceApiClient.Create",
            "Google.Cloud.SecretManager.V1.SecretManagerServiceClient.Create",
            f"{CLIENT}.Create",
        ],
    ),
    "the longer of two that fit": (
        method(
            "DatabaseAdminClient.Create(); SpannerConnection c = new();",
            "using Google.Cloud.Spanner.Data;\nusing Google.Cloud.Spanner.Admin.Database.V1;\n"
            "using Google.Cloud.Spanner.Common.V1;\n",
        ),
        [
            "Google.Cloud.Spanner.Admin.Database.V1.DatabaseAdminClient.Create",
            "Google.Cloud.Spanner.Data.SpannerConnection",
        ],
    ),
    "the only service": (
        method("InstancesClient.Create();", "using Google.Cloud.Compute.V1;\nusing Grpc.Core;\n"),
        ["Google.Cloud.Compute.V1.InstancesClient.Create"],
    ),
    "the only service whose clients are named otherwise": (
        method("InstancesClient.Create();", "using Google.Cloud.Compute.V1;\n" + STORAGE),
        ["Google.Cloud.Compute.V1.InstancesClient.Create"],
    ),
    "no namespace that could be it": (method("StorageClient.Create();", ""), ["?.StorageClient.Create"]),
    "two that could be it": (
        method(
            "InstancesClient.Create();",
            ("using Google.Cloud.Compute.V1;\nusing Google.Cloud.Monitoring.V3;\n"),
        ),
        ["?.InstancesClient.Create"],
    ),
    "a registration": (
        "services.AddPublisherClient(topic); services.AddFirestoreDb();",
        ["?.AddFirestoreDb", "?.AddPublisherClient"],
    ),
    "a registration with its namespace": (
        "using Google.Cloud.Diagnostics.AspNetCore3;\nbuilder.Services.AddGoogleDiagnosticsForAspNetCore();",
        ["Google.Cloud.Diagnostics.AspNetCore3.AddGoogleDiagnosticsForAspNetCore"],
    ),
    "Firebase": (
        method(
            "FirebaseApp.Create(); FirebaseAuth.DefaultInstance.Verify();",
            "using FirebaseAdmin;\nusing FirebaseAdmin.Auth;\n",
        ),
        ["FirebaseAdmin.Auth.FirebaseAuth.DefaultInstance.Verify", "FirebaseAdmin.FirebaseApp.Create"],
    ),
    "the environment": (
        method('Environment.GetEnvironmentVariable("X");', ""),
        ["System.Environment.GetEnvironmentVariable"],
    ),
    "a base class": (
        method("", "using Google.Cloud.X.V1;\n") + " class B : XClient {}",
        ["Google.Cloud.X.V1.XClient"],
    ),
}


@pytest.mark.parametrize("case", USES)
def test_a_use_has_the_path_of_what_is_used(case: str) -> None:
    text, expected = USES[case]
    assert paths(text) == sorted(expected)


NO_USES = {
    "a comment": method("// StorageClient.Create();\n/* StorageClient.Create(); */"),
    "a text": method('var s = "StorageClient.Create()";'),
    "types only": method("StorageClient c; List<StorageClient> all;"),
    "a message": method("var s = new Secret { Name = given };", SECRETS),
    "a class of the file": STORAGE + "class StorageClient { void F() { StorageClient.Create(); } }",
    "the platform": method("Console.WriteLine(1); Task.FromResult(1); new List<int>(); string.Join(given);"),
    "other databases": method("new SqlConnection(given); new NpgsqlConnection(given);"),
    "a helper of the code's own": method("Retry.Run(); new Worker().Go();"),
    "the code's own namespace": method("StorageClient.Go();", "using Shop.Storage;\n").replace(
        "StorageClient", "Storage"
    ),
    "a registration of the platform": (
        "services.AddHttpClient(); services.AddSingleton(1); services.AddGrpcClient();"
    ),
    "an unknown receiver": method("given.Publish(); other.Topic.Publish();"),
    "an attribute": STORAGE + "[StorageClient(1)] class A {}",
    "usings alone": STORAGE + SECRETS,
    "the name of something": method("nameof(StorageClient);"),
}


@pytest.mark.parametrize("case", NO_USES)
def test_what_uses_nothing_tells_no_use(case: str) -> None:
    assert paths(NO_USES[case]) == []


VALUES: dict[str, tuple[str, Value]] = {
    "a text": ('"a\\tb"', Known("a\tb")),
    "a verbatim text": ('@"a\\t""b"', Known('a\\t"b')),
    "a raw text": ('"""a"b"""', Known('a"b')),
    "an interpolated text": ('$"a-{Name}-{{b}}"', Joined((Known("a-"), Name("App.Name"), Known("-{b}")))),
    "an interpolated text without holes": ('$"a"', Known("a")),
    "numbers": ("-1_0L", Known(-10)),
    "a truth value": ("true", Known(True)),  # noqa: FBT003 - the value
    "nothing": ("null", Known(None)),
    "a sum": ('"a" + "b" + 1', Known("ab1")),
    "the environment": ('Environment.GetEnvironmentVariable("X")', Env("X")),
    "the environment or a default": ('Environment.GetEnvironmentVariable("X") ?? "d"', Env("X", Known("d"))),
    "the environment or an error": ('Environment.GetEnvironmentVariable("X") ?? throw new Oh()', Env("X")),
    "a setting": ('_configuration["A:B"]', Env("A:B")),
    "a setting of a builder": ('builder.Configuration["A"] ?? "d"', Env("A", Known("d"))),
    "a setting with a default": ('configuration.GetValue<string>("A", "d")', Env("A", Known("d"))),
    "what is no setting": ('given["A"]', Opaque()),
    "a format": ('string.Format("{0}-{1:D}-{0}", "a", 2)', Known("a-2-a")),
    "a condition": ('given == null ? "a" : "b"', OneOf((Known("a"), Known("b")))),
    "a choice": ('given switch { "x" => "a", _ => "b" }', OneOf((Known("a"), Known("b")))),
    "what a call gives": ("StorageClient.Create()", Made(f"{CLIENT}.Create")),
    "a parameter": ("given", Opaque()),
    "a variable": ("local", Known("l")),
    "a cast": ('(string)("a")', Known("a")),
}


@pytest.mark.parametrize("case", VALUES)
def test_an_argument_has_its_value(case: str) -> None:
    written, expected = VALUES[case]
    text = method(f'var local = "l"; StorageClient.Take({written});', fields='const string Name = "n";')
    taken = [use for use in source(text).uses if use.path == f"{CLIENT}.Take"]
    assert [use.args for use in taken] == [(expected,)]


def test_named_arguments_and_filled_fields_are_keywords() -> None:
    told = source(
        method('StorageClient.Take(1, name: "a"); new StorageClientBuilder { Endpoint = "b" };')
    ).uses
    assert [(use.args, use.keywords) for use in told] == [
        ((Known(1),), {"name": Known("a")}),
        ((), {"Endpoint": Known("b")}),
    ]


TEXTS = {
    'new Uri("https://a.googleapis.com");': "System.Uri",
    'await other.GetAsync("https://a.googleapis.com");': "?.GetAsync",
    'await new HttpClient().GetAsync($"https://a/{given}");': "System.Net.Http.HttpClient().GetAsync",
    'var url = "https://a.googleapis.com";': "=url",
    '_url = "https://a.googleapis.com";': "=_url",
    'new StorageClientBuilder { BaseUri = "https://a.googleapis.com" };': f"{CLIENT}Builder:BaseUri",
    'Fetch(url: "https://a.googleapis.com");': "Fetch:url",
    'Fetch(string.Format("https://{0}.googleapis.com", given));': "Fetch",
    'return "https://a.googleapis.com";': "",
}


@pytest.mark.parametrize("body", TEXTS)
def test_a_text_says_what_takes_it(body: str) -> None:
    assert [text.into for text in source(method(body)).texts] == [TEXTS[body]]


@pytest.mark.parametrize("given", ["F, region", "CultureInfo.InvariantCulture, F, region"])
def test_a_template_under_a_name_is_filled_where_it_is_used(given: str) -> None:
    field = 'const string F = "https://{0}-run.googleapis.com";'
    told = source(method(f"new Uri(string.Format({given}));", fields=field))
    value = Joined((Known("https://"), Opaque(), Known("-run.googleapis.com")))
    assert (value, "System.Uri") in [(text.value, text.into) for text in told.texts]


def test_a_text_under_a_name_that_no_call_fills_is_told_once() -> None:
    field = 'const string F = "https://{0}-run.googleapis.com";'
    assert len(source(method("new Uri(Write(F, region));", fields=field)).texts) == 1


@pytest.mark.parametrize(
    "text",
    [
        method("// https://a"),
        method('F("plain");'),
        '[Link("https://a")] class A { /// <a href="https://a"/>\n }',
    ],
)
def test_comments_attributes_and_other_texts_are_not_told(text: str) -> None:
    assert source(text).texts == []


def test_a_property_that_is_an_expression_is_a_constant() -> None:
    told = source('class A { const string X = "x"; string Url => $"https://{X}"; int N = 1; }')
    assert told.constants == {"A.X": Known("x"), "A.Url": Joined((Known("https://"), Name("A.X")))}
    assert told.texts == [Text(Joined((Known("https://"), Name("A.X"))), 1, "=Url")]


COMMANDS = {
    'Process.Start("gcloud", "run deploy");': ("gcloud", "run", "deploy"),
    'new ProcessStartInfo("gcloud", "run");': ("gcloud", "run"),
    'new ProcessStartInfo { FileName = "gcloud", Arguments = "run deploy" };': ("gcloud", "run", "deploy"),
}


@pytest.mark.parametrize("body", COMMANDS)
def test_a_started_program_is_a_command(body: str) -> None:
    assert [(one.words, one.within) for one in source(method(body)).commands] == [(COMMANDS[body], "Run")]


@pytest.mark.parametrize(
    "body", ["Process.Start(given);", 'other.Start("gcloud");', "Process.GetProcesses();"]
)
def test_what_is_not_known_or_not_started_is_no_command(body: str) -> None:
    assert source(method(body)).commands == []


@pytest.mark.parametrize(
    "text",
    [
        "var x = 1;",
        "class A { static void Main() {} }",
        "class A { public static async Task Main(string[] a) {} }",
        "class F : IHttpFunction {}",
        "[ApiController] class A {}",
        "namespace N { class A : BackgroundService {} }",
    ],
)
def test_what_is_started_by_itself_is_an_entry(text: str) -> None:
    assert source(text).entry


@pytest.mark.parametrize(
    "text", ["class A { void Main() {} }", "class A : IDisposable {}", "", "using System;"]
)
def test_what_is_not_started_is_no_entry(text: str) -> None:
    assert not source(text).entry


@pytest.mark.parametrize(
    ("usings", "kept"),
    [
        ("global using Google.Cloud.BigQuery.V2;", ["Google.Cloud.BigQuery.V2.*"]),
        ("global using FirebaseAdmin;\nglobal using Google.Cloud.Storage.V1;",
         ["FirebaseAdmin.*", "Google.Cloud.Storage.V1.*"]),
        ("using Google.Cloud.BigQuery.V2;", []),
        ("global using System.Text;", []),
        ("global using static Google.Cloud.Storage.V1.StorageClient;", []),
        ("global using Client = Google.Cloud.Storage.V1.StorageClient;", []),
    ],
)  # fmt: skip
def test_a_namespace_that_is_opened_for_all_files_is_handed_on(usings: str, kept: list[str]) -> None:
    value = source(usings + "\nclass A {}").constants.get("*")
    given = value.values if isinstance(value, OneOf) else (value,)
    assert [one.path for one in given if isinstance(one, Name)] == kept


@pytest.mark.parametrize(
    ("path", "full"),
    [
        ("?.BigQueryClient.Create", "Google.Cloud.BigQuery.V2.BigQueryClient.Create"),
        ("?.BigQueryClient().ExecuteQuery", "Google.Cloud.BigQuery.V2.BigQueryClient().ExecuteQuery"),
        ("?.StorageClientBuilder", "Google.Cloud.Storage.V1.StorageClientBuilder"),
        ("?.CosmosClient", ""),
        ("?.SignUrl", ""),
        ("Google.Cloud.Storage.V1.StorageClient", ""),
    ],
)
def test_a_client_has_its_path_by_the_namespaces_that_other_files_opened(path: str, full: str) -> None:
    opened = ["Google.Cloud.BigQuery.V2", "Google.Cloud.Storage.V1"]
    assert csharp_names.with_opened(path, opened) == full


def test_usings_are_the_codes_own_the_platforms_or_a_librarys() -> None:
    told = source(
        "using System;\nusing Shop.Data;\nusing Google.Cloud.Storage.V1;\nusing Google.Protobuf;\n"
        "namespace Shop.Web { class A { object c = StorageClient.Create(); } }"
    )
    assert told.imports == [
        Import("Google.Cloud.Storage.V1.*", 3),
        Import("Google.Protobuf.*", 4, used=False),
    ]
    assert told.locals == ["Shop.Data.*", "Shop.Web.*"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"class",
        b"class A { void F( { x.",
        b"using ;using static ;namespace",
        b'$"{',
        b"}" * 500,
        b'@"',
        b"x.y().z(" * 300,
        b"[",
        b"\xef\xbb\xbfclass A {}",
        b"x?.y?[" * 200,
    ],
)
def test_broken_input_never_raises(data: bytes) -> None:
    assert isinstance(csharp.read(data, "A.cs"), Source)


@pytest.mark.parametrize(
    ("broken", "problems"),
    [
        ("class B { void F() { int x = ; } }", []),
        ("class B { void F() { ] [ G(1 } }", []),
        ("class B { void F() { ] [ StorageClient.X( } }", ["line 7"]),
        ('class B { void F() { ] [ G("https://run.googleapis.com" } }', ["line 7"]),
    ],
)
def test_what_does_not_parse_is_a_problem_where_it_could_matter(broken: str, problems: list[str]) -> None:
    told = source(method("StorageClient.Create();") + "\n" + broken)
    assert [problem.partition(":")[0] for problem in told.problems] == problems
    assert told.uses == [Use(f"{CLIENT}.Create", 5)]
