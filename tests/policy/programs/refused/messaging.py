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


def _deadline() -> None:
    slow = good.service("slow-service", {"timeout": "900s"})
    good.subscription(
        "acknowledgements-outlast-requests--too-short",
        ack_deadline_seconds=60,
        push_config={"push_endpoint": slow.uri, "oidc_token": TOKEN},
    )
