"""The table of resource types: sound, and never silent about a type that it does not know."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pulumi_gcp
import pytest

from preflight.catalogue import resource_types
from preflight.catalogue.resource_types import CatalogueError, apis_of


def test_a_type_has_the_apis_of_its_module() -> None:
    assert apis_of("gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember") == ("pubsub.googleapis.com",)


def test_an_exception_by_type_wins_over_its_module() -> None:
    assert apis_of("gcp:projects/iAMMember:IAMMember") == ("cloudresourcemanager.googleapis.com",)
    assert "serviceusage.googleapis.com" in apis_of("gcp:projects/service:Service")


@pytest.mark.parametrize("foreign", ["pulumi:pulumi:Stack", "pulumi:providers:gcp", "random:index/id:Id"])
def test_types_of_others_need_no_google_api(foreign: str) -> None:
    assert apis_of(foreign) == ()


@pytest.mark.parametrize("unknown", ["gcp:nowhere/thing:Thing", "gcp:nonsense"])
def test_a_type_without_a_row_is_an_error_and_never_nothing(unknown: str) -> None:
    with pytest.raises(CatalogueError, match=re.escape(f"{unknown} has no row")):
        apis_of(unknown)


# What the class of a resource registers under; functions of the SDK have tokens too, but are no resources.
_REGISTERED = re.compile(r"super\((?:\w+, __self__)?\)\.__init__\(\s*'(gcp:[^']+)'")


@cache
def _tokens() -> frozenset[str]:
    """Give the types of the installed SDK from its text: importing all of it would take long."""
    return frozenset(
        token
        for file in Path(pulumi_gcp.__file__).parent.glob("*/*.py")
        for token in _REGISTERED.findall(file.read_text(encoding="utf-8"))
    )


def test_every_type_of_the_installed_sdk_has_a_row() -> None:
    assert {"gcp:pubsub/topic:Topic", "gcp:compute/instance:Instance"} <= _tokens()
    without: list[str] = []
    for token in sorted(_tokens()):
        try:
            apis_of(token)
        except CatalogueError:
            without.append(token)
    assert without == []


def test_every_row_is_a_module_or_type_of_the_installed_sdk() -> None:
    modules, types = resource_types.parse(resource_types.read())
    assert set(modules) - {token.removeprefix("gcp:").split("/")[0] for token in _tokens()} == set()
    assert set(types) - _tokens() == set()


@pytest.mark.parametrize(
    ("resource_type", "apis"),
    [
        ("gcp:storage/notification:Notification", "storage"),
        ("gcp:storage/transferJob:TransferJob", "storagetransfer"),
        ("gcp:dns/recordSet:RecordSet", "dns"),
        ("gcp:kms/cryptoKey:CryptoKey", "cloudkms"),
        ("gcp:sql/databaseInstance:DatabaseInstance", "sqladmin"),
        ("gcp:cloudrun/service:Service", "run"),
        ("gcp:cloudrunv2/job:Job", "run"),
        ("gcp:cloudfunctionsv2/function:Function", "cloudfunctions"),
        ("gcp:billing/budget:Budget", "billingbudgets"),
        ("gcp:billing/projectInfo:ProjectInfo", "cloudbilling"),
        ("gcp:bigquery/connectionIamMember:ConnectionIamMember", "bigqueryconnection"),
        ("gcp:bigquery/table:Table", "bigquery"),
        ("gcp:firebase/hostingSite:HostingSite", "firebasehosting"),
        ("gcp:firebase/webApp:WebApp", "firebase"),
        ("gcp:projects/iAMCustomRole:IAMCustomRole", "iam"),
        ("gcp:organizations/iAMMember:IAMMember", "cloudresourcemanager"),
        ("gcp:folder/accessApprovalSettings:AccessApprovalSettings", "accessapproval"),
        ("gcp:container/awsCluster:AwsCluster", "gkemulticloud"),
        ("gcp:container/cluster:Cluster", "container"),
        ("gcp:compute/caExternalAccountKey:CaExternalAccountKey", "publicca"),
        ("gcp:vertex/aiEndpoint:AiEndpoint", "aiplatform"),
        ("gcp:filestore/instance:Instance", "file"),
        ("gcp:bigquery/appProfile:AppProfile", "bigtableadmin"),
        ("gcp:securitycenter/instanceIamMember:InstanceIamMember", "datafusion"),
        ("gcp:essentialcontacts/documentAiProcessor:DocumentAiProcessor", "documentai"),
        ("gcp:essentialcontacts/contact:Contact", "essentialcontacts"),
    ],
)
def test_names_of_modules_that_are_no_names_of_apis_are_translated(resource_type: str, apis: str) -> None:
    assert resource_type in _tokens()
    assert apis_of(resource_type) == tuple(f"{api}.googleapis.com" for api in apis.split())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the header is not type,apis,source,note"),
        ("type,apis\n", "the header is not type,apis,source,note"),
        ("type,apis,source,note\npubsub,pubsub.googleapis.com\n", "has 2 columns and not 4"),
        ("type,apis,source,note\npubsub,,x,\n", "the APIs of pubsub"),
        ("type,apis,source,note\npubsub,pubsub,x,\n", "the APIs of pubsub"),
        ("type,apis,source,note\nPub Sub,pubsub.googleapis.com,x,\n", "'Pub Sub' is neither a module"),
        ("type,apis,source,note\ngcp:x,pubsub.googleapis.com,x,\n", "'gcp:x' is neither a module"),
        (
            "type,apis,source,note\nsql,sqladmin.googleapis.com,x,\npubsub,pubsub.googleapis.com,x,\n",
            "stands twice or after a larger key",
        ),
    ],
)
def test_a_wrong_table_is_told(text: str, sentence: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        resource_types.parse(text)
    assert len(caught.value.problems) == 1
    assert sentence in caught.value.problems[0]


def test_a_sound_table_is_parted_into_modules_and_types() -> None:
    rows = "gcp:dns/policy:Policy,run.googleapis.com,x,\npubsub,pubsub.googleapis.com|dns.googleapis.com,x,\n"
    assert resource_types.parse(f"type,apis,source,note\n{rows}") == (
        {"pubsub": ("pubsub.googleapis.com", "dns.googleapis.com")},
        {"gcp:dns/policy:Policy": ("run.googleapis.com",)},
    )
