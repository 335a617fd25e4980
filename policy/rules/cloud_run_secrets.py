"""Rules about secrets in plain sight: in variables, on command lines, in annotations and labels.

Deliberately absent: values. A sentence names the place, since it ends in logs and in pull requests.

https://cloud.google.com/run/docs/configuring/services/secrets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.containers import (
    ENVIRONMENTS,
    FUNCTION,
    FUNCTIONS,
    JOB,
    RUNTIMES,
    SERVICE,
    command_lines_of,
)
from rules.environments import notes_of, variables_of
from rules.readings import hear_all
from rules.secret_shapes import is_no_secret, names_a_secret, secret_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource
    from rules.containers import CommandLine
    from rules.environments import Entry

# --password=abc, DB_PASSWORD=abc; and within one word, as of a shell, --password abc.
_GIVEN = re.compile(r"""(?:^|[\s;&'"])(?:--?)?([A-Za-z_][\w.-]*)=("[^"]*"|'[^']*'|[^\s;&]*)""")
_GIVEN_NEXT = re.compile(r"""(?:^|\s)--?([A-Za-z][\w.-]*)\s+([^\s-]\S*)""")
_OPTION = re.compile(r"--?([A-Za-z][\w.-]*)")

_FROM_SECRET = {"secretKeyRef": {"secret": "database-password", "version": "3"}}


def _service(**container: object) -> Declared:
    return Declared(SERVICE, {"location": "us-central1", "template": {"containers": [container]}})


@resource_rule(
    judges=ENVIRONMENTS,
    fix="keep it in Secret Manager and write value_source with secret_key_ref instead of value",
    good=(
        _service(envs=[{"name": "DB_PASSWORD", "valueSource": _FROM_SECRET}]),
        _service(envs=[{"name": "MAX_TOKENS", "value": "8192"}, {"name": "TOKEN_URL", "value": "https://a"}]),
    ),
    bad=(
        _service(envs=[{"name": "DB_PASSWORD", "value": "an example"}]),
        _service(envs=[{"name": "DATABASE", "value": "postgres://shop:an-example@10.0.0.3/shop"}]),
        Declared(FUNCTION, {"serviceConfig": {"environmentVariables": {"API_KEY": "an example"}}}),
    ),
    severity="critical",
)
def environments_hold_no_secrets(runtime: Resource) -> Iterator[str]:
    """A variable's value stands in the state, in the console and in every export, for all who may look.

    Judged by the last words of its name (a password by any name that ends so), even where the value is not
    known yet, and by its shape: private keys, keys and tokens of well-known providers, passwords in URLs.
    Empty values, true and false, paths of files and names of secrets pass.
    https://cloud.google.com/run/docs/configuring/services/environment-variables
    """
    yield from hear_all(_plain(entry) for entry in variables_of(runtime))


@resource_rule(
    judges=f"{RUNTIMES}|{FUNCTIONS}",
    fix="keep it in Secret Manager and hand it over as a variable or a file: --password-file=/run/secrets/db",
    good=(
        _service(image="api", args=["--port", "8080", "--password-file=/run/secrets/db"]),
        _service(image="api", args=["--password=$(DB_PASSWORD)"]),
    ),
    bad=(
        _service(image="api", args=["--password=an-example"]),
        Declared(JOB, {"template": {"template": {"containers": [{"args": ["--token", "an-example"]}]}}}),
        Declared(SERVICE, {"template": {}, "annotations": {"example.com/api-key": "an example"}}),
    ),
    severity="critical",
)
def arguments_hold_no_secrets(runtime: Resource) -> Iterator[str]:
    """Arguments, annotations and labels are shown to everybody who may look at the service.

    Judged like variables: `--password=...`, `--token ...`, `DB_PASSWORD=...` in a shell's line, and by shape.
    What expands to a variable, $(DB_PASSWORD), passes.
    https://cloud.google.com/run/docs/configuring/services/containers
    """
    lines = hear_all(_on_line(line) for line in command_lines_of(runtime))
    yield from hear_all((lines, hear_all(_shown(entry) for entry in notes_of(runtime))))


def _plain(entry: Entry) -> Iterator[str]:
    """Judge a variable. Its name decides whatever its value, so an unknown one is not waited for."""
    if entry.is_unknown and names_a_secret(entry.name):
        yield f"{entry.where} is named like a secret and holds its value"
    else:
        yield from _shown(entry)


def _shown(entry: Entry) -> Iterator[str]:
    value = entry.known
    if kind := secret_in(value):
        yield f"{entry.where} holds {kind}"
    elif names_a_secret(entry.name.rpartition("/")[2]) and not is_no_secret(value):
        yield f"{entry.where} is named like a secret and holds its value"
    entry.wait()


def _on_line(line: CommandLine) -> Iterator[str]:
    for place, word in enumerate(line.words):
        if word is None:
            continue
        if kind := secret_in(word):
            yield f"{line.where}[{place}] holds {kind}"
        elif option := _option_with_value(word, line.words[place + 1 : place + 2]):
            yield f"{line.where}[{place}] gives {option} its value"


def _option_with_value(word: str, following: tuple[str | None, ...]) -> str | None:
    """Give the name of the first option that is a secret's and has a value, on this word or as the next."""
    given = [*_GIVEN.findall(word), *_GIVEN_NEXT.findall(word)]
    if (option := _OPTION.fullmatch(word)) and following and not str(following[0] or "-").startswith("-"):
        given.append((option[1], following[0]))
    return next(
        (name for name, value in given if names_a_secret(name) and not is_no_secret(value.strip("'\""))), None
    )
