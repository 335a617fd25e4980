"""Libraries of the catalogue: the longest path of whole segments counts, and lookalikes find nothing."""

from __future__ import annotations

import pytest

from preflight.catalogue import libraries


def apis(language: str, path: str) -> str | None:
    """Give the services of a path, short, in the order of the table; None where there is no row."""
    row = libraries.library(language, path)
    return None if row is None else " ".join(api.removesuffix(".googleapis.com") for api in row.apis)


@pytest.mark.parametrize(
    ("language", "path", "expected"),
    [
        ("python", "google.cloud.storage", "storage"),
        ("python", "google.cloud.storage.Client().bucket", "storage"),
        ("python", "google.cloud.texttospeech_v1beta1.TextToSpeechClient", "texttospeech"),
        ("python", "google.cloud.vision_v1p4beta1", "vision"),
        ("python", "google.cloud.workflows.executions_v1.ExecutionsClient", "workflowexecutions"),
        ("python", "google.cloud.firestore_admin_v1", "firestore"),
        ("python", "google.cloud.bigquery_storage_v1", "bigquerystorage"),
        ("python", "langchain_google_community.BigQueryLoader", "bigquery"),
        ("javascript", "@google-cloud/storage.Storage", "storage"),
        ("typescript", "@google-cloud/storage/build/src.Storage", "storage"),
        ("node", "@google-cloud/text-to-speech.v1.TextToSpeechClient", "texttospeech"),
        ("javascript", "@google-cloud/translate.v2.Translate", "translate"),
        ("javascript", "firebase-admin.firestore().collection", "firestore"),
        ("javascript", "firebase-admin/firestore.getFirestore", "firestore"),
        ("go", "cloud.google.com/go/storage.NewClient", "storage"),
        ("go", "cloud.google.com/go/pubsub/v2.NewClient", "pubsub"),
        ("go", "cloud.google.com/go/pubsub.NewClient", "pubsub"),
        ("go", "cloud.google.com/go/secretmanager/apiv1.NewClient", "secretmanager"),
        ("go", "cloud.google.com/go/bigtable.NewAdminClient", "bigtableadmin"),
        ("go", "firebase.google.com/go/v4.NewApp().Messaging", "fcm"),
        ("go", "firebase.google.com/go/messaging", "fcm"),
        ("java", "com.google.cloud.storage.StorageOptions.getDefaultInstance().getService", "storage"),
        ("kotlin", "com.google.cloud.pubsub.v1.Publisher", "pubsub"),
        ("java", "com.google.cloud.functions.v2.FunctionServiceClient", "cloudfunctions"),
        ("csharp", "Google.Cloud.Storage.V1.StorageClient.Create", "storage"),
        ("csharp", "Google.Cloud.TextToSpeech.V1.TextToSpeechClient", "texttospeech"),
        ("csharp", "Google.Cloud.Spanner.Data.SpannerConnection", "spanner"),
        ("csharp", "Google.Cloud.SecretManager.V1.SecretManagerServiceClient", "secretmanager"),
    ],
)
def test_a_path_finds_the_row_of_its_library(language: str, path: str, expected: str) -> None:
    assert apis(language, path) == expected


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("python", "google"),
        ("python", "google.cloud"),
        ("python", "google.cloudy.storage"),
        ("python", "google.cloud.storages"),
        ("python", "mygoogle.cloud.storage"),
        ("python", "google.cloud.storage_v"),
        ("python", "googletrans.Translator"),
        ("python", "googlemaps2.Client"),
        ("python", "storage"),
        ("python", ""),
        ("javascript", "@google-cloud"),
        ("javascript", "@google-cloud/storage-lookalike"),
        ("javascript", "@google-cloud-lookalike/storage"),
        ("javascript", "google-cloud-storage"),
        ("javascript", "@googlemaps/markerclusterer"),
        ("go", "cloud.google.company/go/storage"),
        ("go", "example.com/cloud.google.com/go/storage"),
        ("go", "github.com/google/uuid"),
        ("java", "com.google.common.collect.ImmutableList"),
        ("java", "com.google.gson.Gson"),
        ("java", "com.google.protobuf.ByteString"),
        ("csharp", "Google.Protobuf.IMessage"),
        ("csharp", "Google.OrTools.LinearSolver"),
        ("csharp", "google.cloud.storage.v1"),
        ("rust", "google_cloud_storage"),
    ],
)
def test_a_lookalike_finds_nothing(language: str, path: str) -> None:
    assert libraries.library(language, path) is None


