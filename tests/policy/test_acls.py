"""Access lists that let everybody in, and lists of somebody in particular."""

from __future__ import annotations

import pytest
from judging import UNJUDGED, judged
from pulumi_policy.proxy import UNKNOWN_ARRAY_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared, Rule
from rules.access_lists import BUCKET_ACL, DATASET, ENTRIES
from rules.acls import acls_are_not_public
from rules.iam_members import default_service_accounts_get_no_role, grants_name_no_single_person
from rules.iam_roles import members_are_not_holders_of_basic_roles

UNKNOWN = UNKNOWN_STRING_VALUE
DATASET_ACCESS = "gcp:bigquery/datasetAccess:DatasetAccess"
OBJECT_ACL = "gcp:storage/objectACL:ObjectACL"
DEFAULT_ACL = "gcp:storage/defaultObjectACL:DefaultObjectACL"
SINGLE = [kind for kind, places in ENTRIES.items() if places == ("entity",)]


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        *((kind, {"entity": "allUsers", "role": UNKNOWN}, "entity holds allUsers") for kind in SINGLE),
        *((kind, {"entity": "AllAuthenticatedUsers"}, "entity holds All") for kind in SINGLE),
        (BUCKET_ACL, {"predefinedAcl": "publicReadWrite"}, "predefinedAcl holds publicReadWrite"),
        (BUCKET_ACL, {"predefinedAcl": "authenticatedRead"}, "predefinedAcl holds"),
        (BUCKET_ACL, {"defaultAcl": "publicRead"}, "defaultAcl holds publicRead"),
        (BUCKET_ACL, {"predefinedAcl": UNKNOWN, "roleEntities": ["OWNER:a", "READER:allUsers"]}, "roleEnt"),
        (OBJECT_ACL, {"predefinedAcl": "publicRead"}, "predefinedAcl holds"),
        (OBJECT_ACL, {"roleEntities": [UNKNOWN, "READER:allUsers"]}, "roleEntities holds allUsers"),
        (DEFAULT_ACL, {"roleEntities": ["READER:allAuthenticatedUsers"]}, "roleEntities holds"),
        (DATASET, {"accesses": [{"iamMember": "allUsers"}]}, "accesses.iamMember holds allUsers"),
        (DATASET, {"accesses": [{"specialGroup": UNKNOWN}, {"iamMember": "allUsers"}]}, "accesses.iam"),
        (DATASET, {"accesses": [{"specialGroup": UNKNOWN}, {"specialGroup": "allUsers"}]}, "accesses.spe"),
        (DATASET_ACCESS, {"specialGroup": "allAuthenticatedUsers"}, "specialGroup holds"),
        (DATASET_ACCESS, {"iamMember": "allUsers"}, "iamMember holds"),
        (DATASET_ACCESS, {"iamMember": "iamMember:allUsers"}, "iamMember holds allUsers"),
        (DATASET_ACCESS, {"domain": "gmail.com"}, "domain holds domain:gmail.com"),
        (DATASET, {"accesses": [{"domain": "googlemail.com"}]}, "accesses.domain holds"),
        (SINGLE[0], {"entity": "domain-gmail.com"}, "entity holds domain:gmail.com"),
        (BUCKET_ACL, {"roleEntities": ["READER:domain-gmail.com"]}, "roleEntities holds domain:gmail.com"),
    ],
)
def test_a_list_that_lets_everybody_in_is_refused(kind: str, inputs: dict[str, object], what: str) -> None:
    said = judged(Declared(kind, inputs), [acls_are_not_public])
    assert said[0][0] == "acls-are-not-public"
    assert said[0][1].startswith(what)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        *((kind, {"entity": "user-allUsers@example.com"}) for kind in SINGLE),
        *((kind, {"entity": "project-owners-123"}) for kind in SINGLE),
        *((kind, {"entity": "domain-example.com"}) for kind in SINGLE),
        (BUCKET_ACL, {"predefinedAcl": "projectPrivate"}),
        (BUCKET_ACL, {"roleEntities": ["OWNER:project-owners-123", "READER:group-a@example.com"]}),
        (OBJECT_ACL, {"predefinedAcl": "bucketOwnerRead"}),
        (DEFAULT_ACL, {"roleEntities": []}),
        (DATASET, {}),
        (DATASET, {"accesses": [{"specialGroup": "projectReaders"}, {"view": {"tableId": "allUsers"}}]}),
        (DATASET_ACCESS, {"userByEmail": "a@example.com", "role": UNKNOWN}),
        (DATASET_ACCESS, {"iamMember": "principalSet://x/allUsers"}),
    ],
)
def test_a_list_of_somebody_in_particular_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [acls_are_not_public]) == []


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (SINGLE[0], {"entity": UNKNOWN}),
        (BUCKET_ACL, {"roleEntities": ["OWNER:a", UNKNOWN]}),
        (DATASET, {"accesses": UNKNOWN_ARRAY_VALUE}),
        (DATASET, {"accesses": [{"iamMember": UNKNOWN}, {"iamMember": "user:a@example.com"}]}),
    ],
)
def test_somebody_unknown_on_a_list_is_not_judged(kind: str, inputs: dict[str, object]) -> None:
    said = judged(Declared(kind, inputs), [acls_are_not_public])
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


