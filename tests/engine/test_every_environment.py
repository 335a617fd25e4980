"""Every environment, found by its file, comes up in the local cloud; what is changed by hand is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from changes_by_hand import CHANGES, NOT_READ_BACK

from infra import apis, environments
from tools import enabled_apis
from tools.cloud import address

if TYPE_CHECKING:
    from checkouts import Checkout

pytestmark = pytest.mark.engine
STACK = "local"

SERVICE = "gcp:projects/service:Service"
FREE = "texttospeech.googleapis.com"


@pytest.mark.parametrize("environment", environments.found())
def test_it_comes_up_in_one_run_and_nothing_is_left_to_do(checkout: Checkout, environment: str) -> None:
    came_up = checkout.pulumi(environment, "up")
    assert came_up.code == 0, came_up.text
    refreshed = checkout.pulumi(environment, "refresh", "--expect-no-changes")
    assert refreshed.code == 0, refreshed.text
    previewed = checkout.pulumi(environment, "preview", "--expect-no-changes")
    assert previewed.code == 0, previewed.text


def test_a_field_of_each_type_changed_by_hand_is_seen_by_the_refresh(checkout: Checkout) -> None:
    came_up = checkout.pulumi(STACK, "up")
    assert came_up.code == 0, came_up.text
    # An API is switched off last: the others could not be asked any more.
    # It is one that no other resource needs to be read, whichever the engine happened to write last.
    resources = checkout.resources(STACK)
    by_type = {resource["type"]: resource for resource in resources}
    (by_type[SERVICE],) = [
        one for one in resources if one["type"] == SERVICE and one["outputs"]["service"] == FREE
    ]
    changed = {kind for kind in by_type if kind not in NOT_READ_BACK}
    assert changed <= CHANGES.keys(), "a type of the program without an entry in changes_by_hand.py"
    for kind in sorted(changed, key=lambda kind: (kind == SERVICE, kind)):
        CHANGES[kind](checkout.call, by_type[kind])
    refreshed = checkout.pulumi(STACK, "refresh", "--expect-no-changes")
    assert refreshed.code != 0
    seen = set[str]().union(*refreshed.changed().values())
    assert changed - seen == set(), refreshed.text


def test_destroy_leaves_every_api_enabled(checkout: Checkout) -> None:
    came_up = checkout.pulumi(STACK, "up")
    assert came_up.code == 0, came_up.text
    project = str(checkout.resources(STACK)[0]["outputs"]["project"])
    destroyed = checkout.pulumi(STACK, "destroy")
    assert destroyed.code == 0, destroyed.text
    assert checkout.resources(STACK) == []
    declared = {entry.api for entry in apis.load()}
    assert enabled_apis.enabled(address(checkout.port), project, sorted(declared)) == declared
