"""One call on a client, whatever language it stands in: its API, and the chain of names that leads to it.

    google.cloud.storage.Client().bucket().blob().delete    storage.googleapis.com  Client bucket blob delete
    cloud.google.com/go/storage.NewClient().Bucket          storage.googleapis.com  NewClient Bucket

A library that reaches one of two APIs (google-genai) is decided by what the scan says of the service. A
wrapper (LangChain's ChatVertexAI) calls the model whatever its method is named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.catalogue import iam, libraries
from preflight.roles import local

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

VERTEX, GEMINI = "aiplatform.googleapis.com", "generativelanguage.googleapis.com"
# What has no API of its own in the catalogue, and the call that it stands for.
_SPECIAL = (
    (r"google\.oauth2\.id_token\.fetch_id_token(_credentials)?", "run.googleapis.com", "fetch_id_token"),
    (r"google\.oauth2\._id_token_async\.fetch_id_token", "run.googleapis.com", "fetch_id_token"),
    (r"google\.auth\.compute_engine\.IDTokenCredentials", "run.googleapis.com", "fetch_id_token"),
    (r"google-auth-library\..*getIdTokenClient", "run.googleapis.com", "fetch_id_token"),
    (r"google\.golang\.org/api/idtoken\.New(Client|TokenSource)", "run.googleapis.com", "fetch_id_token"),
    (r"com\.google\.auth\.oauth2\.IdTokenCredentials\..*", "run.googleapis.com", "fetch_id_token"),
    (
        r"google\.auth\.impersonated_credentials\.Credentials",
        "iamcredentials.googleapis.com",
        "impersonated_credentials",
    ),
    (r"google-auth-library\.Impersonated", "iamcredentials.googleapis.com", "impersonated_credentials"),
    (
        r"preflight\.startup\.validate_required_apis",
        "serviceusage.googleapis.com",
        "validate_required_apis",
    ),
)
_SPECIALS = tuple((re.compile(path), api, method) for path, api, method in _SPECIAL)


class Call(NamedTuple):
    """A call: the API, the chain behind the library, where, and what is given by name and by place."""

    api: str
    chain: tuple[str, ...]
    file: str
    line: int
    keywords: tuple[tuple[str, object], ...] = ()
    args: tuple[object, ...] = ()
    handed: bool = False

    @property
    def detail(self) -> str:
        """Name it for people."""
        return ".".join(self.chain)


def call(  # noqa: PLR0913 - what a reader tells of a call
    language: str,
    path: str,
    file: str,
    line: int,
    apis: frozenset[str],
    *,
    keywords: tuple[tuple[str, object], ...] = (),
    args: tuple[object, ...] = (),
    handed: bool = False,
) -> Call | None:
    """Give the call that a path means; `apis`: what the service is known to call. None for no API's."""
    bare = path.replace("()", "")
    for special, api, method in _SPECIALS:
        if special.fullmatch(bare):
            return Call(api, (method,), file, line, keywords, args, handed)
    row = libraries.library(language, path)
    if row is None or row.kind in ("types", "none") or not row.apis:
        return None
    chain = tuple(part.replace("()", "") for part in path[len(row.path) :].split(".") if part.strip("()"))
    if row.kind == "wrapper" and VERTEX in row.apis and chain:
        chain = (*chain[:-1], "generate_content")
    # `from x import Client` without more: the last name of the path is what is called.
    chain = chain or (bare.rpartition(".")[2],)
    return Call(_decided(row.apis, apis, chain), chain, file, line, keywords, args, handed)


def _decided(possible: Sequence[str], apis: frozenset[str], chain: tuple[str, ...]) -> str:
    if len(possible) == 1:
        return possible[0]
    fitting = [api for api in possible if iam.needed(api, chain)] or list(possible)
    known = [api for api in fitting if api in apis] or [api for api in possible if api in apis]
    return (known or fitting)[0]


def unknown(calls: Sequence[Call]) -> Iterator[Call]:
    """Give the calls whose needs no row tells, and that could ask Google something.

    Of a chain it is the first such call: what is done with its answer tells nothing more.
    """
    asking = {(one.api, one.chain) for one in calls if _asks(one)}
    for one in calls:
        before = ((one.api, one.chain[:at]) for at in range(2, len(one.chain)))
        if (one.api, one.chain) in asking and not one.handed and not any(told in asking for told in before):
            yield one


def _asks(one: Call) -> bool:
    return (
        not one.handed
        and len(one.chain) > 1
        and iam.needed(one.api, one.chain) is None
        and not local.is_local(one.api, one.chain, one.file)
    )


def given(one: Call) -> Mapping[str, object]:
    """Give the arguments by name, in the words of the table."""
    return {iam.plain(name): value for name, value in one.keywords}
