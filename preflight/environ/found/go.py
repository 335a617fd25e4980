"""Reads of Go: os.Getenv and its like, tags of envconfig, env and cleanenv, viper, flags of urfave/cli.

Required is what ends the program or gives an error when it is missing (`if v == "" { log.Fatal(...) }`), a
tag that says so, and a function of the code that does it.

https://pkg.go.dev/os#Getenv
https://github.com/caarlos0/env
https://github.com/kelseyhightower/envconfig
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.environ import go_tags, texts
from preflight.environ.reads import Dynamic, Found, Read
from preflight.environ.texts import Wrapper

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from preflight.environ.texts import Code, Function

_WORDS = (
    b"Getenv",
    b"LookupEnv",
    b"env:",
    b"envconfig",
    b"viper",
    b"EnvVar",
    b"os.Environ",
    b"ExpandEnv",
    b"Setenv",
    b"env",
)
_CALL = re.compile(r"\b(?:os|syscall)\.(Getenv|LookupEnv|Environ|ExpandEnv|Setenv)\s*(\()")
_HEADER = re.compile(r"\bfunc\s+(?:\([^)]*\)\s*)?(\w+)\s*(?:\[[^\]]*\]\s*)?\(")
_CONSTANT = re.compile(r"\b(\w+)(?:\s+string)?\s*(?::=|=)\s*(\"(?:\\.|[^\"\\\n])*\"|`[^`]*`)")
_NAME_LIKE = re.compile(rb'\b(\w+)(?:[ \t]+string)?[ \t]*(?::=|=)[ \t]*"([A-Z][A-Z0-9_]{3,})"')
_LIST = re.compile(r"\b(\w+)\s*(?::=|=)\s*\[\](?:string)?\s*\{([^}]*)\}")
_RANGE = re.compile(r"for\s+_?\w*\s*,\s*(\w+)\s*:=\s*range\s+(\[\]string\s*\{[^}]*\}|\w+)\s*\{")
_FAILS = re.compile(
    r"log\.(Fatal|Panic)\w*\(|\.Fatal\w*\(|\.Panic\w*\(|panic\(|os\.Exit\(|return\b[^\n]*\b(err|Err|fmt\.Errorf|errors\.)|missing\s*=\s*append|\.Exit\("
)
_VIPER = re.compile(r"\b(\w+)\.(BindEnv|MustBindEnv|SetEnvPrefix|AutomaticEnv|Get\w*|IsSet)\s*(\()")
_FLAG = re.compile(
    r"\bEnvVars?\s*:\s*(?:\[\]string\s*\{([^}]*)\}|cli\.EnvVars\(([^)]*)\)|(\"[^\"]*\"))|Sources\s*:\s*cli\.EnvVars\(([^)]*)\)"
)
_EXPANDED = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def found(own: Iterable[str], files: Mapping[str, bytes]) -> Found:
    """Give what a service reads."""
    result = Found()
    own = list(own)
    names = [file for file in own if _is_code(file) and any(word in files[file] for word in _WORDS)]
    codes = [texts.code(file, files[file]) for file in names]
    _constants(codes, [files[file] for file in own if _is_code(file) and file not in names])
    everything = {one.file: list(texts.functions(one, _HEADER, _parameter)) for one in codes}
    wrappers = texts.wrappers(codes, everything, _wraps)
    for one in codes:
        _calls(one, everything[one.file], wrappers, result)
        _viper(one, codes, result)
        for match in _FLAG.finditer(one.text):
            block = one.text[max(0, match.start() - 300) : match.end() + 300]
            for name in _listed(match[1] or match[2] or match[3] or match[4] or "", one):
                required = re.search(r"Required\s*:\s*true", block) is not None
                result.reads.append(Read(name, required, one.file, one.line(match.start())))
    go_tags.read(codes, result)
    return result


def _is_code(file: str) -> bool:
    return file.endswith(".go") and not file.endswith("_test.go")


def _constants(codes: list[Code], others: Iterable[bytes]) -> None:
    """Let all files share their constants; of files that read nothing only those like names of variables."""
    constants: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for one in codes:
        for match in _CONSTANT.finditer(one.text):
            constants.setdefault(match[1], match[2][1:-1])
    for data in others:
        for match in _NAME_LIKE.finditer(data):
            constants.setdefault(match[1].decode(), match[2].decode())
    for one in codes:
        one.constants, one.lists = constants, lists
        for match in _LIST.finditer(one.text):
            lists.setdefault(match[1], _listed(match[2], one))


def _parameter(text: str) -> str:
    words = text.split()
    return words[0] if words else ""


def _listed(text: str, of: Code) -> list[str]:
    return [name for one in text.split(",") for name in texts.texts(one.strip(), of)]


def _wraps(one: Code, function: Function, known: Mapping[str, Wrapper]) -> Wrapper | None:
    body = one.text[function.start : function.end]
    parameters = function.parameters
    for match in re.finditer(r"\b((?:os\.)?\w+)\s*\(\s*(\w+)\s*[,)]", body):
        called, name = match[1], match[2]
        inner = known.get(called)
        direct = called in ("os.Getenv", "os.LookupEnv")
        if name not in parameters or not (direct or (inner is not None and inner.at == 0)):
            continue
        start = function.start + match.start()
        end = texts.block(one.text, one.text.index("(", start + len(called) - 1))
        fails = _checked(one.text, start, end) or _falls_through(one.text, end, function.end)
        fails = fails or (inner is not None and inner.fails)
        return Wrapper(parameters.index(name), fails, len(parameters) > 1)
    return None


def _falls_through(text: str, end: int, last: int) -> bool:
    """Say whether a function gives back what was found, and fails behind that."""
    opens = re.match(r"\s*;\s*(?:\w+|\w+\s*!=\s*\"\"|len\(\w+\)\s*>\s*0)\s*\{", text[end : end + 100])
    if opens is None:
        return False
    closes = texts.block(text, end + opens.end() - 1)
    fails = re.compile(rf"\s*(?:else\s*\{{)?[^\n]*?(?:{_FAILS.pattern})").match(text, closes, last)
    return fails is not None and re.search(r"\breturn\b", text[end:closes]) is not None


def _calls(one: Code, functions: list[Function], wrappers: Mapping[str, Wrapper], result: Found) -> None:  # noqa: C901 - one kind a line
    for match in _CALL.finditer(one.bare):
        given, end = texts.arguments(one.text, match.start(2))
        if match[1] == "Environ":
            result.dynamic.append(
                Dynamic(one.file, one.line(match.start()), "all of it is gone through", all=True)
            )
            continue
        if match[1] == "ExpandEnv":
            for text in _resolved(given[0][0] if given else "", one, match.start()):
                line = one.line(match.start())
                result.reads += [
                    Read(name[1] or name[2], required=False, file=one.file, line=line)
                    for name in _EXPANDED.finditer(text)
                ]
            continue
        names = _resolved(given[0][0] if given else "", one, match.start())
        if match[1] == "Setenv":
            result.sets.update(names)
            continue
        function = texts.inside(match.start(), functions)
        is_parameter = function is not None and given and given[0][0].strip() in function.parameters
        if not names and not (is_parameter and function is not None and function.name in wrappers):
            result.dynamic.append(
                Dynamic(one.file, one.line(match.start()), "its name is made while the program runs")
            )
        required = _checked(one.text, match.start(), end)
        result.reads += [Read(name, required, one.file, one.line(match.start())) for name in names]
    for name, how in wrappers.items():
        for match in re.finditer(rf"(?<!func )(?<![\w.])(?:\w+\.)?{name}\s*(?:\[\w+\])?(\()", one.bare):
            if re.search(r"\bfunc\s+(\([^)]*\)\s*)?$", one.text[max(0, match.start() - 80) : match.start()]):
                continue
            given, end = texts.arguments(one.text, match.start(1))
            if how.at < len(given):
                _wrapped(one, functions, wrappers, how, given, match.start(), end, result)


def _wrapped(  # noqa: PLR0913, PLR0917 - what a call is made of
    one: Code, functions: list[Function], wrappers: Mapping[str, Wrapper], how: Wrapper,
    given: list[tuple[str, int]], at: int, end: int, result: Found,
) -> None:  # fmt: skip
    names = _resolved(given[how.at][0], one, at)
    default = given[how.at + 1][0].strip() if how.default and how.at + 1 < len(given) else None
    if not names:
        function = texts.inside(at, functions)
        if (
            function is None
            or given[how.at][0].strip() not in function.parameters
            or function.name not in wrappers
        ):
            result.dynamic.append(Dynamic(one.file, one.line(at), "its name is made while the program runs"))
        return
    required = (how.fails and default is None) or (default is None and _checked(one.text, at, end))
    shown = default.strip('"`') if default else None
    result.reads += [Read(name, required, one.file, one.line(at), shown) for name in names]


def _resolved(argument: str, one: Code, at: int) -> list[str]:
    plain = argument.strip()
    for match in _RANGE.finditer(one.text[max(0, at - 3000) : at]):
        if match[1] == plain:
            inner = match[2]
            return _listed(inner[inner.find("{") + 1 : -1], one) if "{" in inner else one.lists.get(inner, [])
    return texts.texts(argument, one)


def _checked(text: str, start: int, end: int) -> bool:
    """Say whether the block that follows ends in failure where nothing was found."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    after = text[end : end + 500]
    opens = re.match(r"\s*(==\s*\"\"|;\s*!?\w+\s*(==\s*\"\")?)\s*\{", after)
    if opens is not None and re.search(r"\bif\b", before):
        if "!=" in opens[0] or re.match(r"\s*;\s*\w+\s*\{", after):
            return False
        body = end + opens.end() - 1
        return bool(_FAILS.search(text[body : texts.block(text, body)]))
    converted = re.search(r",\s*(\w+)\s*:?=\s*(?:strconv\.\w+|time\.ParseDuration)\(\s*$", before)
    if converted is not None:
        wrong = re.compile(rf"[^\n]*\n\s*if\s+{converted[1]}\s*!=\s*nil\s*\{{").match(text, end)
        return wrong is not None and bool(
            _FAILS.search(text[wrong.end() : texts.block(text, wrong.end() - 1)])
        )
    assigned = re.search(r"([\w.]+)(?:\s*,\s*(\w+))?\s*:?=\s*(?:strings\.\w+\(|\[\]byte\()?$", before)
    if assigned is None:
        return False
    name, ok = re.escape(assigned[1]), assigned[2]
    check = (
        rf"\bif\s+(?:{name}\s*==\s*\"\"|len\({name}\)\s*==\s*0"
        + (rf"|!{ok}" if ok and ok != "_" else "")
        + r")[^{\n]*\{"
    )
    found = re.compile(check).search(text, end, end + 1500)
    several = re.compile(rf"\bif\b[^{{\n]*\|\|\s*{name}\s*==\s*\"\"[^{{\n]*\{{").search(text, end, end + 1500)
    found = found or several
    if found is None or "&&" in found[0]:
        return False
    body = found.end() - 1
    return bool(_FAILS.search(text[body : texts.block(text, body)]))


def _viper(one: Code, codes: list[Code], result: Found) -> None:
    if "viper" not in one.text:
        return
    prefix, automatic = "", False
    for other in codes:
        for match in re.finditer(r"\.SetEnvPrefix\(\s*(\"[^\"]*\"|\w+)\s*\)", other.text):
            held = texts.texts(match[1], other)
            prefix = f"{held[0].upper()}_" if held else prefix
        automatic = automatic or ".AutomaticEnv()" in other.text
    for match in _VIPER.finditer(one.text):
        given, _ = texts.arguments(one.text, match.start(3))
        keys = [name for argument, _ in given for name in texts.texts(argument, one)]
        line = one.line(match.start())
        if "BindEnv" in match[2] and keys:
            names = keys[1:] or [prefix + re.sub(r"[.-]", "_", keys[0].upper())]
            result.reads += [Read(name, required=False, file=one.file, line=line) for name in names]
        elif (
            automatic
            and match[2].startswith(("Get", "IsSet"))
            and len(given) == 1
            and keys
            and match[1] in ("viper", "v", "vp", "cfg", "config")
        ):
            name = prefix + re.sub(r"[.-]", "_", keys[0].upper())
            result.reads.append(Read(name, required=False, file=one.file, line=line))
