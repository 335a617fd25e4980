"""Where things may be and what they must carry, on every type of the SDK that has it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import decoding
import pulumi_gcp
import pytest
from google.protobuf import struct_pb2
from judging import UNJUDGED, judged, sent, settings_given
from pack import Pack
from pulumi_policy.proxy import UNKNOWN_OBJECT_VALUE, UNKNOWN_STRING_VALUE
from rules import Declared
from rules.labels import LABELLED, PATHS, labels_are_there
from rules.regions import BY_PROVIDER, PLACED, regions_are_allowed
from rules.secret_manager import SECRET

UNKNOWN = UNKNOWN_STRING_VALUE
ALLOWED = {"allowed_regions": ["us-central1", "EU"]}
REQUIRED = {"required_labels": ["app", "team"]}
BUCKET = "gcp:storage/bucket:Bucket"
TOPIC = "gcp:pubsub/topic:Topic"
ANYTHING = "gcp:compute/instance:Instance"
SPANNER = "gcp:spanner/instance:Instance"
CLUSTER = "gcp:container/cluster:Cluster"


def replicas(*locations: str) -> dict[str, object]:
    return {"replication": {"userManaged": {"replicas": [{"location": one} for one in locations]}}}


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        (BUCKET, {"location": "US"}, "location is US"),
        (BUCKET, {"location": "EUROPE-WEST1"}, "location is EUROPE-WEST1"),
        (
            BUCKET,
            {"location": "EU", "customPlacementConfig": {"dataLocations": ["US-CENTRAL1", "US-EAST1"]}},
            "customPlacementConfig.dataLocations is US-EAST1",
        ),
        ("gcp:compute/subnetwork:Subnetwork", {"region": "asia-east1"}, "region is asia-east1"),
        (ANYTHING, {"zone": "europe-west1-b"}, "zone is europe-west1-b"),
        (ANYTHING, {"zone": "us-central1-a", "region": "us-east1"}, "region is us-east1"),
        (ANYTHING, {"location": UNKNOWN, "zone": "us-east1-b"}, "zone is us-east1-b"),
        ("gcp:container/cluster:Cluster", {"location": "us-east1-b"}, "location is us-east1-b"),
        ("gcp:firestore/database:Database", {"locationId": "nam5"}, "locationId is nam5"),
        ("gcp:bigquery/dataset:Dataset", {"datasetId": "d"}, "location is not set, which is US"),
        ("gcp:pubsub/liteTopic:LiteTopic", {"region": "us-east1"}, "region is us-east1"),
        (SPANNER, {"config": "regional-us-east1"}, "config is regional-us-east1"),
        (SPANNER, {"config": "projects/p/instanceConfigs/nam3"}, "config is projects/p/instanceConfigs/nam3"),
        (
            "gcp:bigtable/instance:Instance",
            {"clusters": [{"zone": "us-central1-a"}, {"zone": "us-east1-b"}]},
            "clusters.zone is us-east1-b",
        ),
        (CLUSTER, {"nodeLocations": [UNKNOWN, "us-east1-b"]}, "nodeLocations is us-east1-b"),
        ("gcp:compute/regionDisk:RegionDisk", {"replicaZones": ["us-east1-b"]}, "replicaZones is us-east1-b"),
        ("gcp:compute/snapshot:Snapshot", {"storageLocations": ["us"]}, "storageLocations is us"),
        (
            "gcp:sql/databaseInstance:DatabaseInstance",
            {"region": "us-central1", "settings": {"backupConfiguration": {"location": "us"}}},
            "settings.backupConfiguration.location is us",
        ),
        (
            "gcp:cloudfunctionsv2/function:Function",
            {"location": "us-central1", "eventTrigger": {"triggerRegion": "us-east1"}},
            "eventTrigger.triggerRegion is us-east1",
        ),
        ("gcp:appengine/application:Application", {"locationId": "europe-west"}, "locationId is europe-west"),
        (
            TOPIC,
            {"messageStoragePolicy": {"allowedPersistenceRegions": [UNKNOWN, "us-east1"]}},
            "messageStoragePolicy.allowedPersistenceRegions is us-east1",
        ),
        (
            SECRET,
            replicas("us-central1", "us-east1"),
            "replication.userManaged.replicas.location is us-east1",
        ),
    ],
)
def test_a_place_that_is_not_allowed_is_refused(kind: str, inputs: dict[str, object], what: str) -> None:
    said = judged(Declared(kind, inputs), [regions_are_allowed], ALLOWED)
    assert said[0][0] == "regions-are-allowed"
    assert said[0][1].partition(";")[0] == what


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (BUCKET, {"location": "US-CENTRAL1"}),
        (BUCKET, {"location": "eu"}),
        (ANYTHING, {"zone": "us-central1-f"}),
        (ANYTHING, {"zone": "us-central1-ai1a"}),
        (ANYTHING, {"zone": "https://www.googleapis.com/compute/v1/projects/p/zones/us-central1-a"}),
        (ANYTHING, {"region": "projects/p/regions/us-central1"}),
        (ANYTHING, {"location": "global"}),
        (ANYTHING, {}),
        (SPANNER, {"config": "regional-us-central1"}),
        (SPANNER, {"config": "projects/p/instanceConfigs/custom-nam11-config"}),
        (CLUSTER, {"nodeLocations": ["us-central1-a"], "nodeConfig": {"config": "us-east1"}}),
        ("gcp:bigtable/instance:Instance", {"clusters": [{"zone": "us-central1-a"}, {"clusterId": "c"}]}),
        ("gcp:appengine/application:Application", {"locationId": "us-central"}),
        ("gcp:workflows/workflow:Workflow", {"region": "us-central1", "config": "us-east1"}),
        ("gcp:bigquery/dataset:Dataset", {"location": "EU"}),
        (SECRET, {"replication": {"auto": {}}}),
        (SECRET, replicas("us-central1")),
        ("gcp:artifactregistry/repositoryIamMember:RepositoryIamMember", {"location": "us-east1"}),
        ("gcp:compute/interconnect:Interconnect", {"location": "iad-zone1-1"}),
        ("gcp:tags/locationTagBinding:LocationTagBinding", {"location": "us-east1"}),
        ("aws:s3/bucket:Bucket", {"region": "us-east-1"}),
    ],
)
def test_a_place_that_is_allowed_or_is_none_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [regions_are_allowed], ALLOWED) == []


@pytest.mark.parametrize(
    "inputs", [{"location": UNKNOWN}, {"zone": UNKNOWN}, replicas("us-central1", UNKNOWN)]
)
def test_a_place_that_is_unknown_is_not_judged(inputs: dict[str, object]) -> None:
    said = judged(Declared(SECRET, inputs), [regions_are_allowed], ALLOWED)
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("kind", "inputs", "what"),
    [
        (TOPIC, {}, "labels has no app, team"),
        (TOPIC, {"labels": {}}, "labels has no app, team"),
        (TOPIC, {"labels": {"App": "a", "team": "t"}}, "labels has no app"),
        (TOPIC, {"labels": {"app": UNKNOWN}}, "labels has no team"),
        ("gcp:cloudrun/service:Service", {"labels": {"app": "a", "team": "t"}}, "metadata.labels has no app"),
        ("gcp:container/cluster:Cluster", {"resourceLabels": {"team": "t"}}, "resourceLabels has no app"),
    ],
)
def test_a_label_that_is_missing_is_refused(kind: str, inputs: dict[str, object], what: str) -> None:
    said = judged(Declared(kind, inputs), [labels_are_there], REQUIRED)
    assert [name for name, _ in said] == ["labels-are-there"]
    assert said[0][1].startswith(what)


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        (TOPIC, {"labels": {"app": "a", "team": "t", "more": "m"}}),
        (TOPIC, {"labels": {"app": UNKNOWN, "team": UNKNOWN}}),
        ("gcp:cloudrun/service:Service", {"metadata": {"labels": {"app": "a", "team": "t"}}}),
        ("gcp:pubsub/topicIAMMember:TopicIAMMember", {}),
        ("gcp:cloudidentity/group:Group", {"labels": {}}),
        ("gcp:monitoring/notificationChannel:NotificationChannel", {"labels": {"email_address": "a"}}),
    ],
)
def test_what_carries_its_labels_or_can_carry_none_passes(kind: str, inputs: dict[str, object]) -> None:
    assert judged(Declared(kind, inputs), [labels_are_there], REQUIRED) == []


@pytest.mark.parametrize("inputs", [{"labels": UNKNOWN_OBJECT_VALUE}, {"labels": UNKNOWN}])
def test_labels_that_are_unknown_are_not_judged(inputs: dict[str, object]) -> None:
    said = judged(Declared(TOPIC, inputs), [labels_are_there], REQUIRED)
    assert said == [("rules-know-what-they-judge", UNJUDGED)]


@pytest.mark.parametrize(
    ("defaults", "missing"),
    [
        # The SDK hands a provider's structures over as JSON; a component in another language may not.
        (json.dumps({"app": "a"}), "labels has no team"),
        ({"app": "a"}, "labels has no team"),
        (json.dumps({"app": "a", "team": "t"}), None),
        ("null", "labels has no app, team"),
        ("", "labels has no app, team"),
    ],
)
def test_labels_of_the_provider_count(defaults: str | dict[str, str], missing: str | None) -> None:
    message = sent(Declared(TOPIC, {"name": "requests"}))
    provider = struct_pb2.Struct()
    provider.update({"defaultLabels": defaults})
    message.provider.properties.CopyFrom(provider)
    settings = settings_given(REQUIRED)
    pack = Pack([labels_are_there])
    pack.configure(settings)
    said = [one.text.partition(";")[0] for one in pack.judged(decoding.resource(message, settings))]
    assert said == ([missing] if missing else [])


@pytest.mark.parametrize(
    ("kind", "inputs", "refused"),
    [
        ("gcp:compute/subnetwork:Subnetwork", {}, ["region is not set, which is the provider's us-east1"]),
        (ANYTHING, {}, ["zone is not set, which is the provider's us-east1-b"]),
        ("gcp:compute/subnetwork:Subnetwork", {"region": "us-central1"}, []),
        (ANYTHING, {"zone": "us-central1-a"}, []),
        (TOPIC, {}, []),
        (SECRET, {"replication": {"auto": {}}}, []),
    ],
)
def test_what_says_no_place_is_where_the_provider_puts_it(
    kind: str, inputs: dict[str, object], refused: list[str]
) -> None:
    message = sent(Declared(kind, inputs))
    message.provider.properties.update({"region": "us-east1", "zone": "us-east1-b"})
    one = decoding.resource(message, settings_given(ALLOWED))
    assert list(regions_are_allowed.find(one)) == refused


def sdk() -> dict[str, str]:
    """Every type of the SDK with the source of its class."""
    sources = [file.read_text() for file in sorted(Path(pulumi_gcp.__file__).parent.glob("*/*.py"))]
    tokens = [re.search(r"super\(.*\)\.__init__\(\s*'(gcp:[^']+)'", source) for source in sources]
    return {token[1]: source for token, source in zip(tokens, sources, strict=True) if token}


def test_the_types_that_take_labels_are_those_of_the_sdk() -> None:
    takes = re.compile(r"^ +labels: pulumi\.Input\[.*Mapping\[", re.MULTILINE)
    # Where the provider adds its default labels, and shows them: elsewhere `labels` is something else.
    labelled = {
        token for token, source in sdk().items() if takes.search(source) and "def effective_labels(" in source
    }
    assert sorted(LABELLED) == sorted(labelled)
    assert len(labelled) > 300


def test_every_type_of_the_sdk_that_shows_labels_is_judged() -> None:
    effective = {token for token, source in sdk().items() if "def effective_labels(" in source}
    assert effective <= set(PATHS)


def test_every_type_of_the_sdk_that_has_a_place_is_judged_unless_it_is_of_something_else() -> None:
    has = re.compile(r"^ +(location|region|zone): pulumi\.Input\[", re.MULTILINE)
    placed = [token for token, source in sdk().items() if has.search(source)]
    spared = [token for token in placed if not re.fullmatch(PLACED, token)]
    others = [
        token for token in spared if not re.search("i[am]{2}(member|binding|policy)$", token.casefold())
    ]
    assert len(placed) > 500
    assert others == [
        "gcp:compute/interconnect:Interconnect",
        "gcp:tags/locationTagBinding:LocationTagBinding",
        "gcp:tags/tagBindingCollection:TagBindingCollection",
    ]


def test_the_types_that_the_provider_places_are_those_of_the_sdk() -> None:
    def arguments(token: str, source: str) -> list[str]:
        keys = ("region", "zone") if token.startswith("gcp:compute/") else ("region",)
        before = source.partition("@pulumi.type_token")[0]
        return [key for key in keys if re.search(rf"^ +{key}: pulumi\.Input\[Optional", before, re.MULTILINE)]

    types = [(token, source) for token, source in sdk().items() if re.fullmatch(PLACED, token)]
    placed = {token: key for token, source in types for key in arguments(token, source)}
    assert placed == BY_PROVIDER
    assert len(placed) > 100
