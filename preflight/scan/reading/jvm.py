"""What the readers of Java and Kotlin share: imports, names of packages, what a container injects and starts.

A class of the scanned code's own package is no library, even where that begins with `com.google.`. With an
injection container the code makes no client itself: a parameter or field that the container fills counts as
named, though not called. https://docs.spring.io/spring-framework/reference/core/beans/annotation-config.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading.class_paths import MAYBE
from preflight.scan.reading.jdk import JDK
from preflight.scan.reading.trees import line
from preflight.scan.source import Import, Known, Text, Use

if TYPE_CHECKING:
    from preflight.scan.reading.class_scopes import Place
    from preflight.scan.source import Source, Value

# The parts of the platform's own library that a detector can need.
_KEPT_OF_PLATFORM = (
    "java.lang.System.getenv", "java.lang.ProcessBuilder", "java.lang.Runtime.getRuntime", "java.net.",
    "javax.net.ssl.HttpsURLConnection", "java.sql.DriverManager",
)  # fmt: skip
_PLATFORM = ("java.", "javax.", "jakarta.", "kotlin.", "kotlinx.", "jdk.", "sun.", "scala.", "groovy.")
# Libraries that call nothing: of these, no use is kept.
_SILENT = (
    "org.junit.", "org.mockito.", "org.hamcrest.", "org.assertj.", "com.google.common.", "com.google.gson.",
    "com.google.protobuf.", "com.google.truth.", "org.slf4j.",
    "lombok.", "com.fasterxml.", "org.apache.commons.",
    "org.apache.logging.log4j.",
)  # fmt: skip
# Below these, thousands of libraries share the first two segments of their names.
_CROWDED = frozenset(
    {"com.google", "org.google", "org.springframework", "org.apache", "com.github", "io.github"}
)
STARTS = frozenset({
    "SpringBootApplication", "Component", "Service",
    "Controller", "RestController", "Repository", "Configuration",
    "ControllerAdvice", "RestControllerAdvice", "WebServlet",
    "WebFilter", "WebListener", "Path", "QuarkusMain",
    "ApplicationScoped", "RequestScoped", "Singleton", "Named", "Factory", "Endpoint",
    "EnableAutoConfiguration",
})  # fmt: skip
HANDLERS = frozenset({
    "HttpFunction", "BackgroundFunction", "RawBackgroundFunction", "CloudEventsFunction", "TypedFunction",
    "HttpServlet", "ServletContextListener", "CommandLineRunner", "ApplicationRunner", "QuarkusApplication",
    "Application", "FirebaseMessagingService",
})  # fmt: skip
FILLED = frozenset({"Autowired", "Inject", "Resource", "Bean", "Produces", "Provides"})
ALL_FIELDS = frozenset({"RequiredArgsConstructor", "AllArgsConstructor"})
# Packages whose things are made by the container and call Google.
_INJECTED = ("com.google.", "org.springframework.cloud.gcp.", "io.quarkiverse.googlecloudservices.")
_ENOUGH = 2


class Imported(NamedTuple):
    """An import: its path (ending in `.*` for all of a package), the name it has in the file, its line."""

    path: str
    name: str
    line: int


class Imports:
    """The imports of one file; which of them were used is noted when a name is looked up."""

    def __init__(self, package: str, imports: list[Imported]) -> None:
        self.package = package
        self.all = imports
        self.names = {one.name: one.path for one in imports if one.name}
        self.wildcards = [one.path[:-2] for one in imports if one.path.endswith(".*")]
        self.used: set[str] = set()
        self.neighbours: set[str] = set()

    def outer(self, name: str) -> str:
        """Give the path of a name that no scope of the file knows."""
        path = self.names.get(name)
        if path is not None:
            self.used.add(path)
            return path
        platform = JDK.get(name)
        if platform is not None:
            return platform
        if not name[:1].isupper():
            return f"{MAYBE}{name}" if name.isascii() and name.islower() else ""
        opened = self._opened(name)
        if opened:
            self.used.add(f"{opened}.*")
            return f"{opened}.{name}"
        if self.package:
            self.neighbours.add(f"{self.package}.{name}")
            return f"{self.package}.{name}"
        return ""

    def _opened(self, name: str) -> str:
        """Give the package, imported as a whole, that a name is most likely of."""
        libraries = [one for one in self.wildcards if not one.startswith(_PLATFORM) and not self.own(one)]
        if len(libraries) <= 1:
            return libraries[0] if libraries else ""
        words = [
            (one, [part for part in one.split(".") if not re.fullmatch(r"v\d\w*", part)]) for one in libraries
        ]
        fits = [one for one, parts in words if parts and parts[-1].lower() in name.lower()]
        return fits[0] if len(fits) == 1 else ""

    def own(self, path: str) -> bool:
        """Whether a path belongs to the scanned code itself, by its package."""
        if not self.package:
            return False
        base = self.package.split(".")
        crowded = ".".join(base[:2]) in _CROWDED
        length = len(base) if crowded else min(_ENOUGH, len(base))
        return path.split(".")[:length] == base[:length]

    def kept(self, path: str) -> bool:
        """Whether a use of `path` is worth telling."""
        if path.startswith(_PLATFORM):
            return path.startswith(_KEPT_OF_PLATFORM)
        return "." in path and not path.startswith(_SILENT) and not self.own(path)

    def tell(self, source: Source) -> None:
        """Fill in the imports, when all else was told."""
        for one in self.all:
            if self.own(one.path):
                source.locals.append(one.path)
            elif not one.path.startswith((*_PLATFORM, *_SILENT)):
                source.imports.append(Import(one.path, one.line, self.is_used(one)))
        source.locals += sorted(self.neighbours - set(source.locals))

    def given(self) -> list[str]:
        """Give the names in the file of what is Google's."""
        return [one.name for one in self.all if one.name and one.path.startswith(_INJECTED)]

    def is_used(self, one: Imported) -> bool:
        """Whether an import was named again."""
        return one.path in self.used

    def inject(self, path: str, at: int, source: Source) -> None:
        """Tell that a container gives something of the type `path`."""
        if path.startswith(_INJECTED) and self.kept(path):
            source.uses.append(Use(path, at, called=False))


def give(place: Place, name: str, value: Value, source: Source) -> None:
    """Note what a container gives to a field or parameter; a secret is a text, since giving it is a call."""
    place.scope.given[name] = value
    if isinstance(value, Known) and isinstance(value.value, str) and value.value.startswith(("sm@", "sm://")):
        source.texts.append(Text(value, line(place.node), f"={name}"))
