"""An update is cut off at a chosen point; `make recover`, then `make up`: nothing is lost, or there twice."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import agreement
import cut_off
import pytest
from cut_off import Bench
from tripwire import Trap, When

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine
TOPIC = "topics/content-requests"
END = r"(\?|$)"
PUBSUB_API = "serviceusage.googleapis.com/v1/projects/vividly-local/services/pubsub.googleapis.com"
SERVICE = "serviceId=local-vividly-api"


@pytest.fixture(scope="module")
def only_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    yield from cut_off.benches(tmp_path_factory.mktemp("recover") / "root")


@pytest.fixture
def bench(only_bench: Bench) -> Bench:
    """An empty local cloud, no state, a whole wire."""
    only_bench.anew()
    return only_bench


@dataclass(frozen=True)
class Point:
    """Where the engine is struck, and what `make recover` then says of it."""

    when: When
    method: str
    path: str
    said: str


POINTS = {
    "before-a-create": Point("before", "PUT", f"{TOPIC}{END}", "cleared    Topic content-requests"),
    "during-a-create": Point(
        "after", "PUT", f"{TOPIC}{END}", "recovered  Topic content-requests as projects/"
    ),
    "after-a-create": Point("before", "GET", f"{TOPIC}:getIamPolicy", ""),
    "while-a-policy-is-written": Point("after", "POST", f"{TOPIC}:setIamPolicy", "recovered  TopicIAMMember"),
    "during-a-long-create": Point("after", "POST", SERVICE, "recovered  Service api as projects/"),
}


def test_what_a_killed_engine_began_is_found_again_or_cleared(bench: Bench) -> None:
    """Each `up` goes on where the last one was killed and recovered, until one comes through."""
    for point, struck in POINTS.items():
        trap = Trap(struck.when, bench.signal(signal.SIGKILL), struck.method, struck.path)
        assert bench.cut(trap) == -signal.SIGKILL, point
        assert len(bench.locks()) == 1, "a killed engine leaves its lock"
        recovered = bench.recover()
        assert recovered.code == 0, (point, recovered.text)
        assert struck.said in recovered.text, (point, recovered.text)
        assert bench.locks() == []
        agreement.nobody_is_orphaned(bench.checkout, cut_off.STACK)
    bench.comes_up_and_agrees()


def test_a_state_that_was_being_written_is_whole_or_as_before(bench: Bench) -> None:
    bench.start()
    cut_off.while_the_state_is_written(bench, 10)()
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    bench.comes_up_and_agrees()


def test_a_state_that_no_command_can_read_any_more_is_mended(bench: Bench) -> None:
    """As it is left by a kill while the engine writes what stands beside a state, or by a loss of power."""
    bench.cut(Trap("after", bench.signal(signal.SIGKILL), "PUT", f"{TOPIC}{END}"))
    for name in ("local.json.attrs", "local.json"):
        (bench.checkout.places.state / ".pulumi" / "stacks" / "vividly" / name).write_text("")
        recovered = bench.recover()
        assert recovered.code == 0, (name, recovered.text)
        assert f"mended     {name}" in recovered.text
        agreement.nobody_is_orphaned(bench.checkout, cut_off.STACK)
    # What an `up` then does is the same as after any other kill.
    assert bench.recover().code == 0


def test_ctrl_c_loses_nothing(bench: Bench) -> None:
    trap = Trap("after", bench.signal(signal.SIGINT), "PUT", f"{TOPIC}{END}", cut=False)
    assert bench.cut(trap) != 0
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    bench.comes_up_and_agrees()


def test_a_local_cloud_that_is_killed_and_started_again_in_the_middle_loses_nothing(bench: Bench) -> None:
    trap = Trap("after", bench.restart_cloud, "PUT", f"{TOPIC}{END}", cut=False)
    bench.cut(trap)
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    bench.comes_up_and_agrees()


def test_what_was_made_and_of_which_nobody_knows_is_found(bench: Bench) -> None:
    """A 503 that came too late: the retry meets 409, the update fails, and nothing is pending."""
    only = {"methods": ["PUT"], "paths": [f"*/{TOPIC}"]}
    bench.faults(refuse_after={"share": 1, "times": 1, "only": only})
    assert bench.start().wait(120) != 0
    assert "409" in bench.said()
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    assert "recovered  Topic content-requests as projects/" in recovered.text
    bench.comes_up_and_agrees()


def test_a_fifth_of_all_calls_refused_loses_nothing(bench: Bench) -> None:
    bench.faults(refuse_before={"share": 0.2, "status": [429, 503], "seed": 6})
    bench.start().wait(300)
    statuses = {call["status"] for call in bench.checkout.call("GET", "_local/calls?since=0")["calls"]}
    assert {429, 503} <= statuses
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    bench.faults(refuse_before=None)
    bench.comes_up_and_agrees()


def test_an_api_that_was_switched_off_is_read_first_and_switched_on_by_the_next_up(bench: Bench) -> None:
    bench.comes_up_and_agrees()
    nothing = bench.recover()
    assert nothing.code == 0, nothing.text
    assert nothing.text.splitlines()[-1].startswith("recover    nothing to do")
    bench.checkout.call("POST", f"{PUBSUB_API}:disable", {"disableDependentServices": True})
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    assert "off        pubsub.googleapis.com was switched off behind the stack's back" in recovered.text
    assert "make up STACK=local CLOUD=local ARGS=--refresh=false" in recovered.text
    came_up = bench.comes_up_and_agrees("--refresh=false")
    assert came_up.changed() == {"create": {"gcp:projects/service:Service"}}


def test_a_running_update_is_left_alone(bench: Bench) -> None:
    held, release = threading.Event(), threading.Event()

    def hold() -> None:
        held.set()
        release.wait(60)

    bench.wire.lay(Trap("before", hold, "PUT", f"{TOPIC}{END}", cut=False))
    engine = bench.start()
    assert held.wait(60)
    refused = bench.recover()
    release.set()
    assert refused.code == 2, refused.text
    assert "an update is running" in refused.text
    assert engine.wait(60) == 0, bench.said()
    bench.wire.mend()
    agreement.check(bench.checkout, cut_off.STACK)
