"""Reads conditions in CEL, as far as a rule must: what of them must hold, and whether that says anything.

A condition is parts joined by `&&`, `||` and `? :`. It narrows if whatever it lets in passed a comparison
that does. Deliberately absent: evaluating it. A part that is too clever to be read counts by the claims and
the constants that stand in it.

https://cloud.google.com/iam/docs/conditions-overview
https://github.com/google/cel-spec/blob/master/doc/langdef.md
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Tokens = Sequence[str]
    Part = Callable[[Tokens], bool]

_TOKEN = re.compile(r"""r?'(?:[^'\\]|\\.)*'|r?"(?:[^"\\]|\\.)*"|&&|\|\||[!=<>]=|[\w.]+|\S""")
_TEXT = re.compile(r"""r?(['"])(.*)\1""", re.DOTALL)
# A key of a claim; what follows `in` or a sign is a list.
_KEY = re.compile(r"""(?<=[\w\])])(?<!\bin)\[\s*r?['"]([^'"]+)['"]\s*\]""")
_CLAIM = re.compile(r"(assertion|attribute|google)\.([\w/-]+)")
# What a pattern holds besides letters that must be there.
_ANY = re.compile(r"\[[^\]]*\]|\\+.|\{[^}]*\}|\(\?\w+\)")
# How every subject of an issuer begins.
_ALWAYS_THERE = re.compile(r"\W*(repo|project_path|organization|org|system|enterprise):", re.IGNORECASE)


def narrows(condition: str, part: Part) -> bool:
    """Say whether whatever a condition lets in passed a part for which `part` says yes."""
    return _narrows(_tokens(condition), part)


def _narrows(tokens: Tokens, part: Part) -> bool:
    tokens = _bare(tokens)
    asked, *answers = _split(tokens, "?", most=1)
    if answers:
        yes, *no = _split(answers[0], ":", most=1)
        return (_narrows(asked, part) or _narrows(yes, part)) and all(_narrows(one, part) for one in no)
    for joint, enough in (("||", all), ("&&", any)):
        if len(parts := _split(tokens, joint)) > 1:
            return enough(_narrows(one, part) for one in parts)
    return list(tokens) == ["false"] or part(tokens)


def _bare(tokens: Tokens) -> Tokens:
    while len(tokens) > 1 and tokens[0] == "(" and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _closing(tokens: Tokens) -> int:
    depth = 0
    for place, word in enumerate(tokens):
        depth += _step(word)
        if not depth:
            return place
    return -1


def _split(tokens: Tokens, joint: str, most: int = -1) -> list[Tokens]:
    parts: list[list[str]] = [[]]
    depth = 0
    for word in tokens:
        depth += _step(word)
        if word == joint and not depth and len(parts) - 1 != most:
            parts.append([])
        else:
            parts[-1].append(word)
    return list(parts)


def _step(word: str) -> int:
    return (word in "([{") - (word in ")]}")


def claims(tokens: Tokens) -> set[str]:
    """Give the claims and attributes that a part names, like `assertion.repository`."""
    return {f"{one[1]}.{one[2]}" for token in tokens if (one := _CLAIM.match(token))}


def claims_of(expression: str) -> set[str]:
    """Give the claims that an expression names, as that of a mapping does."""
    return claims(_tokens(expression))


def _tokens(expression: str) -> Tokens:
    return _TOKEN.findall(_KEY.sub(r".\1", expression))


def says_something(tokens: Tokens) -> bool:
    """Say whether a part looks at the token, and not merely for whether something is there or like itself."""
    left, same, right = "".join(tokens).partition("==")
    return bool(claims(tokens)) and not (same and left == right)


def compares(tokens: Tokens) -> bool:
    """Say whether a part compares with a constant that not everybody fulfils."""
    joined = "".join(token for token in tokens if not _TEXT.fullmatch(token))
    if re.match(r"!|has\(|size\(", joined) or re.search(r"!=|[<>]|\.size\(|==false|false==", joined):
        return False
    return any(map(_constant, tokens))


def _constant(token: str) -> bool:
    if text := _TEXT.fullmatch(token):
        return bool(re.search(r"\w", _ANY.sub("", _ALWAYS_THERE.sub("", text[2], count=1))))
    return token.isdigit()
