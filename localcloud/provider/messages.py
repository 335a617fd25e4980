"""Small pieces of the engine's messages: the type in a URN, an error's words, a difference's number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pulumi.runtime.proto import provider_pb2

if TYPE_CHECKING:
    from localcloud.provider.provider import Changes

DOING = {
    "Create": "Error creating",
    "Read": "Error when reading or editing",
    "Update": "Error updating",
    "Delete": "Error when reading or editing",
}


def type_of(urn: str) -> str:
    """The resource type in a URN; of ``parent$type`` the type."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


def name_of(urn: str) -> str:
    """The resource's Pulumi name."""
    return urn.split("::", 3)[3]


def described(method: str, urn: str, identity: str, error: Exception) -> str:
    """An error as the official provider prints it: ``Error creating Topic: googleapi: Error 403: …``.

    Args:
        method: The gRPC method that failed.
        urn: Of the resource; empty where the call is about none.
        identity: Its id; empty where it has none yet.
        error: What went wrong; an error without words is named by its type.
    """
    words = str(error) or type(error).__name__
    if urn and method in DOING:
        shown = f" {json.dumps(identity)}" if identity else ""
        words = f"{DOING[method]} {type_of(urn).rsplit(':', 1)[1]}{shown}: {words}"
    return f"1 error occurred:\n\t* {words}\n\n"


def diff_response(changes: Changes) -> provider_pb2.DiffResponse:
    """What an update would change, property by property."""
    detailed = {
        one.path: provider_pb2.PropertyDiff(kind=kind_number(one.kind, replaces=one.replaces))
        for one in changes.found
    }
    some, none = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE
    return provider_pb2.DiffResponse(
        changes=some if changes.found else none,
        diffs=sorted({one.path.split(".")[0].split("[")[0] for one in changes.found}),
        replaces=[one.path for one in changes.found if one.replaces],
        deleteBeforeReplace=changes.delete_first,
        detailedDiff=detailed,
        hasDetailedDiff=True,
    )


def kind_number(kind: str, *, replaces: bool) -> provider_pb2.PropertyDiff.Kind.ValueType:
    """The number of a kind of difference."""
    return provider_pb2.PropertyDiff.Kind.Value(kind.upper() + ("_REPLACE" if replaces else ""))
