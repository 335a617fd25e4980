"""What production may lose by mistake, and what other environments may."""

from __future__ import annotations

import pytest
from judging import UNJUDGED
from pulumi_policy.proxy import UNKNOWN_BOOLEAN_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.containers import JOB, SERVICE, SERVICE_V1, WORKER_POOL
from rules.deletion_protection import production_is_protected_from_deletion
from runtimes import told

SECRET = "gcp:secretmanager/secret:Secret"  # noqa: S105 - a type
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
PRODUCTION = {"production": True}


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
    ],
)
def test_what_can_be_deleted_is_refused_in_production_only(kind: str, inputs: dict[str, object]) -> None:
    declared = Declared(kind, inputs)
    (what,) = told(production_is_protected_from_deletion, declared, PRODUCTION)
    assert what.startswith("deletionProtection is ")
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
        ("gcp:compute/instance:Instance", {"deletionProtection": False}),
    ],
)
def test_what_cannot_be_deleted_passes(kind: str, inputs: dict[str, object]) -> None:
    assert told(production_is_protected_from_deletion, Declared(kind, inputs), PRODUCTION) == []


@pytest.mark.parametrize(("kind", "key"), [(SERVICE, "deletionProtection"), (SECRET, "deletionPolicy")])
def test_an_unknown_protection_is_awaited(kind: str, key: str) -> None:
    declared = Declared(kind, {key: UNKNOWN_BOOLEAN_VALUE})
    assert told(production_is_protected_from_deletion, declared, PRODUCTION) == [UNJUDGED]
