"""Where a name misleads: each oddity that the catalogue must get right, in one place, by number."""

from __future__ import annotations

import pytest

from preflight.catalogue import apis, discovery, hosts, libraries, tables

DEFAULT_ON = """bigquery bigquerymigration bigquerystorage cloudapis cloudtrace datastore logging monitoring
servicemanagement serviceusage sql-component storage"""


def whole(services: str) -> tuple[str, ...]:
    return tuple(f"{service}.googleapis.com" for service in services.split())


def python(path: str) -> libraries.Row:
    row = libraries.library("python", path)
    assert row is not None, path
    return row


@pytest.mark.parametrize("path", ["google.cloud.storage", "google.cloud.storage_control", "gcsfs"])
def test_01_storage_has_three_services_and_is_one_need(path: str) -> None:
    assert {apis.canonical(api) for api in whole("storage storage-api storage-component")} == {
        *whole("storage")
    }
    assert python(path).apis == whole("storage")
    assert python("google.cloud.storage_transfer").apis == whole("storagetransfer")
    assert python("google.cloud.storageinsights").apis == whole("storageinsights")
    assert python("google.cloud.storagebatchoperations").apis == whole("storagebatchoperations")


def test_02_bigquery_json_is_what_bigquery_was_called() -> None:
    assert apis.canonical("bigquery-json.googleapis.com") == "bigquery.googleapis.com"


def test_03_the_calendar_is_enabled_under_another_name() -> None:
    assert discovery.api_of("calendar", "v3") == "calendar-json.googleapis.com"
    assert hosts.api_at("www.googleapis.com", "/calendar/v3/x") == "calendar-json.googleapis.com"
    assert "calendar.googleapis.com" not in apis.names()


def test_04_some_apis_are_enabled_in_a_new_project() -> None:
    on = {row.api for row in apis.rows() if row.default_on}
    assert set(whole(DEFAULT_ON)) <= on
    assert on.isdisjoint(whole("pubsub run texttospeech aiplatform secretmanager iam"))


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("google.cloud.asset", "cloudasset"),
        ("google.cloud.devtools.cloudbuild", "cloudbuild"),
        ("google.cloud.billing", "cloudbilling"),
        ("google.cloud.kms", "cloudkms"),
        ("google.cloud.tasks", "cloudtasks"),
        ("google.cloud.scheduler", "cloudscheduler"),
        ("google.cloud.functions", "cloudfunctions"),
        ("google.cloud.deploy", "clouddeploy"),
        ("google.cloud.trace", "cloudtrace"),
        ("google.cloud.support", "cloudsupport"),
        ("google.cloud.shell", "cloudshell"),
        ("google.cloud.channel", "cloudchannel"),
        ("google.cloud.error_reporting", "clouderrorreporting"),
        ("google.cloud.errorreporting", "clouderrorreporting"),
        ("google.cloud.filestore", "file"),
        ("google.cloud.resourcemanager", "cloudresourcemanager"),
        ("google.cloud.talent", "jobs"),
        ("google.cloud.clouddms", "datamigration"),
        ("google.cloud.orchestration.airflow.service", "composer"),
        ("google.cloud.datacatalog_lineage", "datalineage"),
        ("google.cloud.bigquery_analyticshub", "analyticshub"),
        ("google.cloud.bigquery_data_exchange", "analyticshub"),
        ("google.cloud.bigquery_datapolicies", "bigquerydatapolicy"),
        ("google.cloud.redis_cluster", "redis"),
        ("google.cloud.dialogflowcx", "dialogflow"),
        ("google.cloud.video.live_stream", "livestream"),
        ("google.cloud.privatecatalog", "cloudprivatecatalog"),
        ("google.cloud.apiregistry", "cloudapiregistry"),
        ("google.cloud.gkeconnect.gateway", "connectgateway"),
        ("grafeas", "containeranalysis"),
        ("google.maps.geocode", "geocoding-backend"),
    ],
)
def test_05_the_name_of_a_library_is_not_the_name_of_its_api(path: str, service: str) -> None:
    assert python(path).apis == whole(service)


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("google.cloud.workflows", "workflows"),
        ("google.cloud.workflows.executions", "workflowexecutions"),
        ("google.cloud.iam_admin", "iam"),
        ("google.cloud.iam_credentials", "iamcredentials"),
        ("google.cloud.bigtable", "bigtable"),
        ("google.cloud.bigtable_admin", "bigtableadmin"),
        ("google.cloud.monitoring", "monitoring"),
        ("google.cloud.monitoring_dashboard", "monitoring"),
        ("google.cloud.monitoring_metrics_scope", "monitoring"),
        ("google.cloud.spanner_admin_database", "spanner"),
        ("google.cloud.firestore_admin", "firestore"),
        ("google.cloud.datastore_admin", "datastore"),
        ("google.cloud.ndb", "datastore"),
        ("google.cloud.documentai_toolbox", "storage documentai"),
    ],
)
def test_06_a_package_may_hold_several_apis_and_an_api_several_packages(path: str, service: str) -> None:
    assert python(path).apis == whole(service)


