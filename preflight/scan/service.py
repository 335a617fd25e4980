"""The files that belong together, as detectors see them: sources by file, what names mean, what is set.

A detector asks; it never opens a file. Values are followed through constants, imports between the files of
the service, environment variables that its own files set, and the defaults in the code.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.source import Env, Joined, Known, Made, Name, OneOf

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from preflight.scan.source import Import, Source, Value

PROGRAMS = frozenset({"python", "notebook", "javascript", "typescript", "go", "java", "kotlin", "csharp"})
HOLE = "\0"
_DEPTH = 12
_MOST = 16
_HANDS = 4


class Resolved(NamedTuple):
    r"""What a value can be. `texts` may hold `\\x00` for a part that is not known; `open`: it may be another.

    `variables`: the environment variables that decide it.
    """

    texts: tuple[str, ...]
    open: bool
    variables: tuple[str, ...] = ()


UNKNOWN = Resolved((HOLE,), open=True)


class Service:
    """A folder with a program.

    `sources`: file as it is shown -> Source; `beside`: files of the program that only tests reach;
    `all`: every service of the scan by its folder, this one too.
    """

    def __init__(
        self, path: str, sources: Mapping[str, Source], beside: Mapping[str, Source] | None = None
    ) -> None:
        self.path, self.sources, self.beside = path, sources, beside or {}
        self.all: Mapping[str, Service] = {}

    def of(self, *languages: str) -> Iterator[tuple[str, Source]]:
        """Give the files in these languages; all of them when none is named."""
        return (
            (file, source)
            for file, source in self.sources.items()
            if not languages or source.language in languages
        )

    @cached_property
    def has_program(self) -> bool:
        """Whether there is code in a general language: then scripts beside it set up and deploy."""
        own = any(source.language in PROGRAMS for source in self.sources.values())
        return own or any(
            service.has_program
            for path, service in self.all.items()
            if path != self.path and (self.path == "." or path.startswith(f"{self.path}/"))
        )

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every imported path of the service."""
        return frozenset(one.path for source in self.sources.values() for one in source.imports)

    @cached_property
    def dependencies(self) -> Mapping[str, tuple[str, Import]]:
        """Packages that the service's manifests ask for, each with its file."""
        return {one.path: (file, one) for file, source in self.sources.items() for one in source.dependencies}

    def setting(self, name: str) -> tuple[str, ...]:
        """Give what the service's own files set the environment variable `name` to; empty if they do not."""
        return self._settings.get(name, ())

    @cached_property
    def _settings(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for source in self.sources.values():
            for one in source.settings:
                value = one.value
                if isinstance(value, Known) and value.value is not None:
                    found[one.name] = (*found.get(one.name, ()), str(value.value))
        return found

    def resolve(self, file: str, value: Value) -> Resolved:
        """Give what `value`, written in `file`, can be."""
        return self._resolve(file, value, 0)

    def text(self, file: str, value: Value) -> str:
        r"""Give the first thing that `value` can be, with `\\x00` where a part is not known."""
        return self.resolve(file, value).texts[0]

    def _resolve(self, file: str, value: Value, depth: int) -> Resolved:  # noqa: PLR0911 - one kind of value a line
        if depth > _DEPTH:
            return UNKNOWN
        if isinstance(value, Known):
            return Resolved((_spelled(value.value),), open=False)
        if isinstance(value, Joined):
            return self._joined(file, value, depth)
        if isinstance(value, OneOf):
            return _either([self._resolve(file, one, depth + 1) for one in value.values])
        if isinstance(value, Env):
            return self._environment(file, value, depth)
        if isinstance(value, Name):
            return self._named(file, value.path, depth)
        return UNKNOWN

    def _joined(self, file: str, value: Joined, depth: int) -> Resolved:
        texts, is_open, variables = [""], False, ()
        for part in value.parts:
            one = self._resolve(file, part, depth + 1)
            texts = [before + after for before in texts for after in one.texts][:_MOST]
            is_open, variables = is_open or one.open, (*variables, *one.variables)
        return Resolved(tuple(texts), is_open, variables)

    def _environment(self, file: str, value: Env, depth: int) -> Resolved:
        found = [Resolved((text,), open=False) for text in dict.fromkeys(self.setting(value.name))]
        if value.default is not None and not found:
            found.append(self._resolve(file, value.default, depth + 1))
        either = _either(found) if found else UNKNOWN
        return Resolved(either.texts, open=True, variables=(value.name, *either.variables))

    def _named(self, file: str, path: str, depth: int) -> Resolved:
        if path.endswith(")"):  # what callers give to a function, from whichever file
            given = self._by_name.get(path, ())[:_MOST]
            return _either([self._resolve(*one, depth + 1) for one in given]) if given else UNKNOWN
        where = self._constant(file, path)
        return self._resolve(*where, depth + 1) if where else UNKNOWN

    def handed_on(self, file: str, path: str) -> Value | None:
        """Give what another file of the service keeps under a name that `file` imports from it."""
        for _ in range(_HANDS):
            found = self._elsewhere(file, path)
            if found is None or not isinstance(found[1], Name) or found[1].path == path:
                return found[1] if found else None
            file, path = found[0], found[1].path
            if not path.startswith(".") and self._elsewhere(file, path) is None:
                return found[1]
        return None

    def _constant(self, file: str, path: str) -> tuple[str, Value] | None:
        own = self.sources[file].constants if file in self.sources else {}
        if path in own:
            return file, own[path]
        first, _, rest = path.partition(".")
        made = own.get(first)
        if isinstance(made, Made) and rest:
            return self._constant(file, f"{made.path.rpartition('.')[2]}.{rest}") or self._elsewhere(
                file, f"{made.path}.{rest}"
            )
        return self._elsewhere(file, path)

    def _elsewhere(self, file: str, path: str) -> tuple[str, Value] | None:
        parts = path.strip(".").replace("/", ".").split(".")
        for cut in range(len(parts)):
            name, module = ".".join(parts[cut:]), parts[:cut]
            for other, value in self._by_name.get(name, ()):
                if other != file and _could_be(module, file, other):
                    return other, value
            if module and len(parts) - cut > 1 and (found := self._through(module, parts[cut:], file)):
                return found
        return None

    def _through(self, module: list[str], rest: list[str], file: str) -> tuple[str, Value] | None:
        """Follow `module.settings.topic`, where `settings = Settings()` stands in the module."""
        for other, value in self._by_name.get(rest[0], ()):
            if isinstance(value, Made) and _could_be(module, file, other):
                name = f"{value.path.rpartition('.')[2]}.{'.'.join(rest[1:])}"
                found = next(((where, one) for where, one in self._by_name.get(name, ())), None)
                if found:
                    return found
        return None

    @cached_property
    def _by_name(self) -> Mapping[str, list[tuple[str, Value]]]:
        found: dict[str, list[tuple[str, Value]]] = {}
        for file, source in self.sources.items():
            for name, value in source.constants.items():
                found.setdefault(name, []).append((file, value))
        return found


def _could_be(module: list[str], file: str, other: str) -> bool:
    """Whether `module`, imported in `file`, can be the file `other`, or the folder that `other` stands in."""
    there = PurePosixPath(other)
    names = [*there.parts[:-1], there.name.partition(".")[0]]
    folder = list(there.parts[:-1])
    if not module:
        return list(PurePosixPath(file).parts[:-1]) == folder
    wanted = [part for part in module if part and not part.startswith("@")]
    if not wanted:
        return True
    if names[-1:] == ["__init__"] or names[-1:] == ["index"]:
        names = names[:-1]
    return any(tail[-1:] == wanted[-1:] for tail in (names, folder))


def _either(found: list[Resolved]) -> Resolved:
    texts = tuple(dict.fromkeys(text for one in found for text in one.texts))[:_MOST]
    variables = tuple(dict.fromkeys(name for one in found for name in one.variables))
    return Resolved(texts or (HOLE,), any(one.open for one in found), variables)


def _spelled(value: str | float | bool | None) -> str:  # noqa: FBT001 - a value of any kind
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
