"""The table of resource types: sound, and never silent about a type that it does not know."""

from __future__ import annotations

import re

import pulumi_gcp
import pytest

from preflight.catalogue import resource_types
from preflight.catalogue.resource_types import CatalogueError, apis_of


def test_a_type_has_the_apis_of_its_module() -> None:
    assert apis_of("gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember") == ("pubsub.googleapis.com",)


def test_an_exception_by_type_wins_over_its_module() -> None:
    assert apis_of("gcp:projects/iAMMember:IAMMember") == ("cloudresourcemanager.googleapis.com",)
    assert "serviceusage.googleapis.com" in apis_of("gcp:projects/service:Service")


@pytest.mark.parametrize("foreign", ["pulumi:pulumi:Stack", "pulumi:providers:gcp", "random:index/id:Id"])
def test_types_of_others_need_no_google_api(foreign: str) -> None:
    assert apis_of(foreign) == ()


@pytest.mark.parametrize("unknown", ["gcp:nowhere/thing:Thing", "gcp:nonsense"])
def test_a_type_without_a_row_is_an_error_and_never_nothing(unknown: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(f"{unknown} has no row")):
        apis_of(unknown)


def test_every_row_is_a_module_or_type_of_the_installed_sdk() -> None:
    modules, types = resource_types.parse(resource_types.read())
    for module in modules:
        assert hasattr(pulumi_gcp, module), module
    for token in types:
        module, name = token.removeprefix("gcp:").split("/")[0], token.split(":")[-1]
        assert getattr(getattr(pulumi_gcp, module), name).pulumi_type == token


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        ([], "must hold `modules` and `types`, and nothing else"),
        ({"modules": {}}, "must hold `modules` and `types`, and nothing else"),
        ({"modules": {"pubsub": []}, "types": {}}, "pubsub names no API"),
        ({"modules": {"pubsub": "pubsub.googleapis.com"}, "types": {}}, "pubsub names no API"),
        ({"modules": {"pubsub": ["pubsub"]}, "types": {}}, "'pubsub' is no API"),
        ({"modules": {"Pub Sub": ["pubsub.googleapis.com"]}, "types": {}}, "'Pub Sub' is neither a module"),
        ({"modules": {}, "types": {"gcp:x": ["pubsub.googleapis.com"]}}, "'gcp:x' is neither a module"),
        ({"modules": [], "types": {}}, "`modules` is no block of keys"),
    ],
)
def test_a_wrong_table_is_told(document: object, sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        resource_types.parse(document)
    assert len(caught.value.problems) == 1
    assert sentence in caught.value.problems[0]
