"""Which namespace a name of C# is of: `using` opens whole namespaces, so one has to be chosen.

How sure the choice is, from most to least: a qualified name, an alias and the platform's own types are
certain; a namespace in use whose segments stand in the type's name (`SecretManagerServiceClient`,
`Google.Cloud.SecretManager.V1`), and a type that is known to be named otherwise (`PublisherClient`,
`Google.Cloud.PubSub.V1`), are as good as certain; the only namespace of a Google client in use, taken for a
name that ends like a client's, is likely. Where nothing decides, the path begins with `?`.

https://learn.microsoft.com/dotnet/csharp/language-reference/keywords/using-directive
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading.methods import UNKNOWN_RECEIVERS
from preflight.scan.reading.values import one_of
from preflight.scan.source import Import, Name

if TYPE_CHECKING:
    from preflight.scan.source import Source

# Under this a file hands on all that is in a namespace.
ALL = "*"
_ROOTS = frozenset(
    {"Google", "FirebaseAdmin", "Grpc", "System", "Microsoft", "OpenTelemetry", "Npgsql", "MySql"}
)
_PLATFORM = ("System", "Microsoft")
_KEPT_OF_PLATFORM = (
    "System.Environment.GetEnvironmentVariable", "System.Environment.SetEnvironmentVariable", "System.Net.",
    "System.Diagnostics.Process", "System.Uri",
)  # fmt: skip
# Names of the platform that tell something, wherever they are used without a library of that name.
_TYPES = {
    "Environment": "System.Environment", "Uri": "System.Uri", "Process": "System.Diagnostics.Process",
    "ProcessStartInfo": "System.Diagnostics.ProcessStartInfo", "HttpClient": "System.Net.Http.HttpClient",
    "HttpRequestMessage": "System.Net.Http.HttpRequestMessage", "HttpMethod": "System.Net.Http.HttpMethod",
    "WebRequest": "System.Net.WebRequest", "WebClient": "System.Net.WebClient",
}  # fmt: skip
# And those that tell nothing but end like a client's.
_SILENT = frozenset({
    "IAsyncDisposable", "DbConnection", "SqlConnection",
    "NpgsqlConnection", "MySqlConnection", "SqliteConnection",
    "IHttpClientFactory", "TcpClient", "UdpClient", "SmtpClient", "BackgroundService", "IHostedService",
    "WebApplication", "Host", "BlobServiceClient", "SecretClient", "ServiceBusClient", "CosmosClient",
})  # fmt: skip
_CLIENT = re.compile(
    r"[A-Z]\w*(Client|ClientImpl|ClientBuilder|Db|DbBuilder|Connection|ConnectionStringBuilder|ConnectionBuilder"
    r"|Service|App|Auth|Messaging|Signer|UrlSigner|Exporter|Logger|Tracer)"
)
_CLIENT_ONLY = re.compile(r"[A-Z]\w*(Client|ClientImpl|ClientBuilder|Db|DbBuilder)")
# Beginnings of names that do not hold a segment of their namespace.
_OTHERWISE = {
    "Publisher": "Google.Cloud.PubSub.",
    "Subscriber": "Google.Cloud.PubSub.", "SchemaService": "Google.Cloud.PubSub.",
    "KeyManagement": "Google.Cloud.Kms.", "ImageAnnotator": "Google.Cloud.Vision.",
    "ProductSearch": "Google.Cloud.Vision.", "Prediction": "Google.Cloud.AIPlatform.",
    "MetricService": "Google.Cloud.Monitoring.", "AlertPolicy": "Google.Cloud.Monitoring.",
    "NotificationChannel": "Google.Cloud.Monitoring.", "UptimeCheck": "Google.Cloud.Monitoring.",
    "ReportErrors": "Google.Cloud.ErrorReporting.", "DocumentProcessor": "Google.Cloud.DocumentAI.",
    "UrlSigner": "Google.Cloud.Storage.V1",
    "FirebaseApp": "FirebaseAdmin", "FirebaseAuth": "FirebaseAdmin.Auth",
    "BaseClientService": "Google.Apis.Services", "GoogleCredential": "Google.Apis.Auth.",
}  # fmt: skip
# Namespaces of types and helpers; no client is of them.
_NO_SERVICE = re.compile(
    r"Google\.(Api\b|Protobuf|Type|Rpc|LongRunning|Apis\.(Auth|Services|Util|Requests|Http|Discovery|Upload|Download)"
    r"|Cloud\.(Location|Iam\.V1|\w+\.(Common|Type)|Functions)|Apis\.\w+\.\w+\.Data)"
)
_LIBRARY = re.compile(
    r"Google\.(Cloud|Apis|Maps|Ads|Analytics|Shopping|Identity|Area120)\.|FirebaseAdmin|Google\.GenAI"
)
# Services whose clients all carry their name; a client without it is of another one.
_SELF_NAMED = frozenset({
    "Asset", "BigQuery", "Bigtable", "Datastore",
    "Dlp", "Firestore", "ModelArmor", "ParameterManager", "SecretManager",
    "Spanner", "Speech", "Storage", "StorageInsights", "StorageTransfer", "TextToSpeech", "Translation",
})  # fmt: skip
_VERSION = re.compile(r"[Vv]\d\w*")
_REGISTERS = re.compile(
    r"(Add|Use|Map)(Google|Firebase|Firestore|Stackdriver)\w*|Add[A-Z]\w+(Client|Db)(Builder)?"
)
_REGISTERS_OTHERS = frozenset({"AddHttpClient", "AddGrpcClient", "AddDefaultHttpClient", "AddRefitClient"})


class Using(NamedTuple):
    """A using directive: a namespace, the alias of what it names, or (`static`) a class opened whole.

    `everywhere`: for all files of the project.
    """

    path: str
    alias: str
    static: bool
    line: int
    everywhere: bool = False


class Usings:
    """The namespaces of one file. `namespace` is its own, '' for none."""

    def __init__(self, namespace: str, usings: list[Using]) -> None:
        self.namespace, self.all = namespace, usings
        self.aliases = {one.alias: one.path for one in usings if one.alias}
        opened = [one.path for one in usings if not one.alias and not one.static]
        self.libraries = [one for one in opened if not self.own(one) and one.split(".")[0] not in _PLATFORM]
        self.statics = [one.path for one in usings if one.static and not self.own(one.path)]
        self.used: set[str] = set()
        self._chosen: dict[str, str] = {}

    def outer(self, name: str) -> str:
        """Give the path of a name that no scope of the file knows."""
        if name not in self._chosen:
            self._chosen[name] = self._outer(name)
        return self._chosen[name]

    def _outer(self, name: str) -> str:
        path = self.aliases.get(name)
        if path is not None:
            self.used.add(path)
            return path
        first, dot, _ = name.partition(".")
        if first in _ROOTS:
            return name
        if dot or name in _SILENT:
            return ""
        if name in _TYPES:
            return _TYPES[name]
        namespace = self._namespace(name)
        if namespace:
            self.used.add(namespace)
            return f"{namespace}.{name}"
        return f"?.{name}" if _CLIENT_ONLY.fullmatch(name) else ""

    def bare(self, name: str) -> str:
        """Give the path of a function that is called without a receiver, of a class that is opened whole."""
        if len(self.statics) != 1 or self.statics[0].startswith(_PLATFORM):
            return ""
        self.used.add(self.statics[0])
        return f"{self.statics[0]}.{name}"

    def _namespace(self, name: str) -> str:
        services = [one for one in self.libraries if _LIBRARY.match(one) and not _NO_SERVICE.match(one)]
        for start, namespace in _OTHERWISE.items():
            if name.startswith(start):
                found = [one for one in self.libraries if one.startswith(namespace)]
                if found:
                    return min(found, key=len)
        if not _CLIENT.fullmatch(name):
            return ""
        rated = [(rating, one) for one in services if (rating := _rating(one, name)) is not None]
        if rated:
            return max(rated)[1]
        others = [
            one for one in self.libraries if one not in services and not one.startswith(("Google.", "Grpc."))
        ]
        if len(services) > 1:
            services = [one for one in services if _SELF_NAMED.isdisjoint(one.split("."))]
        likely = len(services) == 1 and (not others or _CLIENT_ONLY.fullmatch(name))
        return services[0] if likely else ""

    def unknown(self, method: str) -> str:
        """Give the path of a method whose receiver is not known, if it tells something."""
        if method in UNKNOWN_RECEIVERS:
            return f"?.{method}"
        if not _REGISTERS.fullmatch(method) or method in _REGISTERS_OTHERS:
            return ""
        word = method.removeprefix("Add").removeprefix("Use").removeprefix("Map").removeprefix("Google")
        services = [one for one in self.libraries if _LIBRARY.match(one)]
        rated = [(rating, one) for one in services if (rating := _rating(one, word)) is not None]
        namespace = max(rated)[1] if rated else self._namespace(word)
        if namespace:
            self.used.add(namespace)
        return f"{namespace or '?'}.{method}"

    def own(self, path: str) -> bool:
        """Whether a namespace belongs to the scanned code itself."""
        base = self.namespace.split(".")
        length = len(base) if base[0] in _ROOTS else 1
        return bool(self.namespace) and path.split(".")[:length] == base[:length]

    def kept(self, path: str) -> bool:
        """Whether a use of `path` is worth telling."""
        if path.startswith(_PLATFORM):
            return path.startswith(_KEPT_OF_PLATFORM)
        return "." in path and not self.own(path)

    def given(self) -> list[str]:
        """Give the names of the file that were found to be Google's, and its aliases."""
        chosen = [name for name, path in self._chosen.items() if _LIBRARY.match(path)]
        return [*chosen, *(name for name, path in self.aliases.items() if _LIBRARY.match(path))]

    def tell(self, source: Source) -> None:
        """Fill in the imports, when all else was told."""
        for use in source.uses:
            self.used.update(one for one in self.libraries if use.path.startswith(f"{one}."))
        for one in self.all:
            path = one.path if one.alias or one.static else f"{one.path}.*"
            if self.own(one.path):
                source.locals.append(path)
            elif one.path.split(".")[0] not in _PLATFORM:
                source.imports.append(Import(path, one.line, one.path in self.used))
        opened = [one.path for one in self.all if one.everywhere and not one.alias and not one.static]
        keep_opened(source, [one for one in opened if _LIBRARY.match(one)])
        if self.namespace:
            source.locals.append(f"{self.namespace}.*")


