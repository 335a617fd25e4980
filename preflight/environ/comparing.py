"""What services read against what stacks set on them, and what files set in plain.

A read counts as met by the stack, by the image (`ENV`), by the code itself, or by the platform. A variable
counts as read when the code reads it, when a library does by itself, or when a file that another program
reads mentions it. Where something cannot be resolved, nobody can say that a variable is never read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from preflight.environ import names
from preflight.environ.gathering import word_in
from preflight.finding import Finding, Level
from preflight.planned import services as planned_services

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from preflight.environ.gathering import Code
    from preflight.environ.places import Places
    from preflight.environ.reads import Read
    from preflight.planned.services import Service, Variable
    from preflight.scan.source import Setting

# A stack of one of these names is production; so is one whose service is protected from deletion.
_PRODUCTION = re.compile(r"(^|[-_./])(prod|production|prd|live)([-_./]|$)", re.IGNORECASE)

# What is set there is set on no service: values of tests and of the machines of developers.
_FOR_DEVELOPERS = frozenset({".github", ".circleci", ".gitlab", ".buildkite", ".devcontainer"})


class Stack(NamedTuple):
    """A stack by its name, and what runs in it."""

    name: str
    services: tuple[Service, ...]


class Match(NamedTuple):
    """A service of the code, and the one of a stack that runs it, with what that is told."""

    code: Code
    stack: str
    service: Service
    env: Mapping[str, Variable]


def matches(codes: Sequence[Code], stack: Stack) -> list[Match]:
    """Bring together the code and what runs it: by names of folders, or because there is one of each."""
    found: list[Match] = []
    for code in codes:
        name = planned_services.folder_name(code.name)
        for service in stack.services:
            for container in service.containers:
                of_it = planned_services.folder_name(planned_services.image_name(container.image))
                if len(service.containers) > 1 and of_it == name:
                    found.append(Match(code, stack.name, service, container.env))
                    break
            else:
                if name in service.folder_names:
                    found.append(Match(code, stack.name, service, service.env))
    taken = {id(match.code) for match in found}, {id(match.service) for match in found}
    for code in codes:
        if id(code) in taken[0]:
            continue
        name = planned_services.folder_name(code.name)
        near = [
            service for service in stack.services if id(service) not in taken[1]
            and any(one.endswith(f"-{name}") or name.endswith(f"-{one}") for one in service.folder_names)
        ]  # fmt: skip
        found += [Match(code, stack.name, service, service.env) for service in near[:1] if len(near) == 1]
    if not found and len(codes) == 1 and len(stack.services) == 1:
        found = [Match(codes[0], stack.name, stack.services[0], stack.services[0].env)]
    return found


def undeclared(found: Iterable[Match]) -> Iterator[Finding]:
    """ENV001: what a service must be given, and is not."""
    missing: dict[tuple[str, int, str, str], list[str]] = {}
    for match in found:
        told = {*match.env, *match.code.image, *match.code.found.sets}
        in_any_case = {name.upper() for name in told}
        for read in match.code.found.reads:
            if (read.required or read.unless) and not _is_met(read, told, in_any_case, match.service.type):
                key = read.file, read.line, read.name, match.service.resource
                missing.setdefault(key, []).append(match.stack)
    for (file, line, name, service), stacks in sorted(missing.items()):
        where = _stacks(stacks)
        hint = "; Cloud Run does not set it by itself" if name == "GOOGLE_CLOUD_PROJECT" else ""
        yield Finding(
            file,
            line,
            "ENV001",
            f"{name} is required by {service} and not set on it{where}{hint}",
            f"set {name} on {service} in the stack, or give it a default here",
        )


def _is_met(read: Read, told: set[str], in_any_case: set[str], kind: str) -> bool:
    def there(name: str) -> bool:
        known = name.upper() in in_any_case if read.any_case else name in told
        return known or names.set_by_platform(name, kind)

    if there(read.name) or any(map(there, read.unless)):
        return True
    return not all(map(there, read.given))


def unread(found: Iterable[Match], places: Places) -> Iterator[Finding]:
    """ENV002: what a service is given, and never asks for."""
    left: dict[tuple[str, str], list[str]] = {}
    for match in found:
        code = match.code
        if not code.complete or code.found.dynamic or code.found.problems:
            continue
        known = {read.name for read in code.found.reads}
        in_any_case = {read.name.upper() for read in code.found.reads if read.any_case}
        for name in match.env:
            read = name in known or name.upper() in in_any_case or names.read_by_libraries(name)
            if not read and not word_in(name, code.mentions):
                left.setdefault((match.service.resource, name), []).append(match.stack)
    for (service, name), stacks in sorted(left.items()):
        file, line = places.of(name, stacks[0])
        yield Finding(
            file,
            line,
            "ENV002",
            f"{name} is set on {service}{_stacks(stacks)} and nothing there reads it",
            "take it away, or read it",
            Level.WARNING,
        )


def plain_secrets(stacks: Iterable[Stack], places: Places) -> Iterator[Finding]:
    """ENV003: a secret that stands on a service for everybody who may look at it."""
    seen: dict[tuple[str, str, str], list[str]] = {}
    for stack in stacks:
        for service in stack.services:
            for container in service.containers:
                for name, variable in container.env.items():
                    if why := _plain(name, variable):
                        seen.setdefault((service.resource, name, why), []).append(stack.name)
    for (service, name, why), where in sorted(seen.items()):
        file, line = places.of(name, where[0])
        yield Finding(
            file,
            line,
            "ENV003",
            f"{name} of {service}{_stacks(where)} {why}",
            "keep it in Secret Manager and refer to a version of it",
        )


def _plain(name: str, variable: Variable) -> str:
    if variable.secret is not None:
        return ""
    if variable.value is None:
        if not names.names_a_secret(name):
            return ""
        words = (
            "a secret to Pulumi, plain on the service"
            if variable.kept
            else "a value that is made with the stack"
        )
        return f"is named like a secret and holds {words}"
    return "" if variable.value.startswith("<") else names.secret_in(name, variable.value)


def plain_in_files(settings: Iterable[tuple[str, Setting]]) -> Iterator[Finding]:
    """ENV003 for files: an image, a manifest or Terraform that spells a secret; a note where CI does."""
    for file, one in settings:
        apart = any(part in _FOR_DEVELOPERS for part in file.split("/"))
        value = str(getattr(one.value, "value", ""))
        if why := names.secret_in(one.name, value):
            yield Finding(
                file,
                one.line,
                "ENV003",
                f"{one.name} {why}",
                "keep it in Secret Manager and refer to a version of it",
                Level.NOTE if apart else Level.ERROR,
            )


def unresolvable(codes: Iterable[Code]) -> Iterator[Finding]:
    """ENV004: what is read under a name that the code does not tell."""
    for code in codes:
        for one in code.found.dynamic:
            what = (
                "the environment is read as a whole" if one.all else "which variable is read cannot be told"
            )
            yield Finding(
                one.file,
                one.line,
                "ENV004",
                f"{what}: {one.detail}",
                "name each variable that is read",
                Level.NOTE,
            )


def floating(stacks: Iterable[Stack], places: Places) -> Iterator[Finding]:
    """ENV005: a secret of production that changes at the next cold start without anybody deploying."""
    for stack in stacks:
        for service in stack.services:
            if not (_PRODUCTION.search(stack.name) or service.protected):
                continue
            told = [(name, one) for container in service.containers for name, one in container.env.items()]
            for name, variable in [*told, *service.mounts]:
                if variable.secret is not None and (variable.version or "latest") == "latest":
                    file, line = places.of(variable.secret, stack.name)
                    if not line:
                        file, line = places.of(name, stack.name)
                    yield Finding(
                        file,
                        line,
                        "ENV005",
                        f"{name} of {service.resource} in {stack.name} is the latest of {variable.secret}",
                        "pin the number of a version",
                        Level.WARNING,
                    )


def _stacks(stacks: Sequence[str]) -> str:
    named = [stack for stack in dict.fromkeys(stacks) if stack]
    return f" in {', '.join(named)}" if named else ""
