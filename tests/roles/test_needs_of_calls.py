"""What a call on a client needs, by the catalogue's table; what no row tells is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from preflight.catalogue import iam
from preflight.roles import gathering

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[str, set[str], set[str]]

CALLS: dict[str, Row] = {
    "upload": (
        "from google.cloud import storage\nstorage.Client().bucket('b').blob('o').upload_from_string('x')",
        {"storage.objects.create"},
        {"storage.objects.delete"},
    ),
    "upload of what is not there": (
        (
            "from google.cloud import storage\n"
            "storage.Client().bucket('b').blob('o').upload_from_string('x', if_generation_match=0)"
        ),
        {"storage.objects.create"},
        set(),
    ),
    "upload of a generation": (
        (
            "from google.cloud import storage\n"
            "storage.Client().bucket('b').blob('o').upload_from_string('x', if_generation_match=7)"
        ),
        {"storage.objects.create"},
        {"storage.objects.delete"},
    ),
    "read through open": (
        "from google.cloud import storage\nstorage.Client().bucket('b').blob('o').open()",
        {"storage.objects.get"},
        set(),
    ),
    "write through open": (
        "from google.cloud import storage\nstorage.Client().bucket('b').blob('o').open('wb')",
        {"storage.objects.create"},
        {"storage.objects.delete"},
    ),
    "each object of a list": (
        "from google.cloud import storage\nfor b in storage.Client().list_blobs('b'):\n    b.delete()",
        {"storage.objects.list", "storage.objects.delete"},
        set(),
    ),
    "a whole bucket": (
        "from google.cloud import storage\nstorage.Client().bucket('b').delete()",
        {"storage.buckets.delete"},
        set(),
    ),
    "signed": (
        "from google.cloud import storage\nstorage.Client().bucket('b').blob('o').generate_signed_url(60)",
        {"iam.serviceAccounts.signBlob"},
        # What the URL allows, whoever signs it must be allowed.
        {"storage.objects.get", "storage.objects.create", "storage.objects.delete"},
    ),
    "publish": (
        "from google.cloud import pubsub_v1\np = pubsub_v1.PublisherClient()\np.publish('t', b'')",
        {"pubsub.topics.publish"},
        set(),
    ),
    "pull": (
        "from google.cloud import pubsub_v1\npubsub_v1.SubscriberClient().pull(subscription='s')",
        {"pubsub.subscriptions.consume"},
        set(),
    ),
    "speech needs no role": (
        "from google.cloud import texttospeech\ntexttospeech.TextToSpeechClient().synthesize_speech()",
        set(),
        set(),
    ),
    "generate on Vertex AI": (
        (
            "from google import genai\ngenai.Client(vertexai=True, project='p', location='l')"
            ".models.generate_content(model='m', contents='x')"
        ),
        {"aiplatform.endpoints.predict"},
        set(),
    ),
    "generate with a key": (
        "from google import genai\ngenai.Client(api_key='x').models.generate_content(model='m')",
        set(),
        set(),
    ),
    "a model of vertexai": (
        "from vertexai.generative_models import GenerativeModel\nGenerativeModel('m').generate_content('x')",
        {"aiplatform.endpoints.predict"},
        set(),
    ),
    "read a secret": (
        (
            "from google.cloud import secretmanager\n"
            "secretmanager.SecretManagerServiceClient().access_secret_version(name='n')"
        ),
        {"secretmanager.versions.access"},
        set(),
    ),
    "a document": (
        "from google.cloud import firestore\nfirestore.Client().collection('c').document('d').get()",
        {"datastore.entities.get"},
        set(),
    ),
    "a query": (
        "from google.cloud import bigquery\nbigquery.Client().query('select 1').result()",
        {"bigquery.jobs.create"},
        {"bigquery.tables.getData", "bigquery.tables.updateData", "bigquery.tables.create"},
    ),
    "a task": (
        "from google.cloud import tasks_v2\ntasks_v2.CloudTasksClient().create_task(parent='q', task={})",
        {"cloudtasks.tasks.create"},
        {"iam.serviceAccounts.actAs"},
    ),
    "an ID token": (
        "from google.oauth2 import id_token\nid_token.fetch_id_token(r, 'https://x')",
        set(),
        {"run.routes.invoke"},
    ),
    "the start-up check": (
        "from preflight.startup import validate_required_apis\nvalidate_required_apis(['speech'], 'p')",
        {"serviceusage.services.get"},
        set(),
    ),
    "a client that is only made": ("from google.cloud import storage\nstorage.Client()", set(), set()),
    "a path that is only joined": (
        "from google.cloud import pubsub_v1\npubsub_v1.PublisherClient().topic_path('p', 't')",
        set(),
        set(),
    ),
    "somebody else's publish": ("import paho\npaho.Client().publish('t', b'')", set(), set()),
}


def _needs(folder: Path) -> tuple[set[str], set[str]]:
    found = [need for code in gathering.gather([folder]).services for need in code.needs]
    certain = {need.permission for need in found if need.certain}
    return certain, {need.permission for need in found} - certain


@pytest.mark.parametrize(("text", "certain", "perhaps"), CALLS.values(), ids=CALLS)
def test_a_call_needs_what_googles_pages_say(
    tmp_path: Path, text: str, certain: set[str], perhaps: set[str]
) -> None:
    (tmp_path / "main.py").write_text(text)
    assert _needs(tmp_path) == (certain, perhaps)


LANGUAGES = {
    "node": (
        "index.js",
        (
            "const {Storage} = require('@google-cloud/storage');\n"
            "const {PubSub} = require('@google-cloud/pubsub');\n"
            "new Storage().bucket('b').file('o').delete();\nnew PubSub().topic('t').publishMessage({});\n"
        ),
    ),
    "typescript": (
        "index.ts",
        (
            "import {Storage} from '@google-cloud/storage';\nimport {PubSub} from '@google-cloud/pubsub';\n"
            "const b = new Storage().bucket('b');\nawait b.file('o').delete();\n"
            "const t = new PubSub().topic('t');\nawait t.publishMessage({});\n"
        ),
    ),
    "go": (
        "main.go",
        (
            'package main\nimport ("context"; "cloud.google.com/go/storage"; "cloud.google.com/go/pubsub")\n'
            "func main() {\n ctx := context.Background()\n c, _ := storage.NewClient(ctx)\n"
            ' c.Bucket("b").Object("o").Delete(ctx)\n p, _ := pubsub.NewClient(ctx, "p")\n'
            ' p.Topic("t").Publish(ctx, nil)\n}\n'
        ),
    ),
    "java": (
        "App.java",
        (
            "import com.google.cloud.storage.Storage;\nimport com.google.cloud.pubsub.v1.Publisher;\n"
            "class App {\n void go(Storage s, Publisher p) {\n"
            '  s.delete("b", "o");\n  p.publish(null);\n }\n}\n'
        ),
    ),
}


@pytest.mark.parametrize(("name", "text"), LANGUAGES.values(), ids=LANGUAGES)
def test_the_same_calls_need_the_same_in_every_language(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    assert _needs(tmp_path) == ({"storage.objects.delete", "pubsub.topics.publish"}, set())


GO = (
    'package main\nimport ("context"; "cloud.google.com/go/{0}")\n'
    "func main() {{\n ctx := context.Background()\n"
)
OTHERS: dict[str, tuple[str, str, set[str], set[str]]] = {
    "what publishing gives, in Go": (
        "main.go",
        GO.format("pubsub")
        + ' c, _ := pubsub.NewClient(ctx, "p")\n c.Topic("t").Publish(ctx, nil).Get(ctx)\n}\n',
        {"pubsub.topics.publish"},
        set(),
    ),
    "a bucket that is made, in Go": (
        "main.go",
        GO.format("storage") + ' c, _ := storage.NewClient(ctx)\n c.Bucket("b").Create(ctx, "p", nil)\n}\n',
        {"storage.buckets.create"},
        set(),
    ),
    "a name that is read, in Java": (
        "App.java",
        "import com.google.cloud.storage.*;\nclass App { void go(BlobInfo b) { b.getBucket(); } }\n",
        set(),
        set(),
    ),
    "a bucket that is made": (
        "main.py",
        "from google.cloud import storage\nstorage.Client().bucket('b').create()\n",
        {"storage.buckets.create"},
        set(),
    ),
    "a notification of a bucket": (
        "main.py",
        "from google.cloud import storage\nstorage.Client().bucket('b').notification('t').create()\n",
        {"storage.buckets.update"},
        set(),
    ),
    "an entity is a mapping": (
        "main.py",
        "from google.cloud import datastore\ne = datastore.Entity(None)\ne.update({})\n",
        set(),
        set(),
    ),
    "a batch writes and reads nothing": (
        "main.py",
        "from google.cloud import firestore\nfirestore.Client().batch().commit()\n",
        set(),
        {"datastore.entities.create", "datastore.entities.update", "datastore.entities.delete"},
    ),
    "a document that a query found": (
        "main.py",
        (
            "from google.cloud import firestore\n"
            "for one in firestore.Client().collection('c').stream():\n    one.reference.delete()\n"
        ),
        {"datastore.entities.get", "datastore.entities.list", "datastore.entities.delete"},
        set(),
    ),
    "a client without an identity": (
        "main.py",
        (
            "from google.cloud import storage\n"
            "storage.Client.create_anonymous_client().bucket('b').blob('o').download_as_bytes()\n"
        ),
        set(),
        set(),
    ),
    "a client with somebody else's key": (
        "main.py",
        (
            "from google.cloud import storage\n"
            "storage.Client.from_service_account_json('k').bucket('b').blob('o').download_as_bytes()\n"
        ),
        set(),
        {"storage.objects.get"},
    ),
    "logs that Cloud Run may collect itself": (
        "main.py",
        "from google.cloud import logging\nlogging.Client().setup_logging()\n",
        set(),
        {"logging.logEntries.create"},
    ),
    "a client that the environment decides": (
        "main.py",
        "from google import genai\ngenai.Client().models.generate_content(model='m', contents='c')\n",
        set(),
        {"aiplatform.endpoints.predict"},
    ),
    "a client that its key decides": (
        "main.py",
        "from google import genai\nc = genai.Client(api_key='k')\nc.models.generate_content(model='m')\n",
        set(),
        set(),
    ),
}


@pytest.mark.parametrize(("name", "text", "certain", "perhaps"), OTHERS.values(), ids=OTHERS)
def test_what_is_done_with_an_answer_needs_nothing(
    tmp_path: Path, name: str, text: str, certain: set[str], perhaps: set[str]
) -> None:
    (tmp_path / name).write_text(text)
    assert _needs(tmp_path) == (certain, perhaps)


UNTOLD: dict[str, tuple[str, str, list[str]]] = {
    "a policy that is set": (
        "from google.cloud import storage\nb = storage.Client().bucket('b')\n",
        "b.set_iam_policy(b.get_iam_policy())",
        ["Client.bucket.get_iam_policy", "Client.bucket.set_iam_policy"],
    ),
    "a rule on objects": (
        "from google.cloud import storage\nb = storage.Client().bucket('b')\n",
        "b.acl.save()",
        ["Client.bucket.acl.save"],
    ),
    "a key of HMAC": (
        "from google.cloud import storage\n",
        "storage.Client().get_hmac_key_metadata('a').delete()",
        ["Client.get_hmac_key_metadata"],
    ),
    "an answer that is used": (
        "from google.cloud import dlp_v2\n",
        "dlp_v2.DlpServiceClient().inspect_content(request={}).result.findings.count('x')",
        ["DlpServiceClient.inspect_content"],
    ),
    "a name that ends like a path or a setting": (
        "from google.cloud import monitoring_v3\nc = monitoring_v3.UptimeCheckServiceClient()\n",
        "c.create_uptime_check_config(request={}); c.uptime_check_config_path('p', 'u')",
        ["UptimeCheckServiceClient.create_uptime_check_config"],
    ),
    "a name that begins like a question": (
        "from google.cloud import dlp_v2\nc = dlp_v2.DlpServiceClient()\n",
        "c.hybrid_inspect_dlp_job(name='j'); c.close()",
        ["DlpServiceClient.hybrid_inspect_dlp_job"],
    ),
}


@pytest.mark.parametrize(("begin", "text", "unknown"), UNTOLD.values(), ids=UNTOLD)
def test_what_may_ask_google_is_never_passed_over(
    tmp_path: Path, begin: str, text: str, unknown: list[str]
) -> None:
    (tmp_path / "main.py").write_text(begin + text + "\n")
    (code,) = gathering.gather([tmp_path]).services
    assert sorted(one.detail.partition(":")[0] for one in code.unknown) == unknown


def test_a_call_that_no_row_tells_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "from google.cloud import dlp_v2\ndlp_v2.DlpServiceClient().inspect_content(request={})\n"
    )
    (code,) = gathering.gather([tmp_path]).services
    assert code.needs == []
    assert [(one.api, one.line) for one in code.unknown] == [("dlp.googleapis.com", 2)]


def test_an_api_that_is_called_without_a_client_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(
        "import requests\nrequests.post('https://pubsub.googleapis.com/v1/projects/p/topics/t:publish')\n"
    )
    (code,) = gathering.gather([tmp_path]).services
    assert [one.api for one in code.unknown] == ["pubsub.googleapis.com"]


def test_shared_code_belongs_to_whoever_imports_it(tmp_path: Path) -> None:
    shared = "from google.cloud import storage\ndef drop(b: storage.Blob): b.delete()\n"
    for folder, text in {"a": "from shared.store import drop\n", "b": "x = 1\n", "shared": ""}.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "main.py").write_text(text)
        if folder != "shared":
            (tmp_path / folder / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / "shared" / "store.py").write_text(shared)
    needed = {
        code.name: {need.permission for need in code.needs} for code in gathering.gather([tmp_path]).services
    }
    assert needed == {"a": {"storage.objects.delete"}, "b": set()}


BESIDE: dict[str, tuple[str, str, bool]] = {
    "a script": ("x = 1\n", "FROM scratch\n", False),
    "a script that the service imports": ("import scripts.make\n", "FROM scratch\n", True),
    "a script that the image starts": ("x = 1\n", 'CMD ["python", "scripts/make.py"]\n', True),
}


@pytest.mark.parametrize(("main", "dockerfile", "certain"), BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_a_service_is_told_and_not_demanded(
    tmp_path: Path, main: str, dockerfile: str, *, certain: bool
) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "__init__.py").write_text("")
    (tmp_path / "scripts" / "make.py").write_text(CALLS["publish"][0])
    (tmp_path / "main.py").write_text(main)
    (tmp_path / "Dockerfile").write_text(dockerfile)
    publish = {"pubsub.topics.publish"}
    assert _needs(tmp_path) == ((publish, set()) if certain else (set(), publish))


def test_tests_need_nothing(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text(CALLS["upload"][0])
    (tmp_path / "main.py").write_text("x = 1\n")
    assert _needs(tmp_path) == (set(), set())


def test_every_row_names_a_role_that_holds_its_permissions() -> None:
    for call, needed in iam.rows().items():
        if not needed.permissions and not needed.perhaps:
            continue
        held = iam.role(needed.role)
        assert held is not None, call
        assert set(needed.permissions) <= held.permissions, call
        assert needed.source.startswith("https://cloud.google.com/"), call


NOBODY = "from google.cloud import storage\nstorage.Client()\n"
OF_NOBODY: dict[str, tuple[str, set[str]]] = {
    "a method of a client": (
        NOBODY + "def go(b): b.upload_from_string('x')",
        {"storage.objects.create", "storage.objects.delete"},
    ),
    "a name that is everybody's": (NOBODY + "def go(b): b.delete()", set()),
    "a method of another API's client": (NOBODY + "def go(c): c.access_secret_version('x')", set()),
    "no client at all": ("def go(b): b.upload_from_string('x')", set()),
}


@pytest.mark.parametrize(("text", "perhaps"), OF_NOBODY.values(), ids=OF_NOBODY)
def test_a_receiver_that_is_not_known_may_be_a_client(tmp_path: Path, text: str, perhaps: set[str]) -> None:
    (tmp_path / "main.py").write_text(text)
    assert _needs(tmp_path) == (set(), perhaps)
    found = [
        one.detail for code in gathering.gather([tmp_path]).services for one in code.unknown if not one.api
    ]
    assert bool(found) == bool(perhaps)