@pytest.mark.parametrize(
    ("name", "version", "service"),
    [
        ("adexchangebuyer2", "v2beta1", "adexchangebuyer"),
        ("content", "v2.1", "shoppingcontent"),
        ("gamesConfiguration", "v1configuration", "gamesconfiguration"),
        ("gamesManagement", "v1management", "gamesmanagement"),
        ("siteVerification", "v1", "siteverification"),
        ("siteverification", "v1", "siteverification"),
        ("youtubeAnalytics", "v2", "youtubeanalytics"),
        ("remotebuildexecution", "v1alpha", "admin-remotebuildexecution"),
        ("remotebuildexecution", "v2", "remotebuildexecution"),
        ("prod_tt_sasportal", "v1alpha1", "prod-tt-sasportal"),
        ("webmasters", "v3", "webmasters"),
    ],
)
def test_07_a_name_of_discovery_is_not_the_name_of_its_api(name: str, version: str, service: str) -> None:
    assert discovery.api_of(name, version) == whole(service)[0]


def test_07_oauth2_needs_nothing_and_an_unknown_name_is_no_answer() -> None:
    assert discovery.api_of("oauth2", "v2") == discovery.NONE_NEEDED
    assert discovery.api_of("nonsense", "v1") is None
    assert discovery.api_of("") is None


@pytest.mark.parametrize(
    ("host", "api"),
    [
        ("translation.googleapis.com", "translate.googleapis.com"),
        ("europe-west4-aiplatform.googleapis.com", "aiplatform.googleapis.com"),
        ("us-documentai.googleapis.com", "documentai.googleapis.com"),
        ("modelarmor.us-central1.rep.googleapis.com", "modelarmor.googleapis.com"),
        ("mine.firebaseio.com", "firebasedatabase.googleapis.com"),
        ("oauth2.googleapis.com", ""),
        ("metadata.google.internal", ""),
    ],
)
def test_08_a_host_is_not_the_name_of_its_api(host: str, api: str) -> None:
    assert hosts.api_of_host(host) == api


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("python", "google.genai.Client"),
        ("javascript", "@google/genai.GoogleGenAI"),
        ("go", "google.golang.org/genai.NewClient"),
        ("java", "com.google.genai.Client"),
        ("csharp", "Google.GenAI.Client"),
        ("python", "google.adk.agents.Agent"),
        ("python", "langchain_google_genai.ChatGoogleGenerativeAI"),
    ],
)
def test_09_who_makes_a_client_of_genai_decides(language: str, path: str) -> None:
    row = libraries.library(language, path)
    assert row is not None
    assert (row.kind, set(row.apis)) == ("decided", set(whole("aiplatform generativelanguage")))


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("google.generativeai", "generativelanguage"),
        ("vertexai.generative_models.GenerativeModel", "aiplatform"),
        ("agentplatform", "aiplatform"),
        ("vertex_ray", "aiplatform"),
        ("google.cloud.aiplatform", "aiplatform"),
        ("langchain_google_vertexai", "aiplatform"),
    ],
)
def test_10_older_libraries_of_models_have_one_api_each(path: str, service: str) -> None:
    row = python(path)
    assert row.kind != "decided"
    assert row.apis == whole(service)


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("firebase_admin", ""),
        ("firebase_admin.initialize_app", ""),
        ("firebase_admin.credentials.Certificate", ""),
        ("firebase_admin.auth.create_user", "identitytoolkit"),
        ("firebase_admin.auth.verify_id_token", ""),
        ("firebase_admin.tenant_mgt", "identitytoolkit"),
        ("firebase_admin.messaging.send", "fcm"),
        ("firebase_admin.firestore.client", "firestore"),
        ("firebase_admin.firestore_async.client", "firestore"),
        ("firebase_admin.storage.bucket", "storage"),
        ("firebase_admin.db.reference", "firebasedatabase"),
        ("firebase_admin.remote_config", "firebaseremoteconfig"),
        ("firebase_admin.ml", "firebaseml"),
        ("firebase_admin.app_check", "firebaseappcheck"),
        ("firebase_admin.functions", "cloudtasks"),
        ("firebase_admin.project_management", "firebase"),
    ],
)
def test_11_firebase_admin_goes_by_its_parts(path: str, service: str) -> None:
    assert python(path).apis == whole(service)


