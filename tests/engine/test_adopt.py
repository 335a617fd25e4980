"""A project that was made by hand is adopted: listed, compared, imported; then `up` makes nothing twice."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import by_hand
import cut_off
import pytest
from by_hand import BESIDE
from cut_off import STACK, Bench
from tripwire import Trap

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine
TOPIC = "Topic content-requests"
LABELS = [
    'labels.app: in the cloud nothing, in the program "vividly"',
    'labels.environment: in the cloud nothing, in the program "local"',
    'labels.managed-by: in the cloud nothing, in the program "pulumi"',
]


@pytest.fixture(scope="module")
def only_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    yield from cut_off.benches(tmp_path_factory.mktemp("adopt") / "root")


@pytest.fixture
def bench(only_bench: Bench) -> Bench:
    """A local cloud in which a person has worked, and a stack that knows nothing of it."""
    only_bench.anew()
    by_hand.make(only_bench.checkout)
    return only_bench


def differences_of(text: str, resource: str) -> list[str]:
    """The lines that stand under a resource which is there."""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"there      {resource} "))
    found: list[str] = []
    for line in lines[start + 1 :]:
        if not line.startswith("differs"):
            break
        found.append(line.removeprefix("differs").strip())
    return found


def test_without_a_yes_everything_is_listed_and_nothing_imported(bench: Bench) -> None:
    listed = bench.adopt()
    assert listed.code == 2, listed.text
    assert "nothing was changed; YES=1 imports what is listed above" in listed.text
    assert differences_of(listed.text, TOPIC) == []
    assert differences_of(listed.text, f"{TOPIC}-dead-letter") == LABELS
    account = differences_of(listed.text, "Account vividly-api")
    assert account == ['displayName: in the cloud nothing, in the program "The API service"']
    for kind, identity in BESIDE.items():
        assert f"beside     {kind} {identity} is not in the program" in listed.text
    assert "content-requests is not in the program" not in listed.text
    assert bench.checkout.resources(STACK) == []
    assert not (bench.checkout.places.local / "trial" / STACK).exists()


def test_after_an_adoption_up_makes_nothing_twice_and_replaces_nothing(bench: Bench) -> None:
    adopted = bench.adopt("--yes")
    assert adopted.code == 0, adopted.text
    held = bench.checkout.resources(STACK)
    assert {one["urn"].rpartition("::")[2] for one in held} >= {
        "content-requests",
        "content-requests-dead-letter",
        "generated-content",
        "result-link-key",
        "vividly-api",
        "vividly-api-publishes-content-requests",
    }
    assert all(one["protect"] for one in held)
    came_up = bench.comes_up_and_agrees(beside=BESIDE.values())
    assert came_up.changed().keys() == {"create", "update"}, came_up.text
    assert "gcp:pubsub/topic:Topic" not in came_up.changed()["create"]

    again = bench.adopt("--yes")
    assert again.code == 0, again.text
    assert "nothing that the program would create is there already" in again.text
    assert {line for line in again.text.splitlines() if line.startswith("beside")} == {
        f"beside     {kind} {identity} is not in the program" for kind, identity in BESIDE.items()
    }


def test_what_up_would_delete_and_make_anew_is_kept_out_of_it(bench: Bench) -> None:
    subscription = "projects/vividly-local/subscriptions/content-requests-dead-letter-pull"
    bench.checkout.call("PUT", f"pubsub.googleapis.com/v1/{subscription}", {"topic": BESIDE["topic"]})
    adopted = bench.adopt("--yes")
    assert adopted.code == 1, adopted.text
    differing = differences_of(adopted.text, "Subscription content-requests-dead-letter-pull")
    assert any(line.startswith("topic: ") and line.endswith("would be replaced") for line in differing)
    assert subscription not in {one["id"] for one in bench.checkout.resources(STACK)}
    assert bench.start("--refresh").wait(120) != 0
    assert "409" in bench.said()
    assert bench.checkout.call("GET", f"pubsub.googleapis.com/v1/{subscription}")["topic"] == BESIDE["topic"]


def test_an_update_that_was_cut_off_is_recovered_first(bench: Bench) -> None:
    path = "subscriptions/content-requests-dead-letter-pull"
    assert bench.adopt("--yes").code == 0
    bench.cut(Trap("after", bench.signal(signal.SIGKILL), "PUT", path))
    for refused in (bench.adopt("--yes"), bench.up()):
        assert refused.code == 2, refused.text
        assert "make recover STACK=local CLOUD=local" in refused.text
