"""Images: pushed as manifests over the registry's protocol, found over the API as tags and versions."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest
from in_process import PROJECT, Json, Local

if TYPE_CHECKING:
    import httpx

HOST = "us-central1-docker.pkg.dev"
REPOSITORY = f"projects/{PROJECT}/locations/us-central1/repositories/vividly"
API = f"artifactregistry/v1/{REPOSITORY}"
MANIFEST = json.dumps({"schemaVersion": 2, "layers": []}).encode()
DIGEST = f"sha256:{hashlib.sha256(MANIFEST).hexdigest()}"
MEDIA = "application/vnd.docker.distribution.manifest.v2+json"


@pytest.fixture
def registry(local: Local) -> Local:
    """A local cloud with a repository that is empty."""
    parent = API.rpartition("/")[0]
    local.ok("POST", f"{parent}?repositoryId=vividly", {"format": "DOCKER"})
    return local


def push(local: Local, reference: str = "1", image: str = "api", content: bytes = MANIFEST) -> httpx.Response:
    """Pushes a manifest."""
    path = f"/{HOST}/v2/{PROJECT}/vividly/{image}/manifests/{reference}"
    return local.http.put(path, content=content, headers={"Content-Type": MEDIA})


def names(local: Local, segment: str) -> list[str]:
    """The last parts of the names in a list."""
    listed: list[Json] = local.ok("GET", f"{API}/{segment}")[segment.rpartition("/")[2]]
    return [str(one["name"]).rpartition("/")[2] for one in listed]


def test_what_was_pushed_is_found(registry: Local) -> None:
    pushed = push(registry)
    assert (pushed.status_code, pushed.headers["docker-content-digest"]) == (201, DIGEST)
    assert names(registry, "packages") == ["api"]
    assert names(registry, "packages/api/tags") == ["1"]
    assert names(registry, "packages/api/versions") == [DIGEST]
    tag = registry.ok("GET", f"{API}/packages/api/tags/1")
    assert tag["version"] == f"{REPOSITORY}/packages/api/versions/{DIGEST}"
    image = registry.ok("GET", f"{API}/dockerImages/api@{DIGEST}")
    assert (image["uri"], image["tags"]) == (f"{HOST}/{PROJECT}/vividly/api@{DIGEST}", ["1"])


def test_a_second_tag_joins_the_first(registry: Local) -> None:
    for tag in ("1", "latest", "1"):
        push(registry, tag)
    assert registry.ok("GET", f"{API}/dockerImages/api@{DIGEST}")["tags"] == ["1", "latest"]
    assert len(registry.ok("GET", f"{API}/dockerImages")["dockerImages"]) == 1


def test_a_tag_moves_to_what_was_pushed_last(registry: Local) -> None:
    push(registry)
    push(registry, content=b'{"schemaVersion": 2}')
    assert not registry.ok("GET", f"{API}/packages/api/tags/1")["version"].endswith(DIGEST)
    assert len(registry.ok("GET", f"{API}/packages/api/versions")["versions"]) == 2


def test_a_name_with_slashes_is_one_package(registry: Local) -> None:
    push(registry, image="web/api")
    assert names(registry, "packages") == ["web%2Fapi"]
    assert registry.ok("GET", f"{API}/packages/web%2Fapi/tags/1")["name"].endswith(
        "packages/web%2Fapi/tags/1"
    )


def test_a_manifest_is_given_back_as_it_came(registry: Local) -> None:
    push(registry)
    for reference in ("1", DIGEST):
        answer = registry.http.get(f"/{HOST}/v2/{PROJECT}/vividly/api/manifests/{reference}")
        assert (answer.content, answer.headers["content-type"]) == (MANIFEST, MEDIA)


REFUSED = {
    "no JSON": ("vividly/api/manifests/1", b"no", 400),
    "another digest": (f"vividly/api/manifests/sha256:{'0' * 64}", MANIFEST, 400),
    "no repository": ("other/api/manifests/1", MANIFEST, 404),
    "no such path": ("vividly/api/uploads", MANIFEST, 400),
}


@pytest.mark.parametrize(("path", "content", "code"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(registry: Local, path: str, content: bytes, code: int) -> None:
    assert registry.http.put(f"/{HOST}/v2/{PROJECT}/{path}", content=content).status_code == code


@pytest.mark.parametrize("path", ["packages/api/tags/1", "packages/api", f"dockerImages/api@{DIGEST}"])
def test_what_was_not_pushed_is_not_there(registry: Local, path: str) -> None:
    assert registry.refused("GET", f"{API}/{path}")["code"] == 404
    assert registry.http.get(f"/{HOST}/v2/{PROJECT}/vividly/api/manifests/1").status_code == 404


def test_nothing_is_pushed_where_the_api_is_off(empty: Local) -> None:
    refused = push(empty)
    assert refused.status_code == 403
    assert refused.json()["error"]["details"][0]["reason"] == "SERVICE_DISABLED"
