"""Reads of Java, Kotlin and C#: System.getenv, GetEnvironmentVariable, and what frameworks fill in.

Spring's `${NAME:default}` in `@Value` and in application.yml or .properties, `@ConfigurationProperties` by
relaxed names, and `@ConfigProperty` of MicroProfile. A placeholder without a default is required, unless a
settings file of the service says its key.

https://docs.spring.io/spring-boot/reference/features/external-config.html
https://quarkus.io/guides/config-reference
https://learn.microsoft.com/dotnet/api/system.environment.getenvironmentvariable
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from preflight.environ import texts
from preflight.environ.reads import Dynamic, Found, Read
from preflight.environ.texts import Wrapper

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preflight.environ.texts import Code, Function

SUFFIXES = (".java", ".kt", ".kts", ".cs", ".groovy")
_CALL = re.compile(
    r"\b(?:System\.getenv|(?:System\.)?Environment\.GetEnvironmentVariables?|(?<![\w.])getenv|Environment\.ExpandEnvironmentVariables)\s*(\()"
)
_OF_MAP = re.compile(r"\s*(?:\.\s*(?:get|getOrDefault|containsKey|getValue|getOrElse)\s*(\()|(\[))")
_ENV_NAME = re.compile(r"\b(\w+)\s*(?::\s*[\w<>, ]+)?\s*=\s*System\.getenv\(\s*\)\s*(?:;|\n)")
_CONSTANT = re.compile(
    r"\b(?:String|string|val|const|var|static|readonly|final)\s+(\w+)\s*(?::\s*String\s*)?=\s*(\"(?:\\.|[^\"\\\n])*\")"
)
_LIST = re.compile(
    r"\b(\w+)\s*(?::\s*[\w<>]+)?\s*=\s*(?:new\s*(?:String|string)?\s*\[\s*\]\s*\{|List\.of\(|listOf\(|arrayOf\(|Set\.of\(|setOf\(|Arrays\.asList\(|\{|\[)([^})\]]*)[})\]]"
)
_LOOP = re.compile(
    r"\b(?:for|foreach)\s*\(\s*(?:final\s+)?(?:\w+\s+)?(\w+)\s*(?::|\bin\b)\s*(\w+(?:\([^)]*\))?)\s*\)"
)
_HEADER = re.compile(
    r"\b(?:fun\s+(?:[\w.<>]+\.)?|(?:[\w<>\[\]?,]+\s+))(?!new\b|return\b|else\b|throw\b|if\b|while\b|for\b|switch\b|catch\b)(\w+)\s*\("
)
_FAILS = re.compile(
    r"\bthrow\b|\berror\(|exitProcess\(|System\.exit\(|Environment\.(Exit|FailFast)\(|requireNotNull|checkNotNull|orElseThrow|\bcheck\(|\brequire\("
)
_VALUE = re.compile(r"@(?:field:|param:|get:)?Value\s*\(\s*(?:value\s*=\s*)?\"((?:\\.|[^\"\\])*)\"")
_PLACEHOLDER = re.compile(r"(?<!#)\\?\$\{([\w.\-\[\]]+)(:[^{}]*(?:\{[^{}]*\})?[^{}]*)?\}")
_PROPERTY = re.compile(r"@ConfigProperty\s*(\()")
_PREFIXED = re.compile(
    r"@(?:ConfigurationProperties|ConfigMapping)\s*\(\s*(?:(?:prefix|value)\s*=\s*)?\"([^\"]+)\""
)
_MEMBER = re.compile(
    r"(?:(?<=[;{}\n(,])|(?<=^))\s*(?:@\w+(?:\([^)]*\))?\s*)*(?:(?:private|public|protected|internal|final|lateinit|override)\s+)*"
    r"(?:(?!return\b)([A-Z\w][\w<>,.?\[\]]*)\s+(\w+)\s*(?:=[^;]+)?;|(?:val|var)\s+(\w+)\s*:)"
)
_SETTINGS = re.compile(r"(application|bootstrap|microprofile-config)([-.]\w+)*\.(properties|ya?ml)")
_ENVIRONMENT_GETTER = re.compile(r"\b(?:env|environment)\.(getProperty|getRequiredProperty)\s*(\()")
_UPPER = re.compile(r"[A-Z][A-Z0-9_]*")


def found(own: Iterable[str], files: Mapping[str, bytes]) -> Found:
    """Give what a service reads."""
    result = Found()
    listed = list(own)
    codes = [
        texts.code(file, files[file])
        for file in listed
        if file.endswith(SUFFIXES) and len(files[file]) < 4 << 20
    ]
    constants: dict[str, str] = {}
    for one in codes:
        for match in _CONSTANT.finditer(one.text):
            constants.setdefault(match[1], match[2][1:-1])
    for one in codes:
        one.constants = constants
        for match in _LIST.finditer(one.text):
            held = [name for part in match[2].split(",") for name in texts.texts(part.strip(), one)]
            if held:
                one.lists[match[1]] = held
    everything = {one.file: list(texts.functions(one, _HEADER, _parameter)) for one in codes}
    wrappers = texts.wrappers(codes, everything, _wraps)
    keys = _keys(listed, files, result)
    for one in codes:
        _calls(one, everything[one.file], wrappers, result)
        _filled(one, keys, result)
    return result


def _parameter(text: str) -> str:
    plain = text.partition("=")[0].strip()
    return (
        plain.partition(":")[0].split()[-1]
        if ":" in plain and plain.partition(":")[0].split()
        else (plain.split() or [""])[-1]
    )


def _wraps(one: Code, function: Function, known: Mapping[str, Wrapper]) -> Wrapper | None:
    body = one.text[function.start : function.end]
    for match in re.finditer(
        r"\b([\w.]+)\s*(?:\(\s*\)\s*)?(?:\.get(?:OrDefault)?)?\s*[(\[]\s*(\w+)\s*[,)\]]", body
    ):
        inner = known.get(match[1].rpartition(".")[2])
        direct = match[1].endswith(("System.getenv", "GetEnvironmentVariable")) or match[1] in (
            "getenv",
            "System.getenv",
        )
        if match[2] in function.parameters and (direct or inner is not None):
            fails = (
                bool(_FAILS.search(body)) or (inner is not None and inner.fails) or f"{match[2]})!!" in body
            )
            return Wrapper(function.parameters.index(match[2]), fails, len(function.parameters) > 1)
    return None


def _calls(one: Code, functions: list[Function], wrappers: Mapping[str, Wrapper], result: Found) -> None:  # noqa: C901 - one kind a line
    for match in _CALL.finditer(one.bare):
        given, end = texts.arguments(one.text, match.start(1))
        if not given:
            _whole(one, match.start(), end, result)
            continue
        if "Expand" in match[0]:
            continue
        _read(one, functions, wrappers, given[0][0], match.start(), end, result)
    for name in {match[1] for match in _ENV_NAME.finditer(one.text)}:
        for match in re.finditer(rf"\b{name}(?=\s*[.\[])", one.text):
            _of_map(one, match.start(), match.end(), result)
    for name, how in wrappers.items():
        for match in re.finditer(rf"\b{name}\s*(?:<[\w?]+>)?(\()", one.bare):
            if any(
                function.name == name and one.text.find("{", match.start()) == function.start
                for function in functions
            ):
                continue
            before = one.text[max(0, match.start() - 60) : match.start()]
            if re.search(
                r"(\bfun\s+|\b(?!return|throw|else|in|case|await)[A-Za-z_<>?\[\]]+\s+)$", before
            ) and not re.search(r"\b(return|throw|else|in|case|await)\s+$", before):
                continue
            given, end = texts.arguments(one.text, match.start(1))
            if how.at < len(given):
                default = given[how.at + 1][0].strip() if how.default and how.at + 1 < len(given) else None
                _read(one, functions, wrappers, given[how.at][0], match.start(), end, result, how, default)


def _read(  # noqa: PLR0913, PLR0917 - what a call is made of
    one: Code, functions: list[Function], wrappers: Mapping[str, Wrapper], argument: str, at: int, end: int,
    result: Found, how: Wrapper | None = None, default: str | None = None,
) -> None:  # fmt: skip
    names = _resolved(argument, one, at)
    if not names:
        function = texts.inside(at, functions)
        if function is None or argument.strip() not in function.parameters or function.name not in wrappers:
            result.dynamic.append(Dynamic(one.file, one.line(at), "its name is made while the program runs"))
        return
    told, fails = _after(one.text, at, end)
    required = default is None and (fails or (how is not None and how.fails and told is None))
    shown = default if default is not None else told
    for name in names:
        result.reads.append(Read(name, required, one.file, one.line(at), shown.strip('"') if shown else None))


def _resolved(argument: str, one: Code, at: int) -> list[str]:
    plain = argument.strip()
    for match in _LOOP.finditer(one.text, max(0, at - 3000), at):
        if match[1] == plain:
            inner = match[2]
            if "(" in inner:
                return [
                    name
                    for part in inner[inner.find("(") + 1 : -1].split(",")
                    for name in texts.texts(part.strip(), one)
                ]
            return one.lists.get(inner, [])
    return texts.texts(argument, one)


def _whole(one: Code, at: int, end: int, result: Found) -> None:
    if _OF_MAP.match(one.text, end):
        _of_map(one, at, end, result)
    elif not _ENV_NAME.search(one.text, max(0, at - 120), end + 3):
        result.dynamic.append(Dynamic(one.file, one.line(at), "all of it is gone through", all=True))


def _of_map(one: Code, at: int, end: int, result: Found) -> None:
    match = _OF_MAP.match(one.text, end)
    if match is None:
        if re.match(
            r"\s*\.\s*(entrySet|keySet|values|forEach|filter|map|entries|keys)\b", one.text[end : end + 40]
        ):
            result.dynamic.append(Dynamic(one.file, one.line(at), "all of it is gone through", all=True))
        return
    given, after = texts.arguments(one.text, match.start(1) if match[1] else match.start(2))
    names = _resolved(given[0][0], one, at) if given else []
    if not names:
        result.dynamic.append(Dynamic(one.file, one.line(at), "its name is made while the program runs"))
    default = given[1][0].strip().strip('"') if len(given) > 1 else None
    told, fails = _after(one.text, at, after)
    fails = fails or "getValue" in match[0]
    for name in names:
        result.reads.append(Read(name, fails and default is None, one.file, one.line(at), default or told))


def _after(text: str, start: int, end: int) -> tuple[str | None, bool]:  # noqa: PLR0911 - one kind a line
    """Give the default that stands behind a look-up, and whether the program fails without the variable."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    if re.search(
        r"(requireNonNull|requireNotNull|checkNotNull|notNull|ThrowIfNull\w*|NotNull)\s*\(\s*$", before
    ):
        return None, True
    behind = text[end : end + 300]
    if _is_asked_before(text, start, end):
        return None, False
    optional = re.match(r"\s*\)?\s*\.\s*(orElseThrow|orElse|orElseGet)\s*\(([^)]*)", behind)
    if optional is not None:
        return (None, True) if optional[1] == "orElseThrow" else (optional[2] or "…", False)
    otherwise = re.match(r"\s*(\?:|\?\?)\s*([^\n;,)]*)", behind)
    if otherwise is not None:
        return (None, True) if _FAILS.search(otherwise[2]) else (otherwise[2].strip(), False)
    if behind.startswith("!!"):
        return None, True
    if re.match(r"\s*\.\s*\w+", behind) and not re.match(
        r"\s*\.\s*(let|also|run|takeIf|takeUnless|isNullOrEmpty|isNullOrBlank|orEmpty)", behind
    ):
        return None, True
    if re.match(r"\s*==\s*null\s*\)\s*\{?[^}\n]*\n?[^}\n]*\bthrow\b", behind):
        return None, True
    assigned = re.search(r"(\w+)\s*(?::\s*[\w?]+\s*)?=\s*$", before)
    if assigned is None:
        return None, False
    name = re.escape(assigned[1])
    check = re.compile(
        rf"\bif\s*\(\s*(?:{name}\s*(?:==|is)\s*null|(?:string|String)\.IsNullOr\w+\({name}\)|{name}\.isNullOr\w+\(\)|StringUtils\.is(?:Empty|Blank)\({name}\))[^{{;\n]*"
    ).search(text, end, end + 1200)
    if check is None or "&&" in check[0]:
        return None, False
    rest = text[check.end() : check.end() + 1]
    body = (
        text[check.end() : texts.block(text, check.end())]
        if rest == "{"
        else text[check.start() : text.find(";", check.start()) + 1]
    )
    return None, bool(_FAILS.search(body))


