"""Rules about the models that a runtime calls: that they will answer.

Deliberately absent: the network. A live call is `preflight check`'s; the registry is what the pack knows.

https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from rules import Declared, resource_rule
from rules.containers import ENVIRONMENTS, FUNCTION, JOB, SERVICE, command_lines_of
from rules.environments import variables_of
from rules.model_names import model_under_a_name, models_in, names_a_model, names_no_call
from rules.readings import hear_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rules import Resource
    from rules.containers import CommandLine
    from rules.environments import Entry

_REGISTRY = "preflight/models/models.yaml"
# So long after a day before which a model does not go, its row may still wait to be read again.
_GRACE = timedelta(days=30)
_OPTION = re.compile(r"-{0,2}[A-Za-z][\w.-]{0,100}")


def _service(**variables: str) -> Declared:
    envs = [{"name": name, "value": value} for name, value in variables.items()]
    return Declared(SERVICE, {"location": "us-central1", "template": {"containers": [{"envs": envs}]}})


@resource_rule(
    judges=ENVIRONMENTS,
    fix=(
        "call a model that is open to new projects, as preflight/models/models.yaml lists them (what is no"
        " model takes a name that does not say model, or an exemption)"
    ),
    good=(
        _service(SCRIPT_GENERATION_MODEL="gemini-3.5-flash", SPEECH_MODEL="en-US-Chirp3-HD-Aoede"),
        Declared(FUNCTION, {"serviceConfig": {"environmentVariables": {"MODEL": "gemini-3.5-flash-lite"}}}),
    ),
    bad=(
        _service(SCRIPT_GENERATION_MODEL="gemini-1.5-flash"),
        _service(SCRIPT_GENERATION_MODEL="gemini-2.5-flash"),
        _service(MODEL="gemini-flash-latest"),
        _service(SETTINGS='{"models": ["publishers/google/models/gemini-2.0-flash-001"]}'),
        Declared(JOB, {"template": {"template": {"containers": [{"args": ["--model=gemini-1.5-pro-002"]}]}}}),
    ),
    severity="critical",
    reads=("today",),
    given={"today": "2026-11-25"},
)
def models_are_alive(runtime: Resource) -> Iterator[str]:
    """A model that is retired or closed to new projects answers 404, on the first request and on every one.

    Every model that a variable or an argument names is looked up in preflight/models/models.yaml, on the day
    policy:today or else today. What is not in it is refused, since lists of models drop the retired ones
    first: look the model up, then add its row. Google announces some days as "no sooner than"; such a day
    refuses nothing by itself, but 30 days past it the row must have been read again (verified_on). A name may
    have one row for each API: Vertex's counts first. Under a name like SPEECH_MODEL, LLM or just MODEL
    whatever looks like an id is a model. What is named after a model (topics, buckets, RENDER_QUEUE), lists
    of what is not called (BLOCKED_MODELS) and stand-ins (mock, local) are none. All voices of Chirp 3 HD are
    one product: a row for one speaks for them. A version without a row goes the way of its family.
    https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/model-versions
    """
    lines = hear_all(_on_line(line) for line in command_lines_of(runtime))
    variables = hear_all(_in_variable(entry) for entry in variables_of(runtime))
    for where, model in hear_all((variables, lines)):
        if wrong := verdict(model, runtime.settings.day):
            yield f"{where} names {model}, which {wrong}"


def verdict(model: str, day: date) -> str | None:
    """Say what is wrong with a model on a day, None if nothing is."""
    from preflight.models import lifecycle  # noqa: PLC0415 - slow to import, and rarely needed

    found = lifecycle.standing(model, None, day)
    row = found.row
    if row is None:
        return f"is not in {_REGISTRY}: nobody knows whether it answers"
    due = found.day if found.state is lifecycle.State.DUE else None
    unread = due and row.verified_on < due <= day - _GRACE
    if found.state not in lifecycle.SHUT and not unread:
        return None
    instead = f" (its successor is {found.replacement})" if found.replacement else ""
    return lifecycle.told(row, day) + instead


def _in_variable(entry: Entry) -> Iterator[tuple[str, str]]:
    yield from ((entry.where, model) for model in _under(entry.name, entry.known))
    entry.wait()


def _on_line(line: CommandLine) -> Iterator[tuple[str, str]]:
    for place, word in enumerate(line.words):
        if word is not None:
            before = (line.words[place - 1] if place else None) or ""
            yield from ((f"{line.where}[{place}]", model) for model in _in_word(word, before))


def _in_word(word: str, before: str) -> Iterator[str]:
    """Yield the models in one word: in --model=..., after --model, else what is built like one."""
    name, _, value = word.partition("=")
    if value and _OPTION.fullmatch(name):
        return _under(name, value)
    if _OPTION.fullmatch(before) and before.startswith("-") and not word.startswith("-"):
        return _under(before, word)
    return models_in(word)


def _under(name: str, value: str) -> Iterator[str]:
    if names_no_call(name):
        return iter(())
    return model_under_a_name(value) if names_a_model(name) else models_in(value)
