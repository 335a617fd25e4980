"""Are topics and subscriptions there, wired as declared, and may those who act on them?

A push goes to the address that the service really has. The agent of Pub/Sub needs two grants to move a
message to the dead letter topic; without them it is redelivered for ever, and nobody is told. The account in
the token of a push needs to be let in by the service, and the audience has to be one that it knows.

https://cloud.google.com/pubsub/docs/handling-failures#grant_forwarding_permissions
https://cloud.google.com/run/docs/triggering/pubsub-push
https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from preflight.planned.services import services
from preflight.planned.stack import inside, text
from preflight.verify import cloud_run, granted, probes
from preflight.verify.checks import Answer, Check, Status
from preflight.verify.google import RefusedError
from preflight.verify.probes import apis

if TYPE_CHECKING:
    from collections.abc import Callable

    from preflight.planned.services import Service
    from preflight.planned.stack import Resource
    from preflight.verify.google import Google, Json
    from preflight.verify.probes import Asked

HOST = "pubsub.googleapis.com"
TOPIC, SUBSCRIPTION = "gcp:pubsub/topic:Topic", "gcp:pubsub/subscription:Subscription"
PUBLISHING = frozenset({"roles/pubsub.publisher", "roles/pubsub.editor", "roles/pubsub.admin"})
SUBSCRIBING = frozenset({"roles/pubsub.subscriber", "roles/pubsub.editor", "roles/pubsub.admin"})
_VIEWER = "roles/pubsub.viewer"
_GIVEN_BY = re.compile(r"<(.+)\.(?:uri|url|urls|statuses)>")


class UnknownNameError(Exception):
    """What is asked for may be a service whose name is not known; its text is the resource's."""


def checks(asked: Asked) -> list[Check]:
    """Give a check for each topic and subscription, and one for each grant that a delivery needs."""
    found: list[Check] = []
    on = (apis.name(HOST),)
    for one in asked.planned.of(TOPIC):
        name = probes.chosen(one)
        if not name:
            found.append(probes.nameless(f"pubsub/topics/{one.name}", f"topic {one.name}"))
            continue
        own = asked.of(one)
        id_ = f"pubsub/topics/{own.called(name)}"
        found.append(Check(id_, f"topic {name} is there", _There(own, name), on))
    for one in asked.planned.of(SUBSCRIPTION):
        name = probes.chosen(one)
        if not name:
            found.append(probes.nameless(f"pubsub/subscriptions/{one.name}", f"subscription {one.name}"))
            continue
        own = asked.of(one)
        wired = f"pubsub/subscriptions/{own.called(name)}"
        about = f"subscription {name} is there and wired as declared"
        found.append(Check(wired, about, _Wired(own, name, one), on))
        behind = (*on, wired)
        dead = _leaf(inside(one.inputs, "deadLetterPolicy.deadLetterTopic"))
        if dead:
            about = f"Pub/Sub's agent may move messages of {name} to {dead}"
            found.append(Check(f"{wired}/dead-letter", about, _DeadLetter(own, name, dead), behind))
        if inside(one.inputs, "pushConfig.oidcToken") is not None:
            about = f"who pushes for {name} is let in by the service"
            found.append(Check(f"{wired}/pusher", about, _Pusher(own, name), behind))
    return found


class _There:
    def __init__(self, asked: Asked, topic: str) -> None:
        self._google, self._up, self._topic = asked.google, asked.up, topic

    def __call__(self, seconds: float) -> Answer:
        return _answered(self._google, lambda: self._ask(seconds))

    def _ask(self, seconds: float) -> Answer:
        path = f"v1/projects/{self._google.project}/topics/{self._topic}"
        if self._google.get(HOST, path, seconds) is None:
            return Answer(Status.FAIL, f"there is no topic {self._topic}", self._up)
        return Answer(Status.PASS, "it is there")


class _Wired:
    def __init__(self, asked: Asked, name: str, declared: Resource) -> None:
        self._asked, self._google, self._name, self._inputs = asked, asked.google, name, declared.inputs

    def __call__(self, seconds: float) -> Answer:
        return _answered(self._google, lambda: self._ask(seconds))

    def _ask(self, seconds: float) -> Answer:
        make = self._asked.up
        real = subscription(self._google, self._name, seconds)
        if real is None:
            return Answer(Status.FAIL, f"there is no subscription {self._name}", make)
        wrong = [*self._unusable(real)]
        if self._pushes() and not _endpoint(real):
            wrong.append("it is pulled instead of pushing to its service")
        else:
            wrong += self._differences(real)
            wrong += self._push(real, seconds) if _endpoint(real) else []
        if wrong:
            return Answer(Status.FAIL, "; ".join(wrong), make)
        endpoint = _endpoint(real)
        return Answer(Status.PASS, f"pushes to {endpoint}" if endpoint else "is pulled")

    def _pushes(self) -> bool:
        return inside(self._inputs, "pushConfig.pushEndpoint") is not None

    def _unusable(self, real: Json) -> list[str]:
        """Say why it delivers nothing."""
        state = str(real.get("state", "ACTIVE"))
        if real.get("topic") == "_deleted-topic_":
            return ["its topic was deleted, so nothing comes any more"]
        if real.get("detached"):
            return ["it was detached from its topic"]
        return [] if state == "ACTIVE" else [f"its state is {state}"]

    def _differences(self, real: Json) -> list[str]:
        """Compare what says where messages come from and go to."""
        found: list[str] = []
        for path, words in (
            ("topic", "its topic"),
            ("deadLetterPolicy.deadLetterTopic", "its dead letter topic"),
            ("pushConfig.oidcToken.serviceAccountEmail", "who it pushes as"),
            ("pushConfig.oidcToken.audience", "the audience of its pushes"),
        ):
            wanted, has = _leaf(inside(self._inputs, path)), _leaf(inside(real, path))
            if wanted and wanted != has and real.get("topic") != "_deleted-topic_":
                found.append(f"{words} is {has or 'not set'} instead of {wanted}")
        return found

    def _push(self, real: Json, seconds: float) -> list[str]:
        endpoint = _endpoint(real)
        told = text(inside(self._inputs, "pushConfig.pushEndpoint"))
        given = _GIVEN_BY.match(told)
        if told and given is None:
            return [] if told == endpoint else [f"it pushes to {endpoint} instead of {told}"]
        service, body = behind(self._asked, endpoint, seconds)
        if service is None:
            return [f"it pushes to {endpoint}, which is no service of this stack"]
        if given and service.resource != given[1]:
            return [f"it pushes to {service.name} at {endpoint} instead of {given[1]}"]
        audience = str(inside(real, "pushConfig.oidcToken.audience") or endpoint)
        known = [*cloud_run.addresses(body), *cast("list[str]", body.get("customAudiences") or [])]
        if inside(real, "pushConfig.oidcToken") and not any(_known(audience, one) for one in known):
            return [f"it pushes for the audience {audience}, which {service.name} does not know"]
        return []


