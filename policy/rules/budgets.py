"""Rules about money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules import STACK, Declared, stack_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rules import Resource, Stack

BUDGET = "gcp:billing/budget:Budget"

_STACK = Declared(STACK, name="dev")
_BUDGET = Declared(
    BUDGET,
    {
        "billingAccount": "000000-000000-000000",
        "amount": {"specifiedAmount": {"currencyCode": "USD", "units": "500"}},
        "thresholdRules": [{"thresholdPercent": 0.5}, {"thresholdPercent": 1.0}],
    },
    "monthly",
)


@stack_rule(
    judges=STACK,
    fix="declare a gcp.billing.Budget for the project, or say where it is declared by exempting the stack",
    good=(_STACK, _BUDGET),
    bad=(_STACK,),
    severity="low",
    level="advisory",
)
def a_budget_exists(_: Resource, stack: Stack) -> Iterator[str]:
    """A model that is called in a loop costs more in a night than in a month, and the bill comes later.

    A budget stops nothing; it writes to somebody while there is still time. Advisory, since many
    organisations keep budgets with their billing account.
    https://cloud.google.com/billing/docs/how-to/budgets
    """
    if not stack.of(BUDGET):
        yield "the stack declares no budget"
