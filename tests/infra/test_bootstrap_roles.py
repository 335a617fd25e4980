"""The bootstrap's table of roles covers what the program declares: no type is missing, none is left over."""

from __future__ import annotations

import re

import pytest
from bootstrap_table import GRANTED, HEADER, ROWS
from program_under_mocks import Declared, run_environment

from infra import environments

PROJECT_GRANT = "gcp:projects/iAMMember:IAMMember"


@pytest.fixture(scope="module")
def stacks() -> dict[str, Declared]:
    return {environment: run_environment(environment) for environment in environments.found()}


def test_the_table_has_a_reason_in_every_row() -> None:
    assert HEADER == ("type", "holder", "role", "condition", "reason")
    assert [row for row in ROWS if not row.reason] == []


def test_no_row_is_written_twice() -> None:
    keys = [(row.type, row.holder, row.role) for row in ROWS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("holder", ["planner", "applier"])
def test_the_table_holds_exactly_the_types_that_the_program_declares(
    stacks: dict[str, Declared], holder: str
) -> None:
    declared = {resource.type for stack in stacks.values() for resource in stack.resources}
    said = {row.type for row in ROWS if row.holder == holder}
    assert declared
    assert (declared - said, said - declared) == (set(), set()), "correct infra/bootstrap/roles.csv"


def test_the_planner_only_reads() -> None:
    reading = re.compile(r"roles/(browser|[\w.]*(viewer|reader|reviewer))", re.IGNORECASE)
    roles = {row.role for row in ROWS if row.holder == "planner" and row.role}
    assert {role for role in roles if not reading.fullmatch(role)} == set()


def test_nobody_holds_a_basic_role() -> None:
    assert {row.role for row in ROWS} & {"roles/owner", "roles/editor", "roles/viewer"} == set()


def test_the_applier_may_grant_exactly_what_the_program_grants_on_the_project(
    stacks: dict[str, Declared],
) -> None:
    grants = [grant for stack in stacks.values() for grant in stack.of(PROJECT_GRANT)]
    assert sorted({grant.inputs["role"] for grant in grants}) == GRANTED, "correct granted_roles.txt"


def test_the_roles_that_may_be_granted_fit_into_one_condition() -> None:
    # hasOnly() takes ten values at most: https://cloud.google.com/iam/docs/setting-limits-on-granting-roles
    assert 0 < len(GRANTED) <= 10