class _DeadLetter:
    def __init__(self, asked: Asked, subscription_: str, topic: str) -> None:
        self._google, self._subscription, self._topic = asked.google, subscription_, topic

    def __call__(self, seconds: float) -> Answer:
        return _answered(self._google, lambda: self._ask(seconds))

    def _ask(self, seconds: float) -> Answer:
        google, project = self._google, self._google.project
        number = granted.number(google, seconds)
        if not number:
            shown = f"gcloud projects describe {project}"
            return Answer(Status.INCONCLUSIVE, f"the number of {project} is not told", shown)
        agent = f"service-{number}@gcp-sa-pubsub.iam.gserviceaccount.com"
        for kind, name, roles, role, verb in (
            ("topics", self._topic, PUBLISHING, "roles/pubsub.publisher", "publish to"),
            ("subscriptions", self._subscription, SUBSCRIBING, "roles/pubsub.subscriber", "acknowledge on"),
        ):
            path = f"v1/projects/{project}/{kind}/{name}:getIamPolicy"
            may = granted.held(
                google,
                f"serviceAccount:{agent}",
                roles,
                lambda left, at=path: google.get(HOST, at, left),
                seconds,
            )
            grant = (
                f"gcloud pubsub {kind} add-iam-policy-binding {name} --project {project}"
                f" --member serviceAccount:{agent} --role {role}"
            )
            if may.answer is None:
                return Answer(Status.INCONCLUSIVE, may.why, grant)
            if not may.answer:
                what = f"{agent} may not {verb} {name}, so no dead letter ever arrives"
                return Answer(Status.FAIL, what, grant)
        return Answer(Status.PASS, f"{agent} may")


class _Pusher:
    def __init__(self, asked: Asked, name: str) -> None:
        self._asked, self._google, self._name = asked, asked.google, name

    def __call__(self, seconds: float) -> Answer:
        return _answered(self._google, lambda: self._ask(seconds))

    def _ask(self, seconds: float) -> Answer:
        real = subscription(self._google, self._name, seconds) or {}
        pusher = str(inside(real, "pushConfig.oidcToken.serviceAccountEmail") or "")
        if not pusher:
            what = "it pushes without a token, so no service that asks for one lets it in"
            return Answer(Status.FAIL, what, self._asked.up)
        service, _body = behind(self._asked, _endpoint(real), seconds)
        if service is None:
            what = f"{_endpoint(real)} is no Cloud Run service of this stack, so who may call it is not known"
            return Answer(Status.INCONCLUSIVE, what, "send a message and look whether it arrives")
        return cloud_run.may_invoke(self._google, service, f"serviceAccount:{pusher}", seconds)


def subscription(google: Google, name: str, seconds: float) -> Json | None:
    """Give a subscription as Google has it, or None."""
    return google.get(HOST, f"v1/projects/{google.project}/subscriptions/{name}", seconds)


def behind(asked: Asked, endpoint: str, seconds: float) -> tuple[Service | None, Json]:
    """Give the service of the stack that answers at an address, with what Google says of it.

    Raises UnknownNameError where it may be one whose name only the engine knows.
    """
    unknown = ""
    for service in services(asked.planned):
        if cloud_run.is_reached(service) and not cloud_run.is_chosen(asked, service):
            unknown = service.resource
        elif cloud_run.is_reached(service):
            body = cloud_run.read(asked.google, service, seconds) or {}
            if urlsplit(endpoint).hostname in {urlsplit(one).hostname for one in cloud_run.addresses(body)}:
                return service, body
    if unknown:
        raise UnknownNameError(unknown)
    return None, {}


def _answered(google: Google, ask: Callable[[], Answer]) -> Answer:
    try:
        return ask()
    except UnknownNameError as error:
        return probes.unknown(f"service {error}")
    except RefusedError as error:
        return apis.refused(error, google.project, _VIEWER)


def _endpoint(real: Json) -> str:
    return str(inside(real, "pushConfig.pushEndpoint") or "")


def _known(audience: str, address: str) -> bool:
    # Cloud Run takes its own address with a path as well.
    return audience == address or audience.startswith(f"{address.rstrip('/')}/")


def _leaf(value: object) -> str:
    """Give the last part of a resource's name; an audience is an address and stays whole."""
    told = text(value)
    if told.startswith("<"):
        return ""
    return told if "://" in told else told.rpartition("/")[2]
