"""Reads access lists: whom buckets, objects and datasets let in beside IAM, in the words of IAM.

A list names a person as `user-someone@example.com` or `userByEmail`, where a grant says `user:...`. Read as
members, the rules about members hold for lists too.

https://cloud.google.com/storage/docs/access-control/lists#scopes
https://cloud.google.com/bigquery/docs/reference/rest/v2/datasets
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.readings import each, each_within, hear_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules.resource import Resource

DATASET = "gcp:bigquery/dataset:Dataset"
BUCKET_ACL = "gcp:storage/bucketACL:BucketACL"
OBJECT_ENTRY = "gcp:storage/objectAccessControl:ObjectAccessControl"
_OF_DATASETS = ("specialGroup", "iamMember", "userByEmail", "groupByEmail", "domain")

# Where a type names whom it lets in.
ENTRIES = {
    "gcp:storage/bucketAccessControl:BucketAccessControl": ("entity",),
    "gcp:storage/defaultObjectAccessControl:DefaultObjectAccessControl": ("entity",),
    OBJECT_ENTRY: ("entity",),
    BUCKET_ACL: ("predefinedAcl", "defaultAcl", "roleEntities"),
    "gcp:storage/defaultObjectACL:DefaultObjectACL": ("roleEntities",),
    "gcp:storage/objectACL:ObjectACL": ("predefinedAcl", "roleEntities"),
    "gcp:bigquery/datasetAccess:DatasetAccess": _OF_DATASETS,
    DATASET: tuple(f"accesses.{key}" for key in _OF_DATASETS),
}
LISTS = "|".join(ENTRIES)

_KINDS = {
    "user": "user:",
    "userByEmail": "user:",
    "group": "group:",
    "groupByEmail": "group:",
    "domain": "domain:",
    "project-owners": "projectOwner:",
    "project-editors": "projectEditor:",
    "project-viewers": "projectViewer:",
}
_ENTITY = re.compile(r"(user|group|domain|project-(?:owners|editors|viewers))-(.+)", re.IGNORECASE)
_BEFORE = re.compile(r"(OWNER|WRITER|READER|iamMember):", re.IGNORECASE)


def entries_of(one: Resource) -> Iterator[tuple[str, str]]:
    """Yield each place where a list names somebody, and who that is as a member of IAM."""
    yield from hear_all(_entries(one, path) for path in ENTRIES.get(one.type, ()))


def _entries(one: Resource, path: str) -> Iterator[tuple[str, str]]:
    listed, _, key = path.rpartition(".")
    for value in each_within(one.props, listed, key) if listed else each(one.props, key):
        yield path, _member(key, str(value))


def _member(key: str, value: str) -> str:
    named = value[found.end() :] if (found := _BEFORE.match(value)) else value
    entity = _ENTITY.fullmatch(named) if key not in _OF_DATASETS else None
    kind, name = (entity[1].casefold(), entity[2]) if entity else (key, named)
    if _KINDS.get(kind) == "user:" and name.casefold().endswith(".gserviceaccount.com"):
        return f"serviceAccount:{name}"
    return f"{_KINDS.get(kind, '')}{name}"
