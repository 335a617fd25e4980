"""What is learnt of a program while its files are walked: attributes, parameters, results, and the calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from preflight.roles.python.definitions import is_property, methods
from preflight.roles.python.types import Class, Function, Library, Type

if TYPE_CHECKING:
    from preflight.roles.python.definitions import Def
    from preflight.roles.python.modules import Files

Key = TypeVar("Key")
DEPTH = 24


class Called(NamedTuple):
    """A call on a library's value: its path, where, and what is given that a rule may look at.

    `handed`: it is not called here but handed on, which may be to something that calls it.
    """

    path: str
    file: str
    line: int
    keywords: tuple[tuple[str, object], ...] = ()
    args: tuple[object, ...] = ()
    handed: bool = False


class Learnt:
    """The types of a program's names, as far as they are known; `news` counts what was learnt."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.calls: dict[tuple[str, str, int], Called] = {}
        self.inner: dict[Function, Def] = {}
        self.bases: dict[Class, list[Type]] = {}
        self.news = 0
        self._attributes: dict[tuple[Class, str], Type] = {}
        self._parameters: dict[tuple[Function, str], Type] = {}
        self._returns: dict[Function, Type] = {}

    def learn(self, known: dict[Key, Type], key: Key, found: Type | None) -> None:
        """Keep the first type that a name is seen to have."""
        if found is not None and key not in known:
            known[key] = found
            self.news += 1

    def keep(self, owner: Class, name: str, found: Type | None) -> None:
        """Keep the type of an attribute."""
        self.learn(self._attributes, (owner, name), found)

    def gives(self, function: Function, found: Type | None) -> None:
        """Keep the type of what a function gives."""
        self.learn(self._returns, function, found)

    def handed(self, function: Function, name: str, found: Type | None) -> None:
        """Keep the type of what a caller hands to a function."""
        self.learn(self._parameters, (function, name), found)

    def parameter(self, function: Function, name: str) -> Type | None:
        """Give what callers hand over."""
        return self._parameters.get((function, name))

    def returned(self, function: Function) -> Type | None:
        """Give what a function gives."""
        return self._returns.get(function)

    def definition(self, function: Function) -> Def | None:
        """Give the definition of a function."""
        if function in self.inner:
            return self.inner[function]
        file = self.files.files[function.file]
        if not function.owner:
            return file.functions.get(function.name)
        owner = file.classes.get(function.owner)
        return next((one for one in methods(owner) if one.name == function.name), None) if owner else None

    def attribute(self, owner: Class, name: str, depth: int = 0) -> Type | None:
        """Give an attribute, a property or a method of what a class makes; its bases' where it has none."""
        if depth > DEPTH or (owner, name) in self._attributes:
            return self._attributes.get((owner, name))
        node = self.files.files[owner.file].classes.get(owner.name)
        if node is None:
            return None
        for method in methods(node):
            if method.name == name:
                function = Function(owner.file, name, owner.name)
                return self.returned(function) if is_property(method) else function
        for found in self.bases.get(owner, ()):
            if isinstance(found, Library):
                return found.called().member(name)
            if isinstance(found, Class) and (there := self.attribute(found, name, depth + 1)) is not None:
                return there
        return None