@pytest.mark.parametrize(
    ("language", "path", "service"),
    [
        ("python", "google.auth.iam.Signer", "iamcredentials"),
        ("python", "google.auth.impersonated_credentials.Credentials", "iamcredentials"),
        ("python", "google.auth.default", ""),
        ("go", "google.golang.org/api/impersonate.CredentialsTokenSource", "iamcredentials"),
        ("go", "golang.org/x/oauth2/google.DefaultTokenSource", ""),
        ("java", "com.google.auth.oauth2.ImpersonatedCredentials", "iamcredentials"),
        ("java", "com.google.auth.oauth2.GoogleCredentials", ""),
    ],
)
def test_12_signing_without_a_key_calls_and_signing_in_does_not(
    language: str, path: str, service: str
) -> None:
    row = libraries.library(language, path)
    assert row is not None
    assert row.apis == whole(service)


def test_13_logging_is_decided_by_what_handles_it() -> None:
    assert python("google.cloud.logging.Client").kind == "decided"
    assert python("google.cloud.logging.handlers.StructuredLogHandler").kind == "none"
    assert python("google.cloud.logging.handlers.CloudLoggingHandler").apis == whole("logging")
    assert libraries.library("python", "logging.getLogger") is None


def test_14_bigquery_storage_is_an_api_of_its_own() -> None:
    assert python("google.cloud.bigquery.Client").apis == whole("bigquery")
    assert python("google.cloud.bigquery_storage.BigQueryReadClient").apis == whole("bigquerystorage")
    assert python("pandas_gbq.read_gbq").apis == whole("bigquery")


@pytest.mark.parametrize(
    ("language", "path", "service"),
    [
        ("python", "google.cloud.sql.connector.Connector", "sqladmin"),
        ("go", "cloud.google.com/go/cloudsqlconn.NewDialer", "sqladmin"),
        ("java", "com.google.cloud.sql.postgres.SocketFactory", "sqladmin"),
        ("javascript", "@google-cloud/cloud-sql-connector.Connector", "sqladmin"),
        ("python", "google.cloud.alloydb.connector.Connector", "alloydb"),
        ("python", "google.cloud.alloydb.connectors", ""),
    ],
)
def test_15_connectors_ask_the_admin_api_for_the_way(language: str, path: str, service: str) -> None:
    row = libraries.library(language, path)
    assert row is not None
    assert row.apis == whole(service)


@pytest.mark.parametrize("path", ["psycopg.connect", "sqlalchemy.create_engine", "asyncpg.connect"])
def test_15_drivers_by_themselves_call_nothing(path: str) -> None:
    assert libraries.library("python", path) is None


@pytest.mark.parametrize(
    "path",
    [
        "google.events.cloud.pubsub",
        "google.cloud.bigquery_logging",
        "google.cloud.iam_logging",
        "google.cloud.appengine_logging",
        "google.cloud.audit",
        "google.apps.card",
        "google.apps.script.type",
        "google.geo.type",
        "google.shopping.type",
        "google.cloud.common",
        "google.cloud.firestore_bundle",
        "google.cloud.source_context",
        "google.identity.accesscontextmanager",
    ],
)
def test_16_packages_of_messages_make_no_calls(path: str) -> None:
    row = python(path)
    assert (row.kind, row.apis) == ("types", ())


def test_17_the_profiler_has_its_own_import() -> None:
    assert python("googlecloudprofiler.start").apis == whole("cloudprofiler")
    assert libraries.packages("python")["google-cloud-profiler"][0].path == "googlecloudprofiler"


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("gcsfs", "storage"),
        ("storages.backends.gcloud.GoogleCloudStorage", "storage"),
        ("sqlalchemy_bigquery", "bigquery"),
        ("google.cloud.sqlalchemy_spanner", "spanner"),
        ("django_spanner", "spanner"),
    ],
)
def test_18_what_frameworks_load_by_name_has_its_row(path: str, service: str) -> None:
    assert python(path).apis == whole(service)


def test_every_possible_api_of_a_decided_row_is_known() -> None:
    for language in libraries.TABLES:
        for row in tables.read(language, libraries.COLUMNS):
            assert set(tables.split(row[1])) <= set(apis.names())