def keep_opened(source: Source, namespaces: list[str]) -> None:
    """Keep the namespaces that a file opens for all others, as what it hands on (see `with_opened`)."""
    if namespaces:
        source.constants[ALL] = one_of([Name(f"{one}.*") for one in namespaces])


def with_opened(path: str, namespaces: list[str]) -> str:
    """Give the path of `?.BigQueryClient.Create` by namespaces that are opened elsewhere; '' for none."""
    name, _, rest = path.removeprefix("?.").partition(".")
    usings = Usings("", [Using(one, "", static=False, line=0) for one in namespaces])
    found = usings.outer(name.removesuffix("()"))
    if not path.startswith("?.") or not found or found.startswith("?"):
        return ""
    call = "()" if name.endswith("()") else ""
    return ".".join(part for part in (f"{found}{call}", rest) if part)


def _rating(namespace: str, name: str) -> tuple[int, int, str] | None:
    """Give how well a type's name fits a namespace: letters of segments in it, then segments that are not."""
    lower = name.lower()
    segments = [
        one
        for one in namespace.split(".")[1:]
        if not _VERSION.fullmatch(one) and one not in ("Cloud", "Apis")
    ]
    inside = [one for one in segments if one.lower() in lower and one not in ("Data", "Common")]
    if not inside:
        return None
    return sum(map(len, inside)), len(inside) - len(segments), namespace