@pytest.mark.parametrize(
    ("language", "path", "kind"),
    [
        ("python", "google.auth.default", "none"),
        ("python", "google.oauth2.id_token.verify_oauth2_token", "none"),
        ("python", "google.events.cloud.storage_v1", "types"),
        ("python", "google.protobuf.timestamp_pb2", "types"),
        ("python", "google.api_core.exceptions.NotFound", "types"),
        ("python", "google.cloud.exceptions.NotFound", "types"),
        ("python", "functions_framework.http", "none"),
        ("javascript", "google-auth-library.GoogleAuth", "none"),
        ("javascript", "@google-cloud/functions-framework.http", "none"),
        ("javascript", "@google-cloud/paginator", "types"),
        ("javascript", "googleapis.google.auth.GoogleAuth", "none"),
        ("go", "cloud.google.com/go/iam.Policy", "types"),
        ("go", "cloud.google.com/go/compute/metadata.ProjectID", "none"),
        ("go", "cloud.google.com/go/pubsub/pstest.NewServer", "none"),
        ("go", "google.golang.org/api/option.WithEndpoint", "types"),
        ("go", "google.golang.org/api/iterator.Done", "types"),
        ("java", "com.google.auth.oauth2.GoogleCredentials", "none"),
        ("java", "com.google.api.gax.core.CredentialsProvider", "types"),
        ("java", "com.google.cloud.functions.HttpFunction", "none"),
        ("csharp", "Google.Apis.Auth.OAuth2.GoogleCredential", "none"),
        ("csharp", "Google.Apis.Services.BaseClientService.Initializer", "types"),
        ("csharp", "Google.Cloud.Functions.Framework.IHttpFunction", "none"),
        ("csharp", "Google.Api.Gax.Expiration", "types"),
    ],
)
def test_what_makes_no_calls_says_so_and_names_no_api(language: str, path: str, kind: str) -> None:
    row = libraries.library(language, path)
    assert row is not None
    assert (row.kind, row.apis) == (kind, ())


@pytest.mark.parametrize(
    ("language", "path", "expected"),
    [
        ("go", "google.golang.org/api/calendar/v3.NewService", "calendar-json"),
        ("go", "google.golang.org/api/content/v2.1", "shoppingcontent"),
        ("go", "google.golang.org/api/siteverification/v1", "siteverification"),
        ("go", "google.golang.org/api/oauth2/v2", ""),
        ("go", "google.golang.org/api/impersonate", "iamcredentials"),
        ("java", "com.google.api.services.sheets.v4.Sheets.Builder", "sheets"),
        ("java", "com.google.api.services.directory.Directory", "admin"),
        ("javascript", "googleapis.google.calendar", "calendar-json"),
        ("javascript", "googleapis.google.youtubeAnalytics", "youtubeanalytics"),
        ("javascript", "@googleapis/drive.drive", "drive"),
        ("csharp", "Google.Apis.Calendar.v3.CalendarService", "calendar-json"),
        ("csharp", "Google.Apis.ShoppingContent.v2_1.ShoppingContentService", "shoppingcontent"),
        ("csharp", "Google.Apis.Logging.v2.LoggingService", "logging"),
        ("csharp", "Google.Apis.Logging.ILogger", ""),
    ],
)
def test_clients_that_are_named_by_discovery_find_their_api(language: str, path: str, expected: str) -> None:
    assert apis(language, path) == expected


def test_a_name_that_discovery_does_not_know_is_open_and_never_nothing() -> None:
    row = libraries.library("go", "google.golang.org/api/brandnew/v1.NewService")
    assert row is not None
    assert (row.kind, row.apis) == ("decided", ())
    assert row.note == "discovery.csv does not know brandnew"


@pytest.mark.parametrize(
    ("language", "path", "members"),
    [
        ("python", "google.cloud.storage.Client", ".Client"),
        ("python", "google.cloud.speech_v1.SpeechClient", ".SpeechClient"),
        ("javascript", "@google-cloud/storage.Storage", ".Storage"),
        ("javascript", "googleapis.google.calendar.events", ".events"),
        ("go", "google.golang.org/api/drive/v3.NewService", "/v3.NewService"),
    ],
)
def test_what_stands_behind_the_path_of_a_row_is_a_member(language: str, path: str, members: str) -> None:
    row = libraries.library(language, path)
    assert row is not None
    assert path[len(row.path) :] == members


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("google", True),
        ("google.cloud", True),
        ("google.cloud.storage", True),
        ("google.cloud.storage.Client", True),
        ("googl", False),
        ("google.clou", False),
        ("os.path", False),
    ],
)
def test_a_path_leads_to_libraries_at_above_and_below_a_row(path: str, *, leads: bool) -> None:
    assert libraries.leads("python", path) is leads


def test_a_package_finds_all_its_rows() -> None:
    rows = libraries.packages("python")["google-cloud-workflows"]
    assert {row.path for row in rows} == {"google.cloud.workflows", "google.cloud.workflows.executions"}
    assert {row.path for row in libraries.packages("node")["@google-cloud/storage"]} == {
        "@google-cloud/storage"
    }
    assert "cloud.google.com/go/pubsub/v2" in libraries.packages("go")
    assert "Google.Cloud.Storage.V1" in libraries.packages("csharp")
    assert "com.google.cloud.sql:postgres-socket-factory" in libraries.packages("java")
    assert "requests" not in libraries.packages("python")
    assert libraries.packages("rust") == {}


@pytest.mark.parametrize("language", libraries.TABLES)
def test_the_roots_of_a_language_begin_every_path(language: str) -> None:
    roots = libraries.roots(language)
    for rows in libraries.packages(language).values():
        for row in rows:
            assert ".".join(row.path.replace("/", ".").split(".")[:2]) in roots
    assert roots
