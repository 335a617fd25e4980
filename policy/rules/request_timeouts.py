"""Rules about how long a request may take, and who gives up first.

https://cloud.google.com/run/docs/configuring/request-timeout
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, Ref, known, resource_rule, stack_rule
from rules.containers import JOB, SERVICE, SERVICE_V1, SERVICES
from rules.per_stack import once_per_stack
from rules.pubsub import SUBSCRIPTION
from rules.readings import number, peek, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules import Resource, Stack

_TIMEOUT = {
    SERVICE: "template.timeout",
    JOB: "template.template.timeout",
    SERVICE_V1: "template.spec.timeoutSeconds",
}
# Google makes an address of a service's name, the project's number and the region.
_NUMBER = re.compile(r"(?<=-)\d+(?=\.[a-z0-9-]+\.run\.app$)")
# Google's defaults, in seconds.
_REQUEST, _ACKNOWLEDGEMENT = 300, 10


def _service(**template: object) -> Declared:
    return Declared(SERVICE, {"location": "us-central1", "template": template}, name="worker")


def _push(**inputs: object) -> Declared:
    push = {"pushEndpoint": Ref("worker", "uri")}
    return Declared(SUBSCRIPTION, {"topic": "requests", "pushConfig": push, **inputs}, name="requests")


@resource_rule(
    judges=f"{SERVICES}|{JOB}",
    fix='write timeout in the template, like timeout="60s" (the first API: timeout_seconds)',
    good=(
        _service(timeout="60s"),
        Declared(JOB, {"template": {"template": {"timeout": "1800s"}}}),
    ),
    bad=(
        _service(maxInstanceRequestConcurrency=20),
        Declared(JOB, {"template": {"template": {"maxRetries": 1}}}),
        Declared(SERVICE_V1, {"template": {"spec": {"containerConcurrency": 20}}}),
    ),
    severity="low",
)
def requests_have_a_timeout(runtime: Resource) -> Iterator[str]:
    """How long a request may take is something that its callers rely on, so the program says it.

    Left out it is 300 seconds for a request and 600 for a task of a job: long enough to pile up what hangs,
    too short for what really takes long. A worker pool has no timeout.
    https://cloud.google.com/run/docs/configuring/request-timeout
    """
    path = _TIMEOUT[runtime.type]
    timeout = runtime.get(path)
    if seconds(timeout) <= 0:
        yield f"{path} is {'not set' if timeout is None else 'no time at all'}"


@stack_rule(
    judges=SUBSCRIPTION,
    fix="write ack_deadline_seconds (at most 600) not below the service's timeout, or shorten that timeout",
    good=(_service(timeout="540s"), _push(ackDeadlineSeconds=600)),
    bad=(_service(timeout="540s"), _push(ackDeadlineSeconds=60)),
    severity="high",
)
def acknowledgements_outlast_requests(subscription: Resource, stack: Stack) -> Iterator[str]:
    """A request that is still being served when its deadline passes is delivered again and served twice.

    Pub/Sub counts from the push on: 10 seconds where nothing is said, while Cloud Run gives a request 300.
    The service is found through the address that the subscription pushes to, even one that is written out
    (https://worker-123456789012.us-central1.run.app); an address that another stack made, or one behind a
    domain of your own, cannot be judged and passes.
    https://cloud.google.com/pubsub/docs/push#receive_push
    """
    if "pushConfig" not in set(subscription.props):
        return
    services = _pushed_to(subscription, stack)
    if not services:
        return
    deadline = number(subscription.get("ackDeadlineSeconds")) or _ACKNOWLEDGEMENT
    # Where more than one service went into the address, the shortest timeout is the one that surely holds.
    longest, name = min((_timeout(service), service.name) for service in services)
    if deadline < longest:
        yield (
            f"ackDeadlineSeconds is {deadline:g} and {name}, to which it pushes, takes up to"
            f" {longest:g} seconds for a request"
        )


def _timeout(service: Resource) -> float:
    return seconds(service.get(_TIMEOUT[service.type])) or _REQUEST


def _pushed_to(subscription: Resource, stack: Stack) -> list[Resource]:
    endpoint = known(subscription.props, "pushConfig.pushEndpoint")
    if endpoint is None:
        # A preview does not know which of the outputs went into the address, and which into the audience.
        sources = stack.sources(subscription, "pushConfig")
        return [one for one in sources if one.type in (SERVICE, SERVICE_V1)]
    served, address = _by_address(stack), f"{endpoint}/"
    starts = [address[:end] for end, sign in enumerate(address) if sign == "/"]
    named = {
        one.urn: one for url in starts for key in (url, _NUMBER.sub("N", url)) for one in served.get(key, ())
    }
    return list(named.values())


@once_per_stack
def _by_address(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    found: dict[str, list[Resource]] = {}
    for service in stack.of(SERVICES):
        for url in _addresses(service):
            found.setdefault(url, []).append(service)
    return found


def _addresses(service: Resource) -> set[str]:
    more = known(service.outputs, "urls")
    urls = [known(service.outputs, "uri"), known(service.outputs, "statuses.url")]
    urls += [peek(more, place) for place in range(len(more or ()))]
    name, location = known(service.props, "name"), known(service.props, "location")
    urls += [f"https://{name}-N.{location}.run.app"] if name and location else []
    return {str(url).rstrip("/") for url in urls if url}
