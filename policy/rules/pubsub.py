"""Rules about single Pub/Sub topics and subscriptions; pubsub_dead_letters.py looks at several together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, known, resource_rule
from rules.default_accounts import is_default

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource

SUBSCRIPTION = "gcp:pubsub/subscription:Subscription"
TOPIC = "gcp:pubsub/topic:Topic"

_ENDPOINT = "https://dev-worker-1234567890.us-central1.run.app/push"
_PUSHER = {"serviceAccountEmail": "pusher@a-project.iam.gserviceaccount.com"}
_COMPUTE = {"serviceAccountEmail": "1234567890-compute@developer.gserviceaccount.com"}


def _subscription(**inputs: object) -> Declared:
    return Declared(SUBSCRIPTION, {"topic": "requests", **inputs})


@resource_rule(
    judges=SUBSCRIPTION,
    fix="push to an address that begins with https://",
    good=(_subscription(pushConfig={"pushEndpoint": _ENDPOINT}), _subscription()),
    bad=(_subscription(pushConfig={"pushEndpoint": "http://worker.example.com/push"}),),
    severity="high",
)
def push_endpoints_are_https(subscription: Resource) -> Iterator[str]:
    """Whatever is pushed over plain HTTP can be read and changed on its way, and so can the token with it.

    A subscription without an endpoint is pulled, and passes.
    https://cloud.google.com/pubsub/docs/push
    """
    endpoint = str(subscription.get("pushConfig.pushEndpoint") or "")
    # The rest of the address may hold a key, so only its beginning is named.
    if endpoint and not endpoint.casefold().startswith("https://"):
        scheme, separator, _ = endpoint.partition("://")
        begins = f"begins with {scheme.casefold()}://" if separator else "has no scheme"
        yield f"pushConfig.pushEndpoint {begins}"


@resource_rule(
    judges=SUBSCRIPTION,
    fix="push as an account of its own: push_config={..., 'oidc_token': {'service_account_email': ...}}",
    good=(_subscription(pushConfig={"pushEndpoint": _ENDPOINT, "oidcToken": _PUSHER}), _subscription()),
    bad=(
        _subscription(pushConfig={"pushEndpoint": _ENDPOINT}),
        _subscription(pushConfig={"pushEndpoint": _ENDPOINT, "oidcToken": _COMPUTE}),
    ),
    severity="high",
)
def pushes_carry_an_identity(subscription: Resource) -> Iterator[str]:
    """A push without a token can only be received by a service that is open to everybody.

    A default account is no identity: half the project runs as it, so who may push cannot be told apart. A
    subscription without an endpoint is pulled, and passes.
    https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
    """
    push = subscription.get("pushConfig")
    # Whether there is an endpoint can be told before its address is known.
    if push is None or "pushEndpoint" not in set(push):
        return
    email = subscription.get("pushConfig.oidcToken.serviceAccountEmail")
    wrong = "" if email else "pushConfig has no oidcToken with a serviceAccountEmail"
    if email and is_default(str(email)):
        wrong = f"pushConfig.oidcToken.serviceAccountEmail is the default account {email}"
    if wrong and not _is_pulled(subscription):
        yield wrong


def _is_pulled(subscription: Resource) -> bool:
    return known(subscription.props, "pushConfig.pushEndpoint") == ""


@resource_rule(
    judges=SUBSCRIPTION,
    fix='write expiration_policy={"ttl": ""}',
    good=(_subscription(expirationPolicy={"ttl": ""}),),
    bad=(_subscription(), _subscription(expirationPolicy={"ttl": "2678400s"})),
    severity="medium",
)
def subscriptions_never_expire(subscription: Resource) -> Iterator[str]:
    """A subscription that nobody used for a while is deleted, and every message published after that is lost.

    Unset, Google deletes it after 31 days without a consumer: a summer is longer. Only an empty ttl never
    expires.
    https://cloud.google.com/pubsub/docs/subscription-properties#expiration_period
    """
    ttl = subscription.get("expirationPolicy.ttl")
    if ttl is None:
        yield "expirationPolicy is not set, so it is deleted after 31 days without a consumer"
    elif ttl:
        yield f"expirationPolicy.ttl is {ttl}"


@resource_rule(
    judges=SUBSCRIPTION,
    fix='write retry_policy={"minimum_backoff": "10s", "maximum_backoff": "600s"}',
    good=(_subscription(retryPolicy={"minimumBackoff": "10s"}),),
    bad=(_subscription(), _subscription(retryPolicy={}), _subscription(retryPolicy={"minimumBackoff": "0s"})),
    severity="medium",
)
def subscriptions_back_off(subscription: Resource) -> Iterator[str]:
    """Without a retry policy a message that failed is delivered again at once, until it is given up.

    A fault of seconds then uses up all attempts and sends good messages to the dead letters. The provider
    drops an empty block, so it counts as none.
    https://cloud.google.com/pubsub/docs/subscription-retry-policy
    """
    if not set(subscription.get("retryPolicy") or ()):
        yield "retryPolicy is not set, so what fails is delivered again at once"
    elif re.fullmatch(r"0+(\.0+)?s", str(subscription.get("retryPolicy.minimumBackoff"))):
        yield "retryPolicy.minimumBackoff is 0, so what fails is delivered again at once"


@resource_rule(
    judges=TOPIC,
    fix='write message_storage_policy={"allowed_persistence_regions": [<region>]}',
    good=(Declared(TOPIC, {"messageStoragePolicy": {"allowedPersistenceRegions": ["us-central1"]}}),),
    bad=(Declared(TOPIC, {"name": "requests"}),),
    severity="medium",
)
def topics_name_their_regions(topic: Resource) -> Iterator[str]:
    """Unless a topic says where, its messages are stored in whatever region they were published from.

    An organisation's policy can restrict that as well; a program that says it does not rest on one.
    https://cloud.google.com/pubsub/docs/resource-location-restriction
    """
    regions = topic.get("messageStoragePolicy.allowedPersistenceRegions")
    if not regions:
        yield "messageStoragePolicy.allowedPersistenceRegions names no region"
