"""Every setting reaches the resources that it is about; one that reached nothing would be a lie in a file."""

from __future__ import annotations

from typing import Any, cast

import pytest
from expectations import CONFIG, container, variables
from program_under_mocks import Resource, run

from infra import names
from infra.shape import Service, Services, Settings

# Values that no default has.
SIZE: dict[str, object] = {
    "image": "sha256:" + "b" * 64,
    "min_instances": 2,
    "max_instances": 7,
    "concurrency": 13,
    "cpu": 2,
    "memory": "4Gi",
    "timeout_seconds": 77,
}
SETTINGS: dict[str, object] = {
    "project": "vividly-other-99",
    "region": "europe-west4",
    "api_callers": ["user:someone@example.com"],
    "deletion_protection": False,
    "destroy_content": True,
    "immutable_tags": True,
    "secrets": {"result-link-key": 41},
    "labels": {"team": "learning"},
}


def as_size(service: Resource) -> dict[str, object]:
    """Read the settings of a service back from its resource."""
    template, limits = service.inputs["template"], container(service)["resources"]["limits"]
    return {
        "image": container(service)["image"].rpartition("@")[2],
        "min_instances": template["scaling"]["minInstanceCount"],
        "max_instances": template["scaling"]["maxInstanceCount"],
        "concurrency": template["maxInstanceRequestConcurrency"],
        "cpu": int(limits["cpu"]),
        "memory": limits["memory"],
        "timeout_seconds": int(template["timeout"].removesuffix("s")),
    }


@pytest.mark.parametrize("name", [names.API, names.PUSH_WORKER])
def test_every_setting_of_a_service_reaches_it(name: str) -> None:
    assert set(SIZE) == set(Service.model_fields), "a setting without a row"
    services = {**cast("dict[str, Any]", CONFIG["vividly:services"]), name: SIZE}
    declared = run("test", {**CONFIG, "vividly:services": services})
    assert as_size(declared.named(name)) == SIZE
    (other,) = {names.API, names.PUSH_WORKER} - {name}
    assert not set(as_size(declared.named(other)).items()) & set(SIZE.items())


def test_every_service_of_the_settings_is_looked_at() -> None:
    said = {field.alias or name for name, field in Services.model_fields.items()}
    assert said == {names.API, names.PUSH_WORKER}


def test_every_setting_of_an_environment_reaches_its_resource() -> None:
    others = {"environment", "services", "models"}  # the last one: test_model_choices.py
    assert set(SETTINGS) == set(Settings.model_fields) - others, "a setting without a row"
    declared = run("test", {**CONFIG, **{f"vividly:{key}": value for key, value in SETTINGS.items()}})
    api, bucket, images = (declared.named(name) for name in ("api", "generated-content", "vividly"))
    (secret,) = [env for env in container(api)["envs"] if env["name"] == "RESULT_LINK_KEY"]
    assert {
        "project": api.inputs["project"],
        "region": api.inputs["location"],
        "api_callers": [declared.named("user:someone@example.com-calls-api").inputs["member"]],
        "deletion_protection": api.inputs["deletionProtection"],
        "destroy_content": bucket.inputs["forceDestroy"],
        "immutable_tags": images.inputs["dockerConfig"]["immutableTags"],
        "secrets": {"result-link-key": int(secret["valueSource"]["secretKeyRef"]["version"])},
        "labels": {"team": api.inputs["labels"]["team"]},
    } == SETTINGS


def test_services_are_told_where_they_are() -> None:
    declared = run("test", {**CONFIG, **{f"vividly:{key}": value for key, value in SETTINGS.items()}})
    expected = {
        "GOOGLE_CLOUD_PROJECT": "vividly-other-99",
        "BUCKET": "vividly-other-99-generated-content",
    }
    for name in (names.API, names.PUSH_WORKER):
        assert expected.items() <= variables(declared.named(name)).items()


def test_everything_that_has_a_region_is_in_the_environments() -> None:
    declared = run("test", {**CONFIG, "vividly:region": "europe-west4"}).resources
    places = [str(resource.inputs["location"]) for resource in declared if "location" in resource.inputs]
    kept = [
        topic.inputs["messageStoragePolicy"] for topic in declared if "messageStoragePolicy" in topic.inputs
    ]
    assert {place.lower() for place in places} == {"europe-west4"}
    assert [policy["allowedPersistenceRegions"] for policy in kept] == [["europe-west4"]] * 2
