"""Rules about secrets in plain sight: in variables, on command lines, in annotations and labels.

Deliberately absent: values. A sentence names the place, since it ends in logs and in pull requests.

https://cloud.google.com/run/docs/configuring/services/secrets
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.cloud_run_command_lines import secrets_on
from rules.cloud_run_marks import kept_secret
from rules.containers import (
    ENVIRONMENTS,
    FUNCTION,
    FUNCTIONS,
    JOB,
    RUNTIMES,
    SERVICE,
    command_lines_of,
)
from rules.environments import Entry, notes_of, probes_of, variables_of
from rules.readings import hear_all, so_far
from rules.secret_names import is_named_secret, names_a_secret, names_where_one_is
from rules.secret_shapes import secret_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

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
    known yet, by its shape (private keys, keys and tokens of well-known providers, passwords in URLs, JSON
    and YAML), and by whether Pulumi itself keeps it secret. Empty values, switches, paths of files, names of
    secrets and references to them pass; what bundlers publish (NEXT_PUBLIC_...) is judged by its shape alone.
    https://cloud.google.com/run/docs/configuring/services/environment-variables
    """
    told = hear_all(_plain(entry) for entry in variables_of(runtime))
    yield from hear_all((told, _kept(so_far(variables_of(runtime)), runtime)))


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

    So are a description and what probes ask. Judged like variables: `--password=...`, `--token ...`,
    `DB_PASSWORD=...` in a shell's line, by shape, and by whether Pulumi keeps it secret. What expands to a
    variable, $(DB_PASSWORD), passes.
    https://cloud.google.com/run/docs/configuring/services/containers
    """
    lines = hear_all(secrets_on(line) for line in command_lines_of(runtime))
    notes = hear_all(_shown(entry) for entry in hear_all((_notes(runtime), probes_of(runtime))))
    yield from hear_all((lines, notes, _kept(so_far(_notes(runtime)), runtime), _kept_by_containers(runtime)))


def _notes(runtime: Resource) -> Iterator[Entry]:
    yield from notes_of(runtime)
    yield Entry("description", "description", "", runtime.props, "description")


def _kept(entries: list[Entry], runtime: Resource) -> Iterator[str]:
    """Judge by Pulumi's marks, unless what a name or a shape gave away explains them."""
    marked = [entry for entry in entries if entry.text in runtime.secrets]
    if not any(_seen(entry) for entry in marked):
        yield from kept_secret([(one.group, one.where, one.text) for one in entries], runtime.secrets)


def _kept_by_containers(runtime: Resource) -> Iterator[str]:
    # A mark on a variable covers the arguments beside it, and both cover the probes: one finding is enough.
    if any(entry.text in runtime.secrets for entry in so_far(variables_of(runtime))):
        return
    lines = so_far(command_lines_of(runtime))
    words = [(line.where, place, word) for line in lines for place, word in enumerate(line.words)]
    held = [(where, f"{where}[{place}]", word) for where, place, word in words if word]
    on_lines = list(kept_secret(held, runtime.secrets))
    yield from on_lines or _kept(so_far(probes_of(runtime)), runtime)


def _plain(entry: Entry) -> Iterator[str]:
    """Judge a variable. Its name decides whatever its value, so an unknown one is not waited for."""
    if entry.is_unknown and names_a_secret(entry.name) and not names_where_one_is(entry.name):
        yield f"{entry.where} is named like a secret and holds its value"
    else:
        yield from _shown(entry)


def _shown(entry: Entry) -> Iterator[str]:
    if seen := _seen(entry):
        yield f"{entry.where} {seen}"
    entry.wait()


def _seen(entry: Entry) -> str | None:
    """Say what gives a value away as a secret: its shape, its name, or both together."""
    name, value = entry.name.rpartition("/")[2], entry.known
    if kind := secret_in(value, name):
        return f"holds {kind}"
    if is_named_secret(name, value):
        return "is named like a secret and holds its value"
    kind = secret_in(f"{name}: {value}", name) if name and value else None
    return f"holds {kind}" if kind else None
