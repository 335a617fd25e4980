"""Google's Storage library, unmodified: buckets, uploads of each kind, preconditions, batches, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from clients import PROJECT, anonymous, served, told
from google.api_core import exceptions
from google.cloud import storage  # pyright: ignore[reportMissingTypeStubs]

from localcloud import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = f"{PROJECT}-audio"
PAGE = {"page_token": "nonsense"}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with served(tmp_path_factory.mktemp("cloud")) as address:
        options = {"api_endpoint": endpoints.client_endpoint(address, "storage")}
        made: Any = storage.Client(project=PROJECT, credentials=anonymous(), client_options=options)
        yield made
        made.close()


@pytest.fixture
def bucket(client: Any) -> Iterator[Any]:  # noqa: ANN401 - the library is not typed
    made = client.create_bucket(NAME, location="us-central1")
    yield made
    client.bucket(NAME).delete(force=True)


def test_buckets_are_made_listed_and_changed(client: Any, bucket: Any) -> None:  # noqa: ANN401
    assert [one.name for one in client.list_buckets()] == [NAME]
    bucket.versioning_enabled = True
    bucket.add_lifecycle_delete_rule(age=3)
    bucket.patch()
    found = client.get_bucket(NAME)
    rule = {"action": {"type": "Delete"}, "condition": {"age": 3}}
    assert (found.versioning_enabled, list(found.lifecycle_rules)) == (True, [rule])
    assert client.bucket("no-such-bucket").exists() is False


@pytest.mark.parametrize("size", [0, 5, 262_144, 700_000])
def test_an_upload_in_pieces_comes_back_whole(bucket: Any, size: int) -> None:  # noqa: ANN401
    content = bytes(number % 251 for number in range(size))
    bucket.blob("lesson.wav", chunk_size=262_144).upload_from_string(content, content_type="audio/wav")
    blob = bucket.get_blob("lesson.wav")
    assert (blob.size, blob.content_type, blob.download_as_bytes()) == (size, "audio/wav", content)
    if size:
        assert blob.download_as_bytes(start=1, end=3) == content[1:4]


def test_objects_are_listed_by_prefix_and_page(client: Any, bucket: Any) -> None:  # noqa: ANN401
    for name in ("a/one", "a/two", "b/one"):
        bucket.blob(name).upload_from_string(name)
    assert [one.name for one in client.list_blobs(NAME, prefix="a/", page_size=1)] == ["a/one", "a/two"]
    folded = client.list_blobs(NAME, delimiter="/")
    assert (list(folded), sorted(folded.prefixes)) == ([], ["a/", "b/"])


def test_objects_are_copied_rewritten_and_composed(bucket: Any) -> None:  # noqa: ANN401
    one = bucket.blob("one")
    one.upload_from_string("hello")
    two = bucket.copy_blob(one, bucket, "two")
    assert bucket.blob("three").rewrite(two) == (None, 5, 5)
    bucket.blob("both").compose([one, two])
    assert bucket.blob("both").download_as_bytes() == b"hellohello"


def test_metadata_is_changed_only_by_who_knows_it(bucket: Any) -> None:  # noqa: ANN401
    bucket.blob("one").upload_from_string("hello")
    blob = bucket.get_blob("one")
    blob.metadata = {"lesson": "1"}
    blob.patch(if_metageneration_match=blob.metageneration)
    assert bucket.get_blob("one").metadata == {"lesson": "1"}
    assert told(lambda: blob.patch(if_metageneration_match=1)).code == 412


def test_an_object_is_sent_back_whole(bucket: Any) -> None:  # noqa: ANN401
    bucket.blob("one").upload_from_string("hello")
    blob = bucket.get_blob("one")
    blob.cache_control, blob.metadata = "no-store", {"lesson": "1"}
    blob.update()
    found = bucket.get_blob("one")
    assert (found.cache_control, found.metadata, found.content_type) == (
        "no-store",
        {"lesson": "1"},
        "text/plain",
    )
    found.update_storage_class("NEARLINE")
    assert bucket.get_blob("one").storage_class == "NEARLINE"


def test_older_versions_are_read_deleted_and_restored(client: Any, bucket: Any) -> None:  # noqa: ANN401
    bucket.versioning_enabled = True
    bucket.patch()
    for content in ("one", "two"):
        bucket.blob("a").upload_from_string(content)
    old, live = client.list_blobs(NAME, versions=True)
    assert (old.time_deleted is None, live.time_deleted) == (False, None)
    assert bucket.blob("a", generation=old.generation).download_as_bytes() == b"one"
    bucket.blob("a", generation=old.generation).delete()
    assert [one.generation for one in client.list_blobs(NAME, soft_deleted=True)] == [old.generation]
    bucket.restore_blob("a", generation=old.generation)
    assert bucket.blob("a").download_as_bytes() == b"one"


def test_a_batch_deletes_several_and_says_which_was_missing(client: Any, bucket: Any) -> None:  # noqa: ANN401
    for name in ("one", "two", "three"):
        bucket.blob(name).upload_from_string(name)
    with client.batch():
        bucket.blob("one").delete()
        bucket.blob("two").delete()
    assert [one.name for one in client.list_blobs(NAME)] == ["three"]
    with pytest.raises(exceptions.NotFound), client.batch():
        bucket.blob("one").delete()


def test_a_policy_is_guarded_by_its_etag(bucket: Any) -> None:  # noqa: ANN401
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append({"role": "roles/storage.objectViewer", "members": {"user:ann@example.com"}})
    bucket.set_iam_policy(policy)
    assert told(lambda: bucket.set_iam_policy(policy)).code == 412
    assert bucket.test_iam_permissions(["storage.objects.get"]) == ["storage.objects.get"]


def test_a_condition_is_written_and_read_with_version_3_only(bucket: Any) -> None:  # noqa: ANN401
    condition = {"title": "always", "expression": "true"}
    viewer = {
        "role": "roles/storage.objectViewer",
        "members": {"user:ann@example.com"},
        "condition": condition,
    }
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append(viewer)
    assert told(lambda: bucket.set_iam_policy(policy)).code == 412
    bucket.iam_configuration.uniform_bucket_level_access_enabled = True
    bucket.patch()
    policy = bucket.get_iam_policy(requested_policy_version=3)
    policy.bindings.append(viewer)
    assert told(lambda: bucket.set_iam_policy(policy)).code == 400
    policy.version = 3
    assert bucket.set_iam_policy(policy).version == 3
    assert told(bucket.get_iam_policy).code == 400


REFUSED: list[tuple[str, Callable[[Any, Any], object], int]] = [
    ("a bucket twice", lambda client, _bucket: client.create_bucket(NAME), 409),
    ("a name of somebody", lambda client, _bucket: client.create_bucket("google-lessons"), 400),
    ("a bucket that is not", lambda client, _bucket: client.get_bucket("no-such-bucket"), 404),
    ("an object that is not", lambda _client, bucket: bucket.blob("none").download_as_bytes(), 404),
    ("deleting what is not", lambda _client, bucket: bucket.blob("none").delete(), 404),
    (
        "writing over one",
        lambda _client, bucket: _written(bucket).upload_from_string("b", if_generation_match=0),
        412,
    ),
    ("an old generation", lambda _client, bucket: _written(bucket).delete(if_generation_match=1), 412),
    ("a bucket that is full", lambda client, bucket: _written(bucket) and client.bucket(NAME).delete(), 409),
    ("a made-up page", lambda client, _bucket: list(client.list_blobs(NAME, **PAGE)), 400),
]


def _written(bucket: Any) -> Any:  # noqa: ANN401
    blob = bucket.blob("one")
    blob.upload_from_string("a", if_generation_match=0)
    return bucket.blob("one")


@pytest.mark.parametrize(("call", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_it_is_refused(client: Any, bucket: Any, call: Callable[[Any, Any], object], code: int) -> None:  # noqa: ANN401
    assert told(lambda: call(client, bucket)).code == code
