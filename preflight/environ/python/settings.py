"""Classes and options whose names are variables: pydantic-settings, and `envvar=` of click and typer.

A field without a default is required. `env_prefix` goes before names of fields, never before an alias; names
count in any case unless `case_sensitive` is set; with `env_nested_delimiter` the fields of a model inside
have names of their own.

https://docs.pydantic.dev/latest/concepts/pydantic_settings/
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preflight.environ.python.evaluating import value
from preflight.environ.python.values import Class, Const, Items, Lib, Value, choices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.environ.python.values import Scope
    from preflight.environ.python.walk import Walk

_BASES = frozenset({
    "pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.v1.BaseSettings",
    "pydantic_settings.main.BaseSettings", "pydantic.env_settings.BaseSettings",
})  # fmt: skip
_MODELS = frozenset({"pydantic.BaseModel", "pydantic.v1.BaseModel", "pydantic.main.BaseModel"})
_FIELDS = frozenset(
    {"pydantic.Field", "pydantic.v1.Field", "pydantic_settings.Field", "pydantic.fields.Field"}
)
_CHOICES = frozenset({"pydantic.AliasChoices", "pydantic.aliases.AliasChoices"})
_PATHS = frozenset({"pydantic.AliasPath", "pydantic.aliases.AliasPath"})
_OPTIONS = ("click.option", "click.argument", "typer.Option", "typer.Argument", "click.Option",
            "rich_click.option", "asyncclick.option", "cloup.option", "configargparse.")  # fmt: skip
_DEPTH = 6


@dataclass
class _How:
    """How names are made: what a class and its bases say."""

    prefix: str = ""
    delimiter: str = ""
    any_case: bool = True
    old: bool = False
    by_field_too: bool = False
    named: dict[str, ast.expr] | None = None


def declared(walk: Walk, made: Class, scope: Scope) -> None:
    """Note what a class reads, if it is one of settings."""
    if id(made.node) in walk.walked_classes or not _is(made, _BASES):
        return
    walk.walked_classes.add(id(made.node))
    how = _how(walk, made, scope)
    fields: dict[str, tuple[ast.AnnAssign, Class]] = {}
    for owner in reversed(list(_line(made))):
        for one in owner.node.body:
            if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
                fields[one.target.id] = (one, owner)
    for name, (field, owner) in fields.items():
        if not name.startswith("_") and name != "model_config" and not _is_class_variable(field):
            _field(walk, name, field, owner, how)


def _field(walk: Walk, name: str, field: ast.AnnAssign, owner: Class, how: _How) -> None:
    scope = owner.scope
    required, default = _default(field, walk, scope, how)
    names = _aliases(walk, name, field, scope, how)
    inner = value(walk, _bare(field.annotation), scope)
    nested = inner if isinstance(inner, Class) and _is(inner, _MODELS) and not _is(inner, _BASES) else None
    if isinstance(inner, Class) and _is(inner, _BASES):
        return  # it reads for itself
    own = names or [how.prefix + name]
    if how.by_field_too and names:
        own = [*names, how.prefix + name]
    spelled = [one if not how.any_case else one.upper() for one in own]
    within = (
        [leaf for one in spelled for leaf in _leaves(nested, one, how)] if nested and how.delimiter else []
    )
    many = [*spelled, *(leaf for leaf, _ in within)]
    for one in spelled:
        at = _note(walk, scope, field.lineno, one, default, how)
        if required:
            # A value for the whole may come as a value for each part.
            walk.seen[at].fails.append(frozenset(many) - {one})
    for leaf, needed in within:
        at = _note(walk, scope, field.lineno, leaf, None, how)
        if required and needed:
            walk.seen[at].fails.append(frozenset(spelled))


def _note(walk: Walk, scope: Scope, line: int, name: str, default: str | None, how: _How) -> int:  # noqa: PLR0913, PLR0917 - what a call is made of
    found = walk.read(Const(name), scope, line, Const(default), any_case=how.any_case)
    walk.seen[found[0]].file, walk.seen[found[0]].line = scope.file, line
    return found[0]


def _leaves(of: Class, before: str, how: _How, depth: int = 0) -> Iterator[tuple[str, bool]]:
    for one in of.node.body if depth < _DEPTH else ():
        if (
            isinstance(one, ast.AnnAssign)
            and isinstance(one.target, ast.Name)
            and one.target.id != "model_config"
        ):
            name = one.target.id.upper() if how.any_case else one.target.id
            inner = of.scope.find(ast.unparse(_bare(one.annotation)))
            path = f"{before}{how.delimiter}{name}"
            if isinstance(inner, Class) and _is(inner, _MODELS):
                yield from _leaves(inner, path, how, depth + 1)
            else:
                yield path, one.value is None


def _default(field: ast.AnnAssign, walk: Walk, scope: Scope, how: _How) -> tuple[bool, str | None]:
    """Say whether a field must be given, and what it is otherwise where that is spelled."""
    given = field.value
    if given is None:
        return not (how.old and _is_optional(field.annotation)), None
    call = _call_of(given, _FIELDS, walk, scope)
    if call is None and isinstance(field.annotation, ast.Subscript):
        call = None
    if call is not None:
        keywords = {key.arg: key.value for key in call.keywords}
        if "default_factory" in keywords:
            return False, None
        given = call.args[0] if call.args else keywords.get("default")
        if given is None:
            return not (how.old and _is_optional(field.annotation)), None
    if isinstance(given, ast.Constant):
        if given.value is Ellipsis:
            return True, None
        return False, None if given.value is None else str(given.value)
    return False, None


def _aliases(walk: Walk, name: str, field: ast.AnnAssign, scope: Scope, how: _How) -> list[str]:
    calls = [call] if (call := _call_of(field.value, _FIELDS, walk, scope)) is not None else []
    if isinstance(field.annotation, ast.Subscript) and isinstance(field.annotation.slice, ast.Tuple):
        calls += [
            call
            for one in field.annotation.slice.elts
            if (call := _call_of(one, _FIELDS, walk, scope)) is not None
        ]
    for call in calls:
        keywords = {key.arg: key.value for key in call.keywords}
        for key in ("validation_alias", "env", "alias"):
            if key in keywords and (found := _names(walk, keywords[key], scope)):
                return found
    if how.named and name in how.named:
        return _names(walk, how.named[name], scope)
    return []


def _names(walk: Walk, node: ast.expr, scope: Scope) -> list[str]:
    call = _call_of(node, _CHOICES | _PATHS, walk, scope)
    if call is not None:
        path = _call_of(node, _PATHS, walk, scope) is not None
        return [name for one in (call.args[:1] if path else call.args) for name in _names(walk, one, scope)]
    return [text for one in choices(value(walk, node, scope)) for text in _texts(one)]


def _texts(held: Value) -> list[str]:
    if isinstance(held, Items):
        return [text for one in held.values for text in _texts(one)]
    return [held.value] if isinstance(held, Const) and isinstance(held.value, str) else []


def _how(walk: Walk, made: Class, scope: Scope) -> _How:  # noqa: C901 - one kind a line
    how = _How(old=_old(made))
    for owner in reversed(list(_line(made))):
        for one in owner.node.body:
            if isinstance(one, ast.ClassDef) and one.name == "Config":
                for line in one.body:
                    if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                        _say(walk, how, line.targets[0].id, line.value, owner.scope)
                    elif isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value:
                        _say(walk, how, line.target.id, line.value, owner.scope)
            target = one.targets[0] if isinstance(one, ast.Assign) else getattr(one, "target", None)
            if isinstance(target, ast.Name) and target.id == "model_config":
                given = one.value if isinstance(one, ast.Assign | ast.AnnAssign) else None
                if isinstance(given, ast.Call):
                    for key in given.keywords:
                        _say(walk, how, key.arg or "", key.value, owner.scope)
                elif isinstance(given, ast.Dict):
                    for key, held in zip(given.keys, given.values, strict=True):
                        _say(walk, how, str(getattr(key, "value", "")), held, owner.scope)
        for key in owner.node.keywords:
            _say(walk, how, key.arg or "", key.value, owner.scope)
    del scope
    return how


def _say(walk: Walk, how: _How, key: str, node: ast.expr, scope: Scope) -> None:
    held = value(walk, node, scope)
    text = held.value if isinstance(held, Const) else None
    if key == "env_prefix" and isinstance(text, str):
        how.prefix = text
    elif key == "env_nested_delimiter" and isinstance(text, str):
        how.delimiter = text
    elif key == "case_sensitive":
        how.any_case = text is not True
    elif key in ("populate_by_name", "validate_by_name", "allow_population_by_field_name"):
        how.by_field_too = text is True
    elif key == "fields" and isinstance(node, ast.Dict):
        how.named = {}
        for name, block in zip(node.keys, node.values, strict=True):
            if isinstance(block, ast.Dict) and isinstance(name, ast.Constant):
                for inner, told in zip(block.keys, block.values, strict=True):
                    if isinstance(inner, ast.Constant) and inner.value == "env":
                        how.named[str(name.value)] = told


def _call_of(node: ast.expr | None, paths: frozenset[str], walk: Walk, scope: Scope) -> ast.Call | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
        return None
    called = value(walk, node.func, scope)
    return node if isinstance(called, Lib) and called.path in paths else None


def _is(of: Class, paths: frozenset[str], depth: int = 0) -> bool:
    return depth < _DEPTH and any(
        (isinstance(base, Lib) and base.path in paths)
        or (isinstance(base, Class) and _is(base, paths, depth + 1))
        for base in of.bases
    )


def _old(of: Class) -> bool:
    return any(
        (isinstance(base, Lib) and base.path.startswith("pydantic."))
        or (isinstance(base, Class) and _old(base))
        for base in of.bases
    )


def _line(of: Class, depth: int = 0) -> Iterator[Class]:
    yield of
    for base in of.bases if depth < _DEPTH else ():
        if isinstance(base, Class):
            yield from _line(base, depth + 1)


def _is_class_variable(field: ast.AnnAssign) -> bool:
    return ast.unparse(field.annotation).startswith(("ClassVar", "typing.ClassVar"))


def _is_optional(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation)
    return text.startswith(("Optional[", "typing.Optional[")) or "| None" in text or "None |" in text


def _bare(annotation: ast.expr) -> ast.expr:
    """Give the type of `X | None`, `Optional[X]` and `Annotated[X, ...]`."""
    if isinstance(annotation, ast.BinOp):
        return _bare(annotation.left)
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value).rpartition(".")[2] in (
        "Optional", "Annotated",
    ):  # fmt: skip
        inner = annotation.slice
        return _bare(inner.elts[0] if isinstance(inner, ast.Tuple) and inner.elts else inner)
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            return ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return annotation
    return annotation


def options(  # noqa: PLR0913, PLR0917 - what a call is made of
    walk: Walk, path: str, args: list[Value], keywords: dict[str, Value], scope: Scope, node: ast.Call
) -> None:
    """Note what an option of a command line reads: `envvar=`, or `env_var=` of configargparse."""
    given = keywords.get("envvar", keywords.get("env_var"))
    if given is None or not (path.startswith(_OPTIONS) or "option" in path.lower() or "add_argument" in path):
        return
    held = keywords.get("required")
    needed = isinstance(held, Const) and held.value is True and "default" not in keywords
    default = keywords.get("default", Const(None))
    names = [text for one in choices(given) for text in _texts(one)]
    for name in names:
        for at in walk.read(Const(name), scope, node.lineno, default):
            if needed or (
                path.startswith("typer.") and args and isinstance(args[0], Const) and args[0].value == "..."
            ):
                walk.seen[at].fails.append(frozenset(names) - {name})


def parameters(walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
    """Note what parameters read that stand as `Annotated[str, typer.Option(envvar="X")]`."""
    for one in (*node.args.args, *node.args.kwonlyargs):
        annotation = one.annotation
        if isinstance(annotation, ast.Subscript) and isinstance(annotation.slice, ast.Tuple):
            for inner in annotation.slice.elts[1:]:
                if isinstance(inner, ast.Call):
                    value(walk, inner, scope)
