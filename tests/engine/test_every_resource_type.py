"""Each resource type of the platform is created, updated, replaced and destroyed, and is clean in between."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from changes_by_hand import CHANGES, NOT_READ_BACK

if TYPE_CHECKING:
    from checkouts import Checkout, Ran

pytestmark = pytest.mark.engine
STACK = "local"
TYPES = CHANGES.keys() | NOT_READ_BACK
SERVICE = "gcp:projects/service:Service"
CANNOT_BE_UPDATED = {kind for kind in TYPES if kind.lower().endswith("iammember")} | NOT_READ_BACK


@pytest.fixture(scope="module")
def programmed(checkout: Checkout) -> Checkout:
    """The checkout with a program that has one resource of each type."""
    here = Path(__file__)
    shutil.copy2(here.with_name("each_type.py"), checkout.places.root / "__main__.py")
    shutil.copy2(here.with_name("each_upkeep.py"), checkout.target(STACK).folder)
    return checkout


def run(checkout: Checkout, action: str, variant: str, *extra: str) -> Ran:
    """Plain engine, without the pack: the program is made for its types, not for the platform's rules."""
    ready = checkout.target(STACK)
    yes = [] if action == "preview" else ["--yes"]
    command = [str(ready.engine), action, "--stack", STACK, *yes, *extra]
    return checkout.engine(command, ready.folder, {**ready.env, "VARIANT": variant})


def is_clean(checkout: Checkout, variant: str) -> None:
    refreshed = run(checkout, "refresh", variant, "--expect-no-changes")
    assert refreshed.code == 0, refreshed.text
    previewed = run(checkout, "preview", variant, "--expect-no-changes")
    assert previewed.code == 0, previewed.text


def test_each_type_is_created_updated_replaced_and_destroyed(programmed: Checkout) -> None:
    created = run(programmed, "up", "first")
    assert created.code == 0, created.text
    assert TYPES - created.operations()["create"] == set()
    is_clean(programmed, "first")

    updated = run(programmed, "up", "updated")
    assert updated.code == 0, updated.text
    assert TYPES - CANNOT_BE_UPDATED - updated.operations()["update"] == set()
    assert updated.changed().keys() == {"update"}, updated.text
    is_clean(programmed, "updated")

    replaced = run(programmed, "up", "replaced")
    assert replaced.code == 0, replaced.text
    assert TYPES - replaced.operations()["create-replacement"] == set()
    is_clean(programmed, "replaced")

    destroyed = run(programmed, "destroy", "replaced")
    assert destroyed.code == 0, destroyed.text
    assert TYPES - destroyed.operations()["delete"] == set()
    assert programmed.resources(STACK) == []


def test_a_field_of_each_type_changed_by_hand_is_seen_and_put_right(programmed: Checkout) -> None:
    created = run(programmed, "up", "again")
    assert created.code == 0, created.text
    by_type = {resource["type"]: resource for resource in programmed.resources(STACK)}
    changed = CHANGES.keys() - {SERVICE}
    for kind in sorted(changed):
        CHANGES[kind](programmed.call, by_type[kind])
    refreshed = run(programmed, "refresh", "again")
    assert refreshed.code == 0, refreshed.text
    seen = set[str]().union(*refreshed.changed().values())
    assert changed - seen == set(), refreshed.text
    righted = run(programmed, "up", "again")
    assert righted.code == 0, righted.text
    is_clean(programmed, "again")


def test_nothing_of_it_is_left_in_the_cloud(programmed: Checkout) -> None:
    created = run(programmed, "up", "again")
    assert created.code == 0, created.text
    destroyed = run(programmed, "destroy", "again")
    assert destroyed.code == 0, destroyed.text
    held = programmed.call("GET", "_local/resources?project=each-type")["resources"]
    # Google's own accounts (compute, App Engine) stay, as they do in a real project.
    names = [found["name"].split("/") for found in held if not found["name"].endswith("gserviceaccount.com")]
    ours = [found["name"] for found in held if found["name"].endswith("@each-type.iam.gserviceaccount.com")]
    kinds = {"topics", "subscriptions", "repositories", "secrets", "schemas", "jobs", "queues", "metrics"}
    kinds |= {"alertPolicies", "notificationChannels", "uptimeCheckConfigs", "dashboards"}
    assert ({parts[-2] for parts in names} & kinds, ours) == (set(), [])
    assert not [parts for parts in names if parts[-2:-1] == ["buckets"] and "locations" not in parts]
