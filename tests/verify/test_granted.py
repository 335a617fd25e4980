"""A policy says yes, no, or not enough to know."""

from __future__ import annotations

from typing import Any

import pytest

from preflight.verify import granted

ME, ROLE = "serviceAccount:me@example.iam.gserviceaccount.com", "roles/run.invoker"
CONDITION = {"title": "for a while", "expression": "request.time < timestamp('2099-01-01T00:00:00Z')"}


def binding(role: str, *members: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a binding
    return {"role": role, "members": list(members), **more}


CASES: dict[str, tuple[list[dict[str, Any]], bool | None, str]] = {
    "nothing": ([], False, ""),
    "mine": ([binding(ROLE, "user:a@example.com", ME)], True, ""),
    "everybody's": ([binding(ROLE, "allUsers")], True, ""),
    "everybody's who is signed in": ([binding(ROLE, "allAuthenticatedUsers")], True, ""),
    "somebody else's": ([binding(ROLE, "serviceAccount:other@example.iam.gserviceaccount.com")], False, ""),
    "another role": ([binding("roles/run.viewer", ME)], False, ""),
    "a user of that name": ([binding(ROLE, ME.replace("serviceAccount", "user"))], False, ""),
    "under a condition": ([binding(ROLE, ME, condition=CONDITION)], None, "under a condition"),
    "under a condition, as version 1 shows it": (
        [binding(f"{ROLE}_withcond_0123456789abcdef0123", ME)], None, "under a condition",
    ),
    "another's under a condition": ([binding(ROLE, "user:a@b.example", condition=CONDITION)], False, ""),
    "a role of their own": ([binding("projects/x/roles/mine", ME)], None, "projects/x/roles/mine"),
    "a group's": ([binding(ROLE, "group:all@example.com")], None, "group:all@example.com"),
    "a group's with another role": ([binding("roles/run.viewer", "group:all@example.com")], False, ""),
    "both under a condition and without": (
        [binding(ROLE, ME, condition=CONDITION), binding(ROLE, ME)], True, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("bindings", "answer", "why"), CASES.values(), ids=CASES)
def test_what_a_policy_says(bindings: list[dict[str, Any]], answer: bool | None, why: str) -> None:  # noqa: FBT001
    held = granted.judged({"bindings": bindings}, ME, {ROLE})
    assert held.answer is answer
    assert why in held.why
