"""Who may call the API service, and that nobody is listed twice under two spellings.

`serviceAccount:vividly-web` is an account that the stack makes, and the same member as its full address; IAM
also ignores case. Two grants for one member would be one binding to Google, gone with whichever goes first.
Deliberately absent: anybody (allUsers), the platform's own identities, and the pipeline's.

https://cloud.google.com/iam/docs/principal-identifiers
"""

import re
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo

from infra import names
from infra.checks import LOCAL, schema, surroundings, wrong

# Made by infra/bootstrap/bootstrap.sh, one of each for an environment.
PIPELINE = ("pulumi-planner-", "pulumi-applier-")
_DOMAIN = r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_ADDRESS = rf"[^\s@:]+@{_DOMAIN}"
_KINDS = {
    "serviceAccount": (
        r"([a-z][a-z0-9-]{4,28}[a-z0-9]|[a-z0-9-]+@[a-z0-9.-]+\.gserviceaccount\.com)",
        "write serviceAccount:NAME (6 to 30 lower-case letters, digits and -) or the account's full address",
    ),
    "group": (_ADDRESS, "write an address, like group:staff@example.com"),
    "user": (_ADDRESS, "write an address, like user:bob@example.com"),
    "domain": (_DOMAIN, "write a domain, like domain:example.com"),
    "principal": (r"//iam\.googleapis\.com/\S+", "write it like principal://iam.googleapis.com/..."),
    "principalSet": (r"//iam\.googleapis\.com/\S+", "write it like principalSet://iam.googleapis.com/..."),
}


def _caller(caller: str, info: ValidationInfo) -> str:
    if caller in ("allUsers", "allAuthenticatedUsers"):
        raise wrong(
            f"is {caller}, which lets anybody call the service",
            "name who calls, like serviceAccount:vividly-web",
        )
    kind, _, name = caller.partition(":")
    if kind not in _KINDS:
        raise wrong(
            f"is {caller!r}, which is no member",
            "write serviceAccount:vividly-web or group:staff@example.com",
        )
    pattern, fix = _KINDS[kind]
    if not re.fullmatch(pattern, name):
        raise wrong(f"is {caller!r}, which no {kind} is named", fix)
    member = full(caller, surroundings(info).project)
    if member in {_member(identity, surroundings(info).project) for identity in names.IDENTITIES}:
        raise wrong(f"is {caller!r}, which is one of the platform's own", "name who calls from outside")
    if kind == "serviceAccount" and name.startswith(PIPELINE):
        raise wrong(f"is {caller!r}, which is the pipeline's", "name who calls from outside")
    return caller


def full(caller: str, project: str) -> str:
    """Give the one spelling of a member, with its full address."""
    account = names.account_of(caller)
    # Behind principal:// stands a path, in which case counts.
    if account is None:
        return caller if caller.startswith("principal") else caller.lower()
    return _member(account, project)


def _member(account_id: str, project: str) -> str:
    return f"serviceAccount:{names.email(project, account_id)}".lower()


def somebody_may_call(callers: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    """Check the list as a whole."""
    here = surroundings(info)
    if not callers and here.environment != LOCAL:
        raise wrong(
            "names nobody, so that no request would ever arrive",
            "list who calls, like serviceAccount:vividly-web",
        )
    members = [full(caller, here.project) for caller in callers]
    twice = [caller for number, caller in enumerate(callers) if members[number] in members[:number]]
    if twice:
        raise wrong(f"names {', '.join(sorted(twice))} more than once", "name each caller once")
    return callers


def _schema_of(kind: str, pattern: str) -> str:
    nobody = "|".join((*(f"{name}$" for name in names.IDENTITIES), *PIPELINE))
    return f"{kind}:(?!{nobody}){pattern}" if kind == "serviceAccount" else f"{kind}:{pattern}"


Caller = Annotated[
    str,
    AfterValidator(_caller),
    schema(pattern=f"^({'|'.join(_schema_of(kind, pattern) for kind, (pattern, _) in _KINDS.items())})$"),
]
