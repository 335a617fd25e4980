"""The table of commands: the longest beginning counts, and what is not known is never answered."""

from __future__ import annotations

import re

import pytest

from preflight.catalogue import gcloud

_API = re.compile(r"[a-z][a-z0-9-]*\.googleapis\.com")


@pytest.mark.parametrize(
    ("line", "apis", "phase"),
    [
        ("gcloud run deploy shop --image x", "run", "deploy"),
        ("gcloud run services list", "run", "any"),
        ("gcloud run deploy shop --source .", "run cloudbuild artifactregistry", "deploy"),
        ("gcloud run deploy shop --source=.", "run cloudbuild artifactregistry", "deploy"),
        ("gcloud builds submit", "cloudbuild", "deploy"),
        ("gcloud builds list", "cloudbuild", "any"),
        ("gcloud functions deploy shop", "cloudfunctions", "deploy"),
        ("gcloud app deploy", "appengine", "deploy"),
        ("gcloud app logs tail", "appengine", "any"),
        ("gcloud services enable run.googleapis.com", "serviceusage", "deploy"),
        ("gcloud services list", "serviceusage", "any"),
        ("gcloud projects add-iam-policy-binding p", "cloudresourcemanager", "deploy"),
        ("gcloud projects describe p", "cloudresourcemanager", "any"),
        ("gcloud projects get-iam-policy p", "cloudresourcemanager", "any"),
        ("gcloud iam service-accounts create a", "iam", "deploy"),
        ("gcloud iam service-accounts add-iam-policy-binding a", "iam", "deploy"),
        ("gcloud iam service-accounts list", "iam", "any"),
        ("gcloud iam service-accounts sign-jwt a b", "iamcredentials", "any"),
        ("gcloud secrets create s", "secretmanager", "deploy"),
        ("gcloud secrets versions access latest", "secretmanager", "any"),
        ("gcloud pubsub topics create t", "pubsub", "deploy"),
        ("gcloud pubsub topics publish t", "pubsub", "any"),
        ("gcloud pubsub lite-topics create t", "pubsublite", "deploy"),
        ("gcloud storage buckets create gs://b", "storage", "deploy"),
        ("gcloud storage cp a gs://b", "storage", "any"),
        ("gcloud sql instances create i", "sqladmin", "deploy"),
        ("gcloud sql backups create", "sqladmin", "any"),
        ("gcloud firestore databases create", "firestore", "deploy"),
        ("gcloud firestore export gs://b", "firestore", "any"),
        ("gcloud compute networks subnets create s", "compute", "deploy"),
        ("gcloud compute instances list", "compute", "any"),
        ("gcloud compute tpus tpu-vm create t", "tpu", "deploy"),
        ("gcloud compute os-login ssh-keys add", "oslogin", "any"),
        ("gcloud compute ssh vm --tunnel-through-iap", "compute iap", "any"),
        ("gcloud compute ssh vm", "compute", "any"),
        ("gcloud container clusters create-auto c", "container", "deploy"),
        ("gcloud container clusters get-credentials c", "container", "any"),
        ("gcloud container images list", "artifactregistry", "any"),
        ("gcloud container fleet memberships list", "gkehub", "any"),
        ("gcloud artifacts repositories create r", "artifactregistry", "deploy"),
        ("gcloud scheduler jobs create http j", "cloudscheduler", "deploy"),
        ("gcloud tasks create-http-task", "cloudtasks", "any"),
        ("gcloud workflows deploy w", "workflows", "deploy"),
        ("gcloud workflows run w", "workflowexecutions", "any"),
        ("gcloud billing budgets list", "billingbudgets", "any"),
        ("gcloud billing accounts list", "cloudbilling", "any"),
        ("gcloud ai endpoints create", "aiplatform", "any"),
        ("gcloud ai-platform jobs submit", "ml", "any"),
        ("gcloud ml vision detect-text x", "vision", "any"),
        ("gcloud ml language analyze-sentiment", "language", "any"),
        ("bq query x", "bigquery", "any"),
        ("bq mk --dataset d", "bigquery", "any"),
        ("bq mk --connection c", "bigqueryconnection", "any"),
        ("bq show --connection c", "bigqueryconnection", "any"),
        ("bq mk --transfer_config", "bigquerydatatransfer", "any"),
        ("bq mk --reservation_assignment", "bigqueryreservation", "any"),
        ("bq query --connection_property=k=v x", "bigquery", "any"),
        ("gsutil mb gs://b", "storage", "any"),
        ("gsutil -m cp a gs://b", "storage", "any"),
        ("gsutil notification create gs://b", "storage pubsub", "deploy"),
        ("gcsfuse b /mnt", "storage", "any"),
        ("firebase deploy --only firestore", "firebase", "deploy"),
        ("firebase-tools deploy", "firebase", "deploy"),
        ("firebase hosting:channel:deploy c", "firebasehosting", "deploy"),
        ("cloud-sql-proxy p:r:i", "sqladmin", "any"),
        ("cloud_sql_proxy.linux.amd64 -instances=x", "sqladmin", "any"),
        ("alloydb-auth-proxy x", "alloydb", "any"),
    ],
)
def test_a_command_calls_the_apis_of_its_longest_beginning(line: str, apis: str, phase: str) -> None:
    row = gcloud.command(line.split())
    assert row is not None
    assert row.apis == tuple(f"{api}.googleapis.com" for api in apis.split())
    assert row.phase == phase