PERSON = grants_name_no_single_person
DEFAULT = default_service_accounts_get_no_role
HOLDERS = members_are_not_holders_of_basic_roles
COMPUTE = "123456789012-compute@developer.gserviceaccount.com"
ROBOT = "api@a-project.iam.gserviceaccount.com"


@pytest.mark.parametrize(
    ("rule", "kind", "inputs"),
    [
        *((PERSON, kind, {"entity": "user-a@example.com"}) for kind in SINGLE),
        (PERSON, BUCKET_ACL, {"roleEntities": [UNKNOWN, "READER:user-a@example.com"]}),
        (PERSON, BUCKET_ACL, {"predefinedAcl": UNKNOWN, "roleEntities": ["OWNER:USER-a@example.com"]}),
        (PERSON, DATASET, {"accesses": [{"userByEmail": "a@example.com"}]}),
        (PERSON, DATASET_ACCESS, {"iamMember": "user:a@example.com"}),
        (DEFAULT, SINGLE[0], {"entity": f"user-{COMPUTE}"}),
        (DEFAULT, DEFAULT_ACL, {"roleEntities": [f"READER:user-{COMPUTE}"]}),
        (DEFAULT, DATASET_ACCESS, {"userByEmail": COMPUTE}),
        (DEFAULT, DATASET, {"accesses": [{"role": UNKNOWN, "iamMember": f"serviceAccount:{COMPUTE}"}]}),
        *((HOLDERS, kind, {"entity": "project-editors-123"}) for kind in SINGLE),
        (HOLDERS, OBJECT_ACL, {"roleEntities": ["OWNER:project-owners-123"]}),
        (HOLDERS, DATASET, {"accesses": [{"specialGroup": "projectReaders"}]}),
        (HOLDERS, DATASET, {"accesses": [{"iamMember": "projectOwner:a-project"}]}),
        (HOLDERS, DATASET_ACCESS, {"specialGroup": "projectWriters"}),
    ],
)
def test_whom_no_grant_may_name_no_list_may_name(rule: Rule, kind: str, inputs: dict[str, object]) -> None:
    (name, text), *_ = judged(Declared(kind, inputs), [rule])
    assert name == rule.name
    assert "a@example" not in text


@pytest.mark.parametrize("rule", [PERSON, DEFAULT, HOLDERS])
@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        *((kind, {"entity": "group-staff@example.com"}) for kind in SINGLE),
        *((kind, {"entity": f"user-{ROBOT}"}) for kind in SINGLE),
        (SINGLE[0], {"entity": "allUsers"}),
        (BUCKET_ACL, {"predefinedAcl": "projectPrivate", "roleEntities": ["OWNER:group-a@example.com"]}),
        (
            DATASET,
            {"accesses": [{"role": "OWNER", "specialGroup": "projectOwners"}, {"view": {"tableId": "t"}}]},
        ),
        (DATASET, {"accesses": [{"userByEmail": ROBOT}, {"groupByEmail": "user-a@example.com"}]}),
        (DATASET_ACCESS, {"domain": "example.com"}),
    ],
)
def test_a_list_may_name_accounts_and_groups(rule: Rule, kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [rule]) == []
