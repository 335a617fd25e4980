"""Google's command line, unmodified, where it is installed: what a person would try on what is declared.

It finds the local cloud by CLOUDSDK_API_ENDPOINT_OVERRIDES_…; whatever else it calls is refused at once.
Absent: `gcloud run`, which builds the name of a regional host from the override, and that resolves nowhere.
https://cloud.google.com/sdk/docs/properties
"""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from clients import PROJECT, served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Gcloud = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.skipif(
    shutil.which("gcloud") is None, reason="gcloud is not installed here; install it to run these"
)
PATHS = {
    "artifactregistry": "",
    "cloudresourcemanager": "",
    "iam": "",
    "pubsub": "",
    "secretmanager": "",
    "serviceusage": "",
    "storage": "storage/v1/",
}
IN = "--location=us-central1"
ANN = "--member=user:ann@example.com"
ACCOUNT = f"worker@{PROJECT}.iam.gserviceaccount.com"


@pytest.fixture(scope="module")
def gcloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gcloud]:
    home = tmp_path_factory.mktemp("home")
    with served(tmp_path_factory.mktemp("cloud")) as address:
        overrides = {
            f"CLOUDSDK_API_ENDPOINT_OVERRIDES_{name.upper()}": f"{address}/{name}.googleapis.com/{path}"
            for name, path in PATHS.items()
        }
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "CLOUDSDK_CONFIG": str(home),
            "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
            "CLOUDSDK_CORE_PROJECT": PROJECT,
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
            "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
            "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
            # Port 1 answers nobody: a call that goes to Google's own hosts fails at once.
            "HTTPS_PROXY": "http://127.0.0.1:1",
            "NO_PROXY": "127.0.0.1",
            **overrides,
        }

        def run(line: str, text: str = "") -> subprocess.CompletedProcess[str]:
            command = ["gcloud", *line.split()]
            return subprocess.run(
                command, env=environment, input=text, capture_output=True, text=True, timeout=60, check=False
            )

        yield run


def _done(gcloud: Gcloud, line: str, text: str = "") -> str:
    found = gcloud(line, text)
    assert found.returncode == 0, f"{line}: {found.stderr}"
    return found.stdout.strip()


def _refused(gcloud: Gcloud, line: str) -> str:
    found = gcloud(line)
    assert found.returncode == 1, f"{line}: {found.stdout}"
    return found.stderr


def test_services_are_listed_enabled_and_disabled(gcloud: Gcloud) -> None:
    _done(gcloud, "services enable translate.googleapis.com vision.googleapis.com")
    _done(gcloud, "services disable vision.googleapis.com")
    listed = _done(gcloud, "services list --enabled --format=value(config.name)").split()
    assert ("translate.googleapis.com" in listed, "vision.googleapis.com" in listed) == (True, False)
    words = _refused(gcloud, "services enable nonsense.googleapis.com")
    assert "SERVICE_CONFIG_NOT_FOUND_OR_PERMISSION_DENIED" in words


def test_messages_go_from_a_topic_to_a_subscription(gcloud: Gcloud) -> None:
    _done(gcloud, "pubsub topics create lessons")
    assert "Resource already exists" in _refused(gcloud, "pubsub topics create lessons")
    _done(gcloud, "pubsub subscriptions create lessons --topic=lessons --ack-deadline=20")
    _done(gcloud, "pubsub topics publish lessons --message=hello --attribute=kind=audio")
    pulled = _done(gcloud, "pubsub subscriptions pull lessons --auto-ack --format=value(message.data)")
    assert pulled == "hello"
    bound = _done(gcloud, f"pubsub topics add-iam-policy-binding lessons {ANN} --role=roles/pubsub.publisher")
    assert "user:ann@example.com" in bound


def test_a_repository_is_made_once(gcloud: Gcloud) -> None:
    make = f"artifacts repositories create images --repository-format=docker {IN}"
    _done(gcloud, make)
    assert "ALREADY_EXISTS" in _refused(gcloud, make)
    assert _done(gcloud, f"artifacts repositories list {IN} --format=value(name)") == "images"


def test_accounts_and_pools_are_made_and_deleted(gcloud: Gcloud) -> None:
    _done(gcloud, "iam service-accounts create worker --display-name=Worker")
    _done(
        gcloud,
        f"iam service-accounts add-iam-policy-binding {ACCOUNT} {ANN} --role=roles/iam.serviceAccountUser",
    )
    _done(gcloud, f"iam service-accounts delete {ACCOUNT}")
    _done(gcloud, "iam workload-identity-pools create github --location=global")
    _done(gcloud, "iam workload-identity-pools delete github --location=global")
    listed = "iam workload-identity-pools list --location=global --show-deleted --format=value(state)"
    assert _done(gcloud, listed) == "DELETED"


def test_a_secret_is_read_until_it_is_disabled(gcloud: Gcloud) -> None:
    _done(gcloud, "secrets create key --replication-policy=automatic")
    _done(gcloud, "secrets versions add key --data-file=-", "hush")
    assert _done(gcloud, "secrets versions access latest --secret=key") == "hush"
    _done(gcloud, "secrets versions disable 1 --secret=key")
    assert "is in DISABLED state" in _refused(gcloud, "secrets versions access 1 --secret=key")


def test_files_are_copied_in_and_out(gcloud: Gcloud) -> None:
    _done(gcloud, f"storage buckets create gs://{PROJECT}-audio {IN}")
    _done(gcloud, f"storage cp - gs://{PROJECT}-audio/one.txt", "hello")
    _done(gcloud, f"storage cp {__file__} gs://{PROJECT}-audio/two.txt")
    assert _done(gcloud, f"storage cat gs://{PROJECT}-audio/one.txt") == "hello"
    assert "two.txt" in _done(gcloud, f"storage ls gs://{PROJECT}-audio")


def test_a_role_is_given_on_the_project(gcloud: Gcloud) -> None:
    give = f"projects add-iam-policy-binding {PROJECT} {ANN} --role=roles/viewer --condition=None"
    assert "version: 1" in _done(gcloud, give)