def _is_asked_before(text: str, start: int, end: int) -> bool:
    """Say whether a condition asked just before for the same: `getenv("X") != null && getenv("X").…`."""
    look_up = r"\s*".join(re.escape(part) for part in re.findall(r"\w+|[^\w\s]", text[start:end]))
    asked = re.compile(rf"{look_up}\s*(?:!=\s*null|is\s+not\s+null)|(?:null\s*!=|IsNullOr\w+\()\s*{look_up}")
    return asked.search(text, max(0, start - 400), start) is not None


# What frameworks fill in


def _keys(files: list[str], data: Mapping[str, bytes], result: Found) -> set[str]:
    """Give the keys that settings files of the service say, and note the variables in their values."""
    keys: set[str] = set()
    for file in files:
        if not _SETTINGS.fullmatch(PurePosixPath(file).name):
            continue
        path: list[tuple[int, str]] = []
        for number, line in enumerate(data[file].decode("utf-8", "replace").splitlines(), 1):
            plain = line.split(" #")[0] if not line.lstrip().startswith("#") else ""
            if file.endswith("properties"):
                key, sign, _ = plain.partition("=")
                keys |= {key.strip()} if sign else set()
            elif found := re.match(r"(\s*)(?:- )?([\w.\-\"']+):(.*)", plain):
                depth = len(found[1])
                path = [one for one in path if one[0] < depth]
                path.append((depth, found[2].strip("\"'")))
                if found[3].strip():
                    keys.add(".".join(one for _, one in path))
            for name, default in _variables(plain):
                if _UPPER.fullmatch(name):
                    result.reads.append(Read(name, default is None, file, number, default))
    return {_relaxed(key) for key in keys}


