"""A whole stack that keeps its dead letters, minus one thing at a time, and in other words."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from judging import UNJUDGED, judged_stack, settings_given, stack, urn
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Ref, Rule
from rules.pubsub import SUBSCRIPTION, TOPIC
from rules.pubsub_dead_letters import (
    dead_letters_have_a_subscription,
    subscriptions_have_a_dead_letter_policy,
    the_pubsub_agent_may_forward_dead_letters,
)
from rules.references import Reference

RULES = [
    subscriptions_have_a_dead_letter_policy,
    dead_letters_have_a_subscription,
    the_pubsub_agent_may_forward_dead_letters,
]
POLICY, PULLED, FORWARDED = (rule.name for rule in RULES)
WAITING = "rules-know-what-they-judge"

AGENT = "serviceAccount:service-1234567890@gcp-sa-pubsub.iam.gserviceaccount.com"
OTHER = "serviceAccount:robot@a-project.iam.gserviceaccount.com"
PUBLISHER, SUBSCRIBER = "roles/pubsub.publisher", "roles/pubsub.subscriber"

REQUESTS = Declared(TOPIC, {"name": "requests"}, "requests")
DEAD = Declared(TOPIC, {"name": "dead", "project": "a-project"}, "dead")
PUSH = Declared(
    SUBSCRIPTION,
    {
        "topic": Ref("requests", "id"),
        "name": "push",
        "project": "a-project",
        "deadLetterPolicy": {"deadLetterTopic": Ref("dead", "id")},
    },
    "push",
)
PULL = Declared(SUBSCRIPTION, {"topic": Ref("dead", "id"), "name": "pull"}, "pull")
IDENTITY = Declared(
    "gcp:projects/serviceIdentity:ServiceIdentity", {"service": "pubsub.googleapis.com"}, "agent"
)
RUN = Declared("gcp:projects/serviceIdentity:ServiceIdentity", {"service": "run.googleapis.com"}, "run")
PUBLISHES = Declared(
    "gcp:pubsub/topicIAMMember:TopicIAMMember",
    {"topic": Ref("dead", "name"), "role": PUBLISHER, "member": Ref("agent", "member")},
    "publishes",
)
ACKNOWLEDGES = Declared(
    "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
    {"subscription": Ref("push", "name"), "role": SUBSCRIBER, "member": Ref("agent", "member")},
    "acknowledges",
)
WHOLE = (REQUESTS, DEAD, PUSH, PULL, IDENTITY, RUN, PUBLISHES, ACKNOWLEDGES)


def with_(one: Declared, **inputs: object) -> Declared:
    return replace(one, inputs={**one.inputs, **inputs})


def but(*changed: Declared, without: str = "") -> list[Declared]:
    """The whole stack with some resources as given instead, some added, and one left out."""
    stack = {one.name: one for one in WHOLE} | {one.name: one for one in changed}
    return [one for name, one in stack.items() if name != without]


def project_wide(role: str, **inputs: object) -> Declared:
    return Declared(
        "gcp:projects/iAMMember:IAMMember",
        {"project": "a-project", "role": role, "member": AGENT, **inputs},
        role,
    )


def dead_letters_to(topic: object) -> Declared:
    return with_(PUSH, deadLetterPolicy={"deadLetterTopic": topic, "maxDeliveryAttempts": 5})


def policy_for(member: str, role: str = PUBLISHER) -> Declared:
    data = json.dumps({"bindings": [{"role": role, "members": [OTHER, member]}]})
    kind = "gcp:pubsub/topicIAMPolicy:TopicIAMPolicy"
    return Declared(kind, {"topic": Ref("dead", "name"), "policyData": data}, "publishes")


def binding_of(*members: object) -> Declared:
    inputs: dict[str, object] = {"topic": "dead", "role": PUBLISHER, "members": list(members)}
    return Declared("gcp:pubsub/topicIAMBinding:TopicIAMBinding", inputs, "publishes")


def said_of(stack: list[Declared], rules: list[Rule] = RULES) -> list[tuple[str, str]]:
    said = judged_stack(stack, rules)
    return [(name, "" if name == WAITING else of.rpartition("::")[2]) for name, _, of in said]


@pytest.mark.parametrize(
    "stack",
    [
        but(),
        but(with_(PULL, topic="dead")),
        but(with_(PULL, topic="projects/a-project/topics/dead")),
        but(with_(PULL, topic="projects/1234567890/topics/dead")),
        but(dead_letters_to("projects/a-project/topics/dead")),
        # A topic of another stack, with everything that it needs in this one.
        but(
            dead_letters_to("dead"), with_(PULL, topic="dead"), with_(PUBLISHES, topic="dead"), without="dead"
        ),
        but(with_(PUBLISHES, member=AGENT), with_(ACKNOWLEDGES, member=AGENT.upper())),
        but(with_(PUBLISHES, topic="projects/a-project/topics/dead", role="roles/pubsub.admin")),
        but(with_(ACKNOWLEDGES, subscription="push", role="roles/pubsub.editor")),
        but(project_wide(PUBLISHER), without="publishes"),
        but(project_wide(SUBSCRIBER), without="acknowledges"),
        but(project_wide("roles/pubsub.editor"), with_(ACKNOWLEDGES, member=OTHER), without="publishes"),
        but(binding_of(OTHER, Ref("agent", "member"))),
        but(binding_of(UNKNOWN_STRING_VALUE, AGENT)),
        but(policy_for(AGENT)),
        # Without a name of its own in the program, a topic is only known by whose output was used.
        but(Declared(TOPIC, {}, "dead")),
        # What is unknown elsewhere does not matter once the grants are there.
        but(project_wide(PUBLISHER, member=UNKNOWN_STRING_VALUE)),
        # Nor does what is known to be about something else.
        but(Declared(PUBLISHES.type, {**PUBLISHES.inputs, "member": UNKNOWN_STRING_VALUE}, "more")),
        [REQUESTS],
        [],
    ],
)
def test_dead_letters_that_are_kept_pass(stack: list[Declared]) -> None:
    assert judged_stack(stack, RULES) == []


@pytest.mark.parametrize(
    ("stack", "said"),
    [
        (but(without="pull"), [(PULLED, "push")]),
        (but(with_(PULL, topic="projects/b-project/topics/dead")), [(POLICY, "pull"), (PULLED, "push")]),
        # Two numbers are two projects, though a number may be that of any name.
        (
            but(
                dead_letters_to("projects/1234567890/topics/dead"),
                with_(PULL, topic="projects/987654321/topics/dead"),
            ),
            [(POLICY, "pull"), (PULLED, "push")],
        ),
        (but(with_(PULL, topic=Ref("requests", "id"))), [(POLICY, "pull"), (PULLED, "push")]),
        (but(without="publishes"), [(FORWARDED, "push")]),
        (but(without="acknowledges"), [(FORWARDED, "push")]),
        (but(with_(PUBLISHES, role="roles/pubsub.viewer")), [(FORWARDED, "push")]),
        (but(with_(PUBLISHES, role=SUBSCRIBER)), [(FORWARDED, "push")]),
        (but(with_(PUBLISHES, topic=Ref("requests", "name"))), [(FORWARDED, "push")]),
        (but(with_(PUBLISHES, member=OTHER)), [(FORWARDED, "push")]),
        (but(with_(ACKNOWLEDGES, subscription=Ref("pull", "name"))), [(FORWARDED, "push")]),
        (but(with_(ACKNOWLEDGES, subscription=UNKNOWN_STRING_VALUE, member=OTHER)), [(FORWARDED, "push")]),
        (but(binding_of(OTHER)), [(FORWARDED, "push")]),
        (but(policy_for(OTHER)), [(FORWARDED, "push")]),
        (but(policy_for(AGENT, "roles/viewer")), [(FORWARDED, "push")]),
        (but(project_wide(PUBLISHER, project="b-project"), without="publishes"), [(FORWARDED, "push")]),
        (but(project_wide("roles/viewer"), without="publishes"), [(FORWARDED, "push")]),
        # An unknown in one grant hides nothing about the other.
        (
            but(with_(PUBLISHES, member=UNKNOWN_STRING_VALUE), without="acknowledges"),
            [(FORWARDED, "push"), (WAITING, "")],
        ),
        ([REQUESTS, with_(PULL, topic=Ref("requests", "id"))], [(POLICY, "pull")]),
        ([with_(PULL, topic=UNKNOWN_STRING_VALUE)], [(POLICY, "pull")]),
        ([with_(PULL, topic="requests", deadLetterPolicy={"maxDeliveryAttempts": 5})], [(POLICY, "pull")]),
        ([with_(PULL, topic="requests", bigqueryConfig={"table": "a.b.c"})], [(POLICY, "pull")]),
        ([with_(PULL, topic="requests", cloudStorageConfig={"bucket": "b"})], [(POLICY, "pull")]),
    ],
)
def test_dead_letters_that_would_be_lost_are_refused(
    stack: list[Declared], said: list[tuple[str, str]]
) -> None:
    found = said_of(stack)
    assert sorted(found) == sorted(said)


def sends(name: str, topic: object, dead: object) -> Declared:
    inputs: dict[str, object] = {"name": name, "topic": topic, "deadLetterPolicy": {"deadLetterTopic": dead}}
    return Declared(SUBSCRIPTION, inputs, name)


@pytest.mark.parametrize(
    ("stack", "back"),
    [
        ([DEAD, sends("a", Ref("dead", "id"), Ref("dead", "id"))], ["a"]),
        ([sends("a", "one", "one"), with_(PULL, topic="one", name="pull")], ["a"]),
        ([sends("a", "one", "projects/p/topics/one")], ["a"]),
        ([sends("a", "one", "two"), sends("b", "two", "one")], ["a", "b"]),
        ([sends("a", "one", "two"), sends("b", "two", "three"), sends("c", "three", "one")], ["a", "b", "c"]),
        (
            [
                sends("a", "one", "two"),
                sends("b", "two", "one"),
                sends("c", "one", UNKNOWN_STRING_VALUE),
                sends("d", UNKNOWN_STRING_VALUE, "one"),
            ],
            ["a", "b"],
        ),
        ([sends("a", "one", "two"), sends("b", "two", "three"), with_(PULL, topic="three")], []),
        # A way into a circle is not itself one.
        ([sends("a", "one", "two"), sends("b", "two", "three"), sends("c", "three", "two")], ["b", "c"]),
        ([sends("a", "one", "projects/p/topics/x"), sends("b", "projects/q/topics/x", "one")], []),
    ],
)
def test_dead_letters_that_come_back_are_kept_nowhere(stack: list[Declared], back: list[str]) -> None:
    said = judged_stack(stack, [dead_letters_have_a_subscription])
    assert [of.rpartition("::")[2] for _, text, of in said if "leads back to the topic" in text] == back


def test_a_topic_that_only_its_own_subscriptions_send_to_excuses_none() -> None:
    stack = [sends("a", "one", "one"), with_(PULL, topic="one", name="pull")]
    assert said_of(stack, [subscriptions_have_a_dead_letter_policy]) == [(POLICY, "pull")]
    stack.append(sends("b", "two", "one"))
    assert said_of(stack, [subscriptions_have_a_dead_letter_policy]) == []


def test_a_dead_letter_topic_of_another_stack_shows_no_subscription() -> None:
    stack = but(dead_letters_to("projects/elsewhere/topics/dead"), without="pull")
    said = judged_stack(stack, [dead_letters_have_a_subscription])
    assert said[0][1].startswith("the dead-letter topic dead is not of this stack, so nothing shows")


@pytest.mark.parametrize(
    ("stack", "rule"),
    [
        (but(with_(PUBLISHES, member=UNKNOWN_STRING_VALUE)), FORWARDED),
        (but(with_(PUBLISHES, member=Ref("run", "member"))), FORWARDED),
        (but(with_(PUBLISHES, role=UNKNOWN_STRING_VALUE)), FORWARDED),
        (but(with_(PUBLISHES, topic=UNKNOWN_STRING_VALUE)), FORWARDED),
        (but(binding_of(OTHER, UNKNOWN_STRING_VALUE)), FORWARDED),
        (but(with_(binding_of(), members=UNKNOWN_ARRAY_VALUE)), FORWARDED),
        (but(with_(policy_for(AGENT), policyData=UNKNOWN_STRING_VALUE)), FORWARDED),
        (but(project_wide(PUBLISHER, project=UNKNOWN_STRING_VALUE), without="publishes"), FORWARDED),
        (but(dead_letters_to(UNKNOWN_STRING_VALUE)), FORWARDED),
        (but(dead_letters_to(UNKNOWN_STRING_VALUE)), POLICY),
        (but(dead_letters_to(UNKNOWN_STRING_VALUE)), PULLED),
        (but(with_(PULL, topic=UNKNOWN_STRING_VALUE)), POLICY),
        (but(with_(PULL, topic=UNKNOWN_STRING_VALUE)), PULLED),
    ],
)
def test_what_only_the_update_will_know_is_neither_refused_nor_passed(
    stack: list[Declared], rule: str
) -> None:
    said = judged_stack(stack, [one for one in RULES if one.name == rule])
    assert {(name, text) for name, text, _ in said} == {(WAITING, UNJUDGED)}


def test_an_unknown_policy_hides_no_known_one_that_leads_to_the_same_topic() -> None:
    other = Declared(SUBSCRIPTION, {"topic": "more", "deadLetterPolicy": UNKNOWN_STRING_VALUE}, "other")
    judged_by = stack(but(other), settings_given())
    pull = judged_by.by_urn[urn(PULL)]
    assert list(subscriptions_have_a_dead_letter_policy.find(pull, judged_by)) == []


def groups(count: int, *, kept: bool) -> list[Declared]:
    """Subscriptions with a dead-letter topic each, by reference, with all that it needs or with nothing."""
    stack: list[Declared] = []
    for number in range(count):
        dead, push = f"dead-{number}", f"push-{number}"
        stack += [
            replace(with_(DEAD, name=dead), name=dead),
            replace(dead_letters_to(Ref(dead, "id")), name=push),
        ]
        stack[-1] = with_(stack[-1], name=push, topic="requests")
        if kept:
            pull = replace(with_(PULL, topic=Ref(dead, "id"), name=f"pull-{number}"), name=f"pull-{number}")
            publishes = replace(
                with_(PUBLISHES, topic=Ref(dead, "name"), member=AGENT), name=f"publishes-{number}"
            )
            acknowledges = with_(ACKNOWLEDGES, subscription=Ref(push, "name"), member=AGENT)
            stack += [pull, publishes, replace(acknowledges, name=f"acknowledges-{number}")]
    return stack


@pytest.mark.parametrize("kept", [True, False])
def test_as_many_names_are_compared_as_there_are_groups_and_not_their_square(
    monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    compared: list[Reference] = []
    same = Reference.same

    def counted(one: Reference, other: Reference) -> bool:
        compared.append(other)
        return same(one, other)

    monkeypatch.setattr(Reference, "same", counted)
    said = judged_stack(groups(60, kept=kept), RULES)
    assert len(said) == (0 if kept else 180)
    assert len(compared) <= 8 * 60