@pytest.mark.parametrize(
    "line",
    [
        *(
            f"gcloud {group}"
            for group in (
                "auth login", "auth print-access-token", "auth configure-docker", "config set project p",
                "components install beta", "info", "version", "help", "topic formats", "feedback", "init",
                "cheat-sheet", "survey", "docker", "interactive", "beta emulators pubsub start",
                "emulators firestore start", "iam workload-identity-pools create-cred-config p",
            )
        ),
        "gsutil config", "gsutil version", "bq init", "bq version", "firebase login",
        "firebase emulators:start", "firebase emulators:exec x", "firebase serve",
        "gke-gcloud-auth-plugin",
    ],
)  # fmt: skip
def test_what_needs_nothing_enabled_is_known_and_calls_nothing(line: str) -> None:
    row = gcloud.command(line.split())
    assert row is not None
    assert row.apis == ()


@pytest.mark.parametrize(
    "line",
    [
        "gcloud", "gcloud nonsense", "gcloud runs deploy", "gcloud nonsense instances create", "gcloud ml",
        "", "gcloud ml nonsense", "gcloud --project run", "run deploy", "gcloudx run deploy",
        "my-gcloud run deploy", "kubectlx create", "docker pusher x", "bqx query", "gsutils cp", "aws s3 ls",
        "sql-proxy x", "firebased deploy", "create gcloud", "Gcloud run deploy", "echo gcloud run deploy",
    ],
)  # fmt: skip
def test_an_unknown_command_has_no_row(line: str) -> None:
    assert gcloud.command(line.split()) is None


@pytest.mark.parametrize(
    "line",
    [
        "gcloud beta run deploy shop",
        "gcloud alpha run deploy shop",
        "gcloud preview run deploy shop",
        "gcloud --quiet run deploy shop",
        "gcloud --project p run deploy shop",
        "gcloud --project=p beta run deploy shop",
        "gcloud run --project p deploy shop",
        "gcloud run deploy --region r shop",
    ],
)
def test_tracks_and_flags_hide_no_command(line: str) -> None:
    row = gcloud.command(line.split())
    assert row is not None
    assert row.command == "gcloud run deploy"


def test_a_word_that_is_no_track_is_not_overlooked() -> None:
    assert gcloud.command(["gcloud", "gamma", "run", "deploy"]) is None


def test_every_row_is_sound() -> None:
    wrong = [
        row.command
        for row in gcloud.rows()
        if row.phase not in gcloud.PHASES
        or not row.source.startswith("https://")
        or not all(_API.fullmatch(api) for api in row.apis)
        or len(set(row.apis)) != len(row.apis)
    ]
    assert wrong == []


def test_every_row_without_a_star_answers_for_its_own_command() -> None:
    wrong = [
        row.command
        for row in gcloud.rows()
        if "*" not in row.command and gcloud.command(row.command.split()) != row
    ]
    assert wrong == []
