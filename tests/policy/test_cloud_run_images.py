"""Addresses of images: tags, digests, ports, and whose repository it is."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.cloud_run_images import images_are_pinned, images_come_from_the_own_registry
from rules.containers import SERVICE
from runtimes import KINDS, running, told

OWN = "us-central1-docker.pkg.dev/a-project/images/api"
DIGEST = f"@sha256:{'0' * 64}"
LISTED = {"registries": ["us-docker.pkg.dev/shared/images", "docker.io/library", "https://ghcr.io/us/"]}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
@pytest.mark.parametrize(
    "image", [OWN, f"{OWN}:latest", f"{OWN}:LATEST", f"{OWN}:", "nginx", "localhost:5000/api", "a.io:443/b/c"]
)
def test_an_image_that_moves_is_refused(kind: str, image: str) -> None:
    (what,) = told(images_are_pinned, running(kind, {"image": image}))
    assert what.startswith(f"containers[0] runs {image}, ")


@every_kind
@pytest.mark.parametrize(
    "image",
    [
        f"{OWN}:1.4.2",
        f"{OWN}{DIGEST}",
        f"{OWN}:latest{DIGEST}",
        f"{OWN}:latest-3",
        "nginx:1.29",
        "localhost:5000/api:v1",
    ],
)
def test_an_image_that_stays_passes(kind: str, image: str) -> None:
    assert told(images_are_pinned, running(kind, {"image": image})) == []


@every_kind
def test_every_container_counts(kind: str) -> None:
    declared = running(kind, {"image": f"{OWN}:1"}, {"name": "proxy", "image": "nginx"})
    assert told(images_are_pinned, declared) == ['containers[1] "proxy" runs nginx, which has no tag']


@pytest.mark.parametrize("unknown", [{"image": UNKNOWN_STRING_VALUE}, UNKNOWN_OBJECT_VALUE])
@pytest.mark.parametrize("rule", [images_are_pinned, images_come_from_the_own_registry], ids=lambda r: r.name)
def test_an_unknown_image_hides_no_other_and_is_awaited(rule: Rule, unknown: object) -> None:
    said = told(rule, running(SERVICE, unknown, {"image": "nginx"}))
    assert said[0].startswith("containers[1] runs nginx, ")
    assert said[1:] == [UNJUDGED]


def test_unknown_containers_are_awaited() -> None:
    declared = Declared(SERVICE, {"template": {"containers": UNKNOWN_ARRAY_VALUE}})
    assert told(images_are_pinned, declared) == [UNJUDGED]


@every_kind
@pytest.mark.parametrize(
    "image",
    [
        "gcr.io/a-project/api:1",
        "us.gcr.io/a-project/api:1",
        "nginx",
        "a-project/images/api:1",
        "docker.io/library/nginx:1.29",
        "us-central1-docker.pkg.dev/another-project/images/api:1",
        "us-central1-docker.pkg.dev/a-project-2/images/api:1",
        "us-docker.pkg.dev/cloudrun/container/hello",
        "evil.example.com/us-central1-docker.pkg.dev/a-project/images/api:1",
        "us-central1-docker.pkg.dev.example.com/a-project/images/api:1",
        "us-docker.pkg.dev/shared/images/tool:1",
    ],
)
def test_an_image_of_others_is_refused(kind: str, image: str) -> None:
    (what,) = told(images_come_from_the_own_registry, running(kind, {"image": image}))
    assert what.startswith(f"containers[0] runs {image}, which is not of this project's repositories (")


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("nginx:1", "docker.io/library"),
        ("bitnami/nginx:1", "docker.io/bitnami"),
        ("ghcr.io/us/deep/a:1", "ghcr.io/us/deep"),
        ("us-docker.pkg.dev/shared/images/a/b:1", "us-docker.pkg.dev/shared/images"),
    ],
)
def test_the_setting_that_would_allow_an_image_is_named_and_allows_it(image: str, registry: str) -> None:
    (what,) = told(images_come_from_the_own_registry, running(SERVICE, {"image": image}))
    assert what.endswith(f"(policy:registries would list {registry})")
    listed = {"registries": [registry]}
    assert told(images_come_from_the_own_registry, running(SERVICE, {"image": image}), listed) == []


@every_kind
@pytest.mark.parametrize(
    "image", ["us-central1-docker.pkg.dev/a-project/", "us-docker.pkg.dev/a-project/images"]
)
def test_an_address_without_a_repository_or_a_name_is_no_image(kind: str, image: str) -> None:
    (what,) = told(images_come_from_the_own_registry, running(kind, {"image": image}))
    assert what.startswith(f"containers[0] runs {image}, which is no image: ")


@pytest.mark.parametrize("rule", [images_are_pinned, images_come_from_the_own_registry], ids=lambda r: r.name)
@pytest.mark.parametrize(
    ("beside", "refused"),
    [
        ({"sourceCode": {"cloudStorageSource": {"bucket": "b", "object": "o"}}}, False),
        ({"baseImageUri": UNKNOWN_STRING_VALUE}, False),
        ({}, True),
    ],
)
def test_what_cloud_run_makes_of_sources_has_no_image(
    rule: Rule, beside: dict[str, object], *, refused: bool
) -> None:
    assert bool(told(rule, running(SERVICE, {"image": "scratch", **beside}))) is refused


@every_kind
@pytest.mark.parametrize(
    "image", [f"{OWN}:1", f"{OWN}{DIGEST}", "europe-docker.pkg.dev/a-project/a/b/c:1", f"{OWN}/latest"]
)
def test_an_image_of_the_own_project_passes(kind: str, image: str) -> None:
    assert told(images_come_from_the_own_registry, running(kind, {"image": image})) == []


@pytest.mark.parametrize(
    "image",
    [
        "us-docker.pkg.dev/shared/images/tool:1",
        "nginx:1.29",
        "docker.io/library/nginx:1.29",
        "ghcr.io/us/a:1",
    ],
)
def test_an_image_of_a_listed_registry_passes(image: str) -> None:
    assert told(images_come_from_the_own_registry, running(SERVICE, {"image": image}), LISTED) == []


@pytest.mark.parametrize(
    "image",
    [
        "us-docker.pkg.dev/shared/images-2/tool:1",
        "bitnami/nginx:1",
        "ghcr.io/usa/a:1",
        "us-docker.pkg.dev/shared",
    ],
)
def test_a_listed_registry_is_compared_by_whole_parts(image: str) -> None:
    assert told(images_come_from_the_own_registry, running(SERVICE, {"image": image}), LISTED) != []


@pytest.mark.parametrize(("project", "of"), [("example.com:shop", "example.com/shop"), ("shop", "shop")])
def test_a_project_of_a_domain_is_two_parts_of_an_address(project: str, of: str) -> None:
    declared = running(SERVICE, {"image": f"us-docker.pkg.dev/{of}/images/api:1"}, project=project)
    assert told(images_come_from_the_own_registry, declared) == []


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (f"{OWN}:1", "the resource's project is not known, so nobody can tell whose "),
        ("nginx:1", "containers[0] runs nginx:1, which is not of this project's repositories"),
    ],
)
def test_without_a_project_no_image_is_known_as_own(image: str, said: str) -> None:
    declared = Declared(SERVICE, {"template": {"containers": [{"image": image}]}})
    (what,) = told(images_come_from_the_own_registry, declared)
    assert what.startswith(said)


def test_without_a_project_a_listed_image_passes() -> None:
    declared = Declared(
        SERVICE, {"template": {"containers": [{"image": "us-docker.pkg.dev/shared/images/a:1"}]}}
    )
    assert told(images_come_from_the_own_registry, declared, LISTED) == []


@pytest.mark.parametrize(
    ("image", "said"), [(f"{OWN}:1", UNJUDGED), ("nginx:1", "containers[0] runs nginx:1, ")]
)
def test_an_unknown_project_is_awaited(image: str, said: str) -> None:
    declared = running(SERVICE, {"image": image}, project=UNKNOWN_STRING_VALUE)
    (what,) = told(images_come_from_the_own_registry, declared)
    assert what.startswith(said)
