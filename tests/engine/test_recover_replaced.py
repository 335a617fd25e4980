"""A replacement is cut off between the old one and the new one, and what only looks like ours is left alone.

One small stack after another state of it, so that it comes up once.
"""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import agreement
import cut_off
import pytest
from cut_off import STACK, Bench
from tripwire import Trap, When

from tools import recover_engine, recover_state

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.engine
PULL = "projects/vividly-local/subscriptions/pull"
PUBSUB = "pubsub.googleapis.com/v1"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    for made in cut_off.benches(tmp_path_factory.mktemp("replaced") / "root"):
        shutil.copyfile(
            Path(__file__).parent / "replaced_program.py", made.checkout.places.root / "__main__.py"
        )
        comes_up(made)
        yield made


def comes_up(bench: Bench) -> dict[str, set[str]]:
    """An `up` succeeds, and the next one would change nothing; gives what it changed."""
    came_up = agreement.plainly(bench.checkout, STACK, "up", "--yes", "--skip-preview", "--refresh")
    assert came_up.code == 0, came_up.text
    looked = agreement.plainly(bench.checkout, STACK, "preview", "--refresh", "--expect-no-changes")
    assert looked.code == 0, looked.text
    return came_up.changed()


def other_topic(bench: Bench) -> str:
    """Have the program want the other topic; gives which one that is."""
    switch = bench.checkout.places.root / "two"
    if switch.exists():
        switch.unlink()
        return "one"
    switch.touch()
    return "two"


def topic_of_it(bench: Bench) -> str:
    return bench.checkout.call("GET", f"{PUBSUB}/{PULL}")["topic"].rpartition("/")[2]


def forget(bench: Bench, *names: str) -> None:
    """Take resources out of the state alone."""
    target = bench.checkout.target(STACK)
    state = recover_engine.export(target)
    urns = {one["urn"] for one in recover_state.resources(state) if one["urn"].rpartition("::")[2] in names}
    recover_engine.write(target, recover_state.without(state, urns))


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("before", "cleared    Subscription pull, which was deleted and not made anew"),
        ("after", f"recovered  Subscription pull as {PULL}"),
    ],
)
def test_a_replacement_that_was_cut_off_is_taken_up_where_it_stopped(
    bench: Bench, when: When, said: str
) -> None:
    wanted = other_topic(bench)
    trap = Trap(when, bench.signal(signal.SIGKILL), "PUT", r"subscriptions/pull(\?|$)")
    assert bench.cut(trap) == -signal.SIGKILL
    recovered = bench.recover()
    assert recovered.code == 0, recovered.text
    assert said in recovered.text
    # The engine had deleted it with what it is on; it would now make it and then delete "the old one".
    assert "cleared    SubscriptionIAMMember reads, which was deleted and not made anew" in recovered.text
    assert comes_up(bench).keys() == {"create"}
    assert topic_of_it(bench) == wanted
    assert bench.checkout.call("GET", f"{PUBSUB}/{PULL}:getIamPolicy")["bindings"]


def test_what_up_would_delete_and_make_anew_is_not_taken_in(bench: Bench) -> None:
    before = topic_of_it(bench)
    forget(bench, "pull", "reads")
    other_topic(bench)
    recovered = bench.recover()
    assert recovered.code == 1, recovered.text
    assert (
        "undecided  Subscription pull: it is there, and `up` would delete it and make it anew"
        in recovered.text
    )
    assert PULL not in {one["id"] for one in bench.checkout.resources(STACK)}
    other_topic(bench)
    assert bench.recover().code == 0
    assert comes_up(bench) == {}
    assert topic_of_it(bench) == before


def test_a_topic_whose_name_has_random_digits_is_a_candidate_and_no_second_one_is_named(bench: Bench) -> None:
    made = next(one["id"] for one in bench.checkout.resources(STACK) if "/random-" in one["id"])
    forget(bench, "random")
    recovered = bench.recover()
    assert recovered.code == 1, recovered.text
    assert "undecided  Topic random: its name has random digits" in recovered.text
    assert made in recovered.text
    assert "make up" not in recovered.text
    target = bench.checkout.target(STACK)
    line = [str(target.engine), "import", "gcp:pubsub/topic:Topic", "random", made, "--stack", STACK]
    options = ["--generate-code=false", "--protect=false", "--skip-preview", "--yes"]
    imported = bench.checkout.engine([*line, *options], target.folder, target.env)
    assert imported.code == 0, imported.text
    assert bench.recover().code == 0
    assert comes_up(bench) == {}


def test_a_secret_of_the_state_is_still_one(bench: Bench) -> None:
    forget(bench, "one")
    assert bench.recover().code == 0
    state = json.dumps(recover_engine.export(bench.checkout.target(STACK)))
    assert "told to nobody" in state
    assert "a secret of the state" not in state
    assert "[secret]" not in state
