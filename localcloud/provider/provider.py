"""What the engine asks of a provider, in plain values: check, diff, create, read, update, delete.

Deliberately absent: gRPC (``service.py``). A type without a table in ``resources/`` passes checks and
previews, so that a policy pack can judge it, and is refused when it is to be made for real.

Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from localcloud.provider.autoname import Naming, named
from localcloud.provider.checks import Failure, check
from localcloud.provider.differences import Difference, differences, without_ignored
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.job import Cloud, Job
from localcloud.provider.labels import plan_labels
from localcloud.provider.names import MissingNameError
from localcloud.provider.plan import planned
from localcloud.provider.registry import kind_of
from localcloud.provider.state import imported_inputs, inputs_of, previewed, state_of, stored, unasked
from localcloud.provider.steps import PartlyCreatedError, RefusedError, guard_deletion
from localcloud.provider.transport import ONE_SERIES, CancelledError, DroppedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from localcloud.provider.kind import Kind
    from localcloud.provider.values import Properties

VERSION = "10.2.0"
"""Of the SDK that is served, and so of the official plugin that this stands in for."""
PATIENCE = 20 * 60.0
INTERRUPTIONS = (GoogleError, DroppedError, CancelledError, ConnectionError)
"""What may end a create between its first request and its last."""


@dataclass(frozen=True)
class Changes:
    """What an update would change; ``delete_first`` where the old and the new one cannot be there at once."""

    found: list[Difference]
    delete_first: bool


@dataclass(frozen=True)
class Read:
    """A resource as the cloud has it now."""

    id: str
    outputs: Properties
    inputs: Properties


def refusal(token: str) -> str:
    """Why a type is not made for real, and what makes it."""
    return (
        f"{token}: the stand-in provider does not serve this type; the official plugin does: "
        f"pulumi plugin install resource gcp {VERSION}"
    )


def served(token: str) -> Kind:
    """The type's table.

    Raises:
        RefusedError: There is none.
    """
    kind = kind_of(token)
    if kind is None:
        raise RefusedError(refusal(token))
    return kind


def checked(
    token: str, inputs: Properties, old: Properties, naming: Naming
) -> tuple[Properties, list[Failure]]:
    """The inputs with a name made where the program gives none, and everything that is wrong with them."""
    kind = kind_of(token)
    if kind is None:
        return inputs, []
    return check(kind.spec, named(kind, inputs, old, naming))


class Provider:
    """A configured provider."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    def plan(self, kind: Kind, inputs: Properties, state: Properties) -> Properties:
        """Everything the resource is to be: defaults, labels and outputs that are known already included."""
        defaults = self.cloud.configuration
        plan = planned(kind.spec, inputs, state)
        for name, default in defaults.places.items():
            if name in kind.spec.members and plan.get(name) is None and default:
                plan[name] = default
        plan |= plan_labels(kind.shape, plan, state, attribution=defaults.attribution_label)
        return plan | kind.steps.known(kind, plan)

    def _job(
        self, kind: Kind, plan: Properties, state: Properties, timeout: float, identity: str = ""
    ) -> Job:
        patience = timeout or (ONE_SERIES if kind.compact else PATIENCE)
        return Job(kind, self.cloud, plan, state, patience, identity)

    def diff(
        self, token: str, identity: str, state: Properties, inputs: Properties, ignored: Iterable[str]
    ) -> Changes:
        """What an update to these inputs would change."""
        kind = served(token)
        plan = self.plan(kind, inputs, state)
        found = without_ignored(differences(kind.spec, state, plan), ignored)
        replaces = any(one.replaces for one in found)
        return Changes(found, replaces and self._expected_id(kind, plan) == identity)

    def _expected_id(self, kind: Kind, plan: Properties) -> str:
        try:
            return kind.steps.expected_id(self._job(kind, plan, {}, 0))
        except MissingNameError:
            return ""

    def create(self, token: str, inputs: Properties, timeout: float) -> tuple[str, Properties]:
        """Make it; its id and outputs.

        Raises:
            PartlyCreatedError: It came to be and is not as it should be.
        """
        kind = served(token)
        plan = self.plan(kind, inputs, {})
        job = replace(self._job(kind, plan, {}, timeout), inputs=inputs)
        try:
            identity, answer = kind.steps.create(job)
        except INTERRUPTIONS as error:
            if job.made:
                raise PartlyCreatedError(job.made[-1], str(error)) from error
            raise
        return identity, state_of(kind, answer, plan)

    def preview(self, token: str, inputs: Properties, state: Properties) -> Properties:
        """The outputs to expect; a type that is not served is expected to be what the program says."""
        kind = kind_of(token)
        return previewed(kind, self.plan(kind, inputs, state), state) if kind else inputs

    def partly(self, token: str, inputs: Properties) -> Properties:
        """The outputs of a resource whose create failed half-way: what it was to be."""
        kind = served(token)
        return stored(kind, self.plan(kind, inputs, {}))

    def read(self, token: str, identity: str, inputs: Properties, state: Properties) -> Read | None:
        """A refresh, or an import where there is no state; None where the resource is gone."""
        kind = served(token)
        before = state or self._imported_names(kind, identity)
        job = self._job(kind, {}, before, 0, identity)
        known_id = identity if state else kind.steps.expected_id(job) or identity
        answer = kind.steps.read(job, known_id)
        if answer is None:
            return None
        outputs = state_of(kind, answer, before)
        now = inputs_of(kind, outputs, inputs, state) if state else imported_inputs(kind, outputs)
        return Read(known_id, outputs, now)

    def _imported_names(self, kind: Kind, identity: str) -> Properties:
        names = kind.steps.import_names(kind, identity)
        if names is None:
            forms = ", ".join([kind.id, *kind.imports]) if kind.id else "OWNER ROLE MEMBER"
            raise RefusedError(f"{identity}: not an id of {kind.type}; write it as {forms}")
        given = self.cloud.configuration.places
        return {k: v for k, v in {**given, **names}.items() if v and k in (*kind.shape.members, *names)}

    def update(
        self, token: str, identity: str, state: Properties, inputs: Properties, timeout: float
    ) -> Properties:
        """Change it; its outputs."""
        kind = served(token)
        plan = self.plan(kind, inputs, state)
        answer = kind.steps.update(self._job(kind, plan, state, timeout, identity))
        return unasked(kind, plan, state) if answer is None else state_of(kind, answer, plan)

    def delete(self, token: str, identity: str, state: Properties, timeout: float) -> None:
        """Delete it, unless the program protects it or wants it left alone."""
        kind = served(token)
        if guard_deletion(kind, state):
            kind.steps.delete(self._job(kind, {}, state, timeout, identity))
