"""What production may lose by mistake, and what other environments may."""

from __future__ import annotations

import re

import decoding
import pytest
from judging import UNJUDGED, sent, settings_given
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.containers import JOB, SERVICE, SERVICE_V1, WORKER_POOL
from rules.deletion_protection import production_is_protected_from_deletion
from runtimes import told

SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
PRODUCTION = {"production": True}
FIRESTORE = "gcp:firestore/database:Database"
GOOGLE_PROJECT = "gcp:organizations/project:Project"
TABLE = "gcp:bigquery/table:Table"


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {"deletionProtection": False}),
        (SERVICE, {"deletionProtection": "false"}),
        (SERVICE, {"deletionProtection": False, "deletionPolicy": "DELETE"}),
        (SERVICE, {"deletionProtection": False, "name": UNKNOWN_STRING_VALUE}),
        (JOB, {"deletionProtection": False}),
        (WORKER_POOL, {"deletionProtection": False}),
        (SQL, {"deletionProtection": False}),
        ("gcp:spanner/database:Database", {"deletionProtection": False}),
        ("gcp:bigquery/table:Table", {"deletionProtection": False}),
        (SECRET, {"deletionProtection": False}),
        ("gcp:secretmanager/regionalSecret:RegionalSecret", {"deletionProtection": False}),
        ("gcp:redis/cluster:Cluster", {"deletionProtectionEnabled": False}),
        ("gcp:memorystore/instance:Instance", {"deletionProtectionEnabled": False}),
        (FIRESTORE, {"deleteProtectionState": "DELETE_PROTECTION_DISABLED"}),
        (GOOGLE_PROJECT, {"deletionPolicy": "DELETE"}),
    ],
)
def test_what_can_be_deleted_is_refused_in_production_only(kind: str, inputs: dict[str, object]) -> None:
    declared = Declared(kind, inputs)
    (what,) = told(production_is_protected_from_deletion, declared, PRODUCTION)
    assert re.match(
        r"(deletionProtection|deletionProtectionEnabled|deleteProtectionState|deletionPolicy) is ", what
    )
    assert told(production_is_protected_from_deletion, declared) == []
    assert told(production_is_protected_from_deletion, declared, {"production": False}) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SERVICE, {}),
        (SERVICE, {"deletionProtection": True}),
        (SERVICE, {"deletionProtection": False, "deletionPolicy": "PREVENT"}),
        (SQL, {}),
        (SECRET, {}),
        (SECRET, {"deletionProtection": True}),
        (SECRET, {"deletionPolicy": "PREVENT"}),
        (SERVICE_V1, {}),
        (SERVICE, {"deletionPolicy": "DELETE"}),
        (TABLE, {"deletionProtection": False, "view": {"query": "SELECT 1"}}),
        (TABLE, {"deletionProtection": False, "materializedView": {"query": "SELECT 1"}}),
        (FIRESTORE, {"deleteProtectionState": "DELETE_PROTECTION_ENABLED"}),
        (FIRESTORE, {}),
        ("gcp:redis/cluster:Cluster", {}),
        (GOOGLE_PROJECT, {}),
        (GOOGLE_PROJECT, {"deletionPolicy": "ABANDON"}),
        ("gcp:compute/instance:Instance", {"deletionProtection": False}),
    ],
)
def test_what_cannot_be_deleted_passes(kind: str, inputs: dict[str, object]) -> None:
    assert told(production_is_protected_from_deletion, Declared(kind, inputs), PRODUCTION) == []


@pytest.mark.parametrize(("kind", "key"), [(SERVICE, "deletionProtection"), (SECRET, "deletionPolicy")])
def test_an_unknown_protection_is_awaited(kind: str, key: str) -> None:
    declared = Declared(kind, {key: UNKNOWN_BOOLEAN_VALUE})
    assert told(production_is_protected_from_deletion, declared, PRODUCTION) == [UNJUDGED]


@pytest.mark.parametrize(("protect", "refused"), [(True, False), (False, True)])
def test_what_pulumi_protects_passes(*, protect: bool, refused: bool) -> None:
    message = sent(Declared(SQL, {"deletionProtection": False}))
    message.options.protect = protect
    one = decoding.resource(message, settings_given(PRODUCTION))
    assert bool(list(production_is_protected_from_deletion.find(one))) is refused
