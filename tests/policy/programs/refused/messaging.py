"""Pub/Sub: pushes, dead letters, expiry, regions."""

from __future__ import annotations

import good
from good import ACCOUNT, PROJECT

TOKEN = {"service_account_email": ACCOUNT, "audience": "https://worker.internal"}


def declare() -> None:
    rule = "push-endpoints-are-https"
    good.subscription(f"{rule}--http", push_config={"push_endpoint": "http://a.run.app", "oidc_token": TOKEN})
    rule = "pushes-carry-an-identity"
    good.subscription(f"{rule}--none", push_config={"push_endpoint": "https://a.run.app"})
    good.subscription("subscriptions-never-expire--default", expiration_policy=None)
    good.subscription("subscriptions-never-expire--a-month", expiration_policy={"ttl": "2678400s"})
    good.subscription("subscriptions-back-off--not", retry_policy=None)
    good.topic("topics-name-their-regions--none", message_storage_policy=None)
    good.subscription("subscriptions-have-a-dead-letter-policy--none", dead_letter_policy=None)
    _without_a_subscription()
    _deadline()


def _without_a_subscription() -> None:
    rule = "dead-letters-have-a-subscription"
    topic = good.topic("nobody-reads")
    good.subscription(f"{rule}--not", dead_letter_policy={"dead_letter_topic": topic.id})
    elsewhere = f"projects/{PROJECT}/topics/elsewhere"
    good.subscription(f"{rule}--elsewhere", dead_letter_policy={"dead_letter_topic": elsewhere})
    circle = [good.topic(f"circle-{number}") for number in range(2)]
    for number, topic in enumerate(circle):
        dead = {"dead_letter_topic": circle[1 - number].id}
        good.subscription(f"{rule}--circle-{number}", topic=topic.id, dead_letter_policy=dead)
    own = good.topic("own")
    good.subscription(f"{rule}--own", topic=own.id, dead_letter_policy={"dead_letter_topic": own.id})
    good.subscription(
        "subscriptions-have-a-dead-letter-policy--on-its-own", topic=own.id, dead_letter_policy=None
    )


def _deadline() -> None:
    slow = good.service("slow-service", {"timeout": "900s"})
    good.subscription(
        "acknowledgements-outlast-requests--too-short",
        ack_deadline_seconds=60,
        push_config={"push_endpoint": slow.uri, "oidc_token": TOKEN},
    )
    good.service("written", {"timeout": "900s"}, name="written")
    address = "https://written-123456789012.us-central1.run.app/push"
    good.subscription(
        "acknowledgements-outlast-requests--written-out",
        ack_deadline_seconds=60,
        push_config={"push_endpoint": address, "oidc_token": TOKEN},
    )