def _variables(text: str) -> Iterable[tuple[str, str | None]]:
    for match in _PLACEHOLDER.finditer(text):
        default = match[2][1:] if match[2] is not None else None
        yield match[1], default
        if default:
            yield from ((name, inner) for name, inner in _variables(default))


def _relaxed(key: str) -> str:
    return re.sub(r"[.\[]", "_", key.replace("-", "").replace("]", "")).upper()


def _filled(one: Code, keys: set[str], result: Found) -> None:
    for match in _VALUE.finditer(one.text):
        for key, default in _variables(match[1].replace("\\$", "$")):
            name = key if _UPPER.fullmatch(key) else _relaxed(key)
            if name not in keys:
                result.reads.append(Read(name, default is None, one.file, one.line(match.start()), default))
    for match in _PROPERTY.finditer(one.text):
        given, end = texts.arguments(one.text, match.start(1))
        told = {
            part.partition("=")[0].strip(): part.partition("=")[2].strip().strip('"') for part, _ in given
        }
        key = told.get("name", "")
        optional = re.match(r"[^;{]{0,120}\bOptional\w*\b", one.text[end:]) is not None
        name = key if _UPPER.fullmatch(key) else re.sub(r"[^A-Za-z0-9]", "_", key).upper()
        if key and _relaxed(key) not in keys:
            required = "defaultValue" not in told and not optional
            result.reads.append(
                Read(name, required, one.file, one.line(match.start()), told.get("defaultValue"))
            )
    for match in _ENVIRONMENT_GETTER.finditer(one.text):
        given, _ = texts.arguments(one.text, match.start(2))
        for key in texts.texts(given[0][0], one) if given else ():
            name = key if _UPPER.fullmatch(key) else _relaxed(key)
            if name not in keys:
                result.reads.append(
                    Read(name, match[1] == "getRequiredProperty", one.file, one.line(match.start()))
                )
    _bound(one, keys, result)


def _bound(one: Code, keys: set[str], result: Found) -> None:
    """Note the fields of a class that Spring fills: none of them must be given."""
    for match in _PREFIXED.finditer(one.text):
        opens = re.compile(r"\b(class|record|interface)\s+\w+[^({]*([({])").search(one.text, match.end())
        if opens is None:
            continue
        end = texts.block(one.text, opens.start(2))
        if opens[1] == "record":
            parts = [
                (part.split()[-1], at)
                for part, at in texts.arguments(one.text, opens.start(2))[0]
                if part.split()
            ]
        else:
            parts = [
                (member[2] or member[3], member.start(2) if member[2] else member.start(3))
                for member in _MEMBER.finditer(one.text, opens.end() - 1, end)
            ]
        for name, at in parts:
            spelled = f"{_relaxed(match[1])}_{name.upper()}"
            if name and spelled not in keys:
                result.reads.append(Read(spelled, required=False, file=one.file, line=one.line(at)))
