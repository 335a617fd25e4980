"""Rules about what workloads run as, and about the keys of their accounts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules import Declared, known, resource_rule, stack_rule
from rules.containers import SERVICE
from rules.per_stack import once_per_stack
from rules.runtimes import CLOUD_RUN, RUNTIMES, accounts_of, is_shared

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rules import Resource, Stack

ACCOUNT = "api@a-project.iam.gserviceaccount.com"
COMPUTE = "123456789012-compute@developer.gserviceaccount.com"
IMAGE = "us-central1-docker.pkg.dev/a-project/images/api:1.2.3"


def runs_as(account: str, name: str = "api") -> Declared:
    """Declare a service that runs as an account, for the examples."""
    template = {"serviceAccount": account, "containers": [{"image": IMAGE}]}
    place = {"project": "a-project", "location": "us-central1"}
    return Declared(SERVICE, {**place, "name": name, "template": template}, name=name)


@resource_rule(
    judges="gcp:serviceaccount/key:Key|gcp:storage/hmacKey:HmacKey",
    fix="let the workload run as the account, or come in through a workload identity pool",
    good=(Declared("gcp:serviceaccount/account:Account", {"project": "a-project", "accountId": "api"}),),
    bad=(
        Declared("gcp:serviceaccount/key:Key", {"serviceAccountId": ACCOUNT}),
        Declared("gcp:storage/hmacKey:HmacKey", {"project": "a-project", "serviceAccountEmail": ACCOUNT}),
    ),
    severity="high",
)
def service_accounts_have_no_keys(key: Resource) -> Iterator[str]:
    """A key is a password that does not end: whoever has the file is the account, from anywhere.

    A key that the stack makes also lies in its state. Addresses are signed without one through
    iamcredentials.googleapis.com. HMAC keys of Cloud Storage are keys of the account too.
    https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
    """
    yield (
        "this is an HMAC key of a service account"
        if key.type.endswith("HmacKey")
        else ("this is a key of a service account")
    )


@resource_rule(
    judges="|".join(map(re.escape, RUNTIMES)),
    fix="make an account for it with gcp.serviceaccount.Account, and name that one",
    good=(
        runs_as(ACCOUNT),
        Declared("gcp:compute/instance:Instance", {"machineType": "e2-small"}),
    ),
    bad=(
        Declared(SERVICE, {"project": "a-project", "template": {"containers": [{"image": IMAGE}]}}),
        runs_as(COMPUTE),
        Declared("gcp:compute/instance:Instance", {"serviceAccount": {"scopes": ["cloud-platform"]}}),
    ),
    severity="high",
)
def runtimes_run_as_themselves(runtime: Resource) -> Iterator[str]:
    """What names no account runs as the project's default one, together with everything else that names none.

    That account often is an editor of the whole project, and no grant to it can be meant for one workload. A
    virtual machine without a `service_account` block has no account, which is let pass; a block without an
    address means the default one.
    https://cloud.google.com/iam/docs/service-account-types#default
    """
    for path, account in accounts_of(runtime):
        if not account:
            yield f"{path} is not set, which means the default account"
        elif is_shared(account):
            yield f"{path} is {account}, a default account"


@stack_rule(
    judges="|".join(map(re.escape, CLOUD_RUN)),
    fix="give each an account of its own",
    good=(runs_as(ACCOUNT), runs_as("worker@a-project.iam.gserviceaccount.com", "worker")),
    bad=(runs_as(ACCOUNT), runs_as(ACCOUNT, "worker")),
    severity="medium",
)
def runtimes_share_no_identity(runtime: Resource, stack: Stack) -> Iterator[str]:
    """Two workloads with one account hold each other's roles, and the logs cannot tell who did what.

    One service in several regions is one workload: services of the same name may share. Accounts that only
    the update will know are not compared.
    https://cloud.google.com/iam/docs/best-practices-service-accounts#single-purpose
    """
    account = _account_of(runtime)
    for other in _by_account(stack).get(account, ()):
        if other.urn != runtime.urn and not _same_workload(runtime, other):
            yield f"runs as {account}, like {other.name}"
            return


@once_per_stack
def _by_account(stack: Stack) -> Mapping[str, Sequence[Resource]]:
    found: dict[str, list[Resource]] = {}
    for one in (one for kind in CLOUD_RUN for one in stack.of(kind)):
        found.setdefault(_account_of(one), []).append(one)
    return {account: those for account, those in found.items() if account and not is_shared(account)}


def _account_of(one: Resource) -> str:
    account = known(one.props, CLOUD_RUN[one.type][0].path)
    return str(account or "").rpartition("/")[2].casefold()


def _same_workload(one: Resource, other: Resource) -> bool:
    name = known(one.props, "name")
    return one.type == other.type and name is not None and name == known(other.props, "name")
