"""The program that the engine starts: it says its port, speaks gRPC, and ends when told to or left alone."""

# The SDK's generated stubs have no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import http.server
import json
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

import grpc
import pytest
from google.protobuf import empty_pb2

# Google's copy of the message: Pulumi's own cannot be loaded where Google's clients are, in other tests.
from google.rpc import status_pb2  # pyright: ignore[reportMissingTypeStubs]
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from localcloud.endpoints import provider_config
from localcloud.provider.values import Properties, from_struct, to_struct

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

TOPIC = "urn:pulumi:s::p::gcp:pubsub/topic:Topic::events"
RUN = "urn:pulumi:s::p::gcp:cloudrunv2/service:Service::web"
UNSERVED = "urn:pulumi:s::p::gcp:projects/iAMBinding:IAMBinding::b"
DISABLED: Properties = {
    "code": 403,
    "message": "Cloud Pub/Sub API has not been used",
    "details": [{"reason": "SERVICE_DISABLED", "metadata": {"service": "pubsub.googleapis.com"}}],
}


class Cloud(http.server.BaseHTTPRequestHandler):
    """Refuses Pub/Sub as not enabled, fails every Run operation, remembers who asked."""

    tokens: list[str] = []  # noqa: RUF012 - one list for all requests is what is wanted

    def do_PUT(self) -> None:
        self._answer(403, {"error": DISABLED})

    def do_POST(self) -> None:
        self._answer(200, {"name": "op", "done": True, "error": {"code": 9, "message": "not ready"}})

    def _answer(self, status: int, body: Properties) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.tokens.append(str(self.headers["Authorization"]))
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Quiet."""


class Engine(engine_pb2_grpc.EngineServicer):
    """Collects what the provider says."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def Log(self, request: engine_pb2.LogRequest, context: object) -> empty_pb2.Empty:  # noqa: ARG002, N802
        self.said.append(request.message)
        return empty_pb2.Empty()


@contextmanager
def serving(engine: str) -> Generator[tuple[subprocess.Popen[str], provider_pb2_grpc.ResourceProviderStub]]:
    """The provider's process and a way to call it."""
    command = [sys.executable, "-m", "localcloud.provider", engine]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
                yield process, provider_pb2_grpc.ResourceProviderStub(channel)
        finally:
            process.kill()


@pytest.fixture
def cloud() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Cloud)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def stub(cloud: str) -> Iterator[provider_pb2_grpc.ResourceProviderStub]:
    with serving("") as (_, calls):
        config = {key.removeprefix("gcp:"): value for key, value in provider_config(cloud).items()}
        args = to_struct({**config, "project": "demo"})
        answer = calls.Configure(provider_pb2.ConfigureRequest(args=args))
        assert (answer.supportsPreview, answer.acceptSecrets) == (True, False)
        yield calls


def error_of(call: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return str(cast("grpc.Call", call.value).details())


def test_a_refusal_reaches_the_engine_with_the_service_and_the_reason(
    stub: provider_pb2_grpc.ResourceProviderStub,
) -> None:
    request = provider_pb2.CreateRequest(urn=TOPIC, properties=to_struct({"name": "events"}))
    with pytest.raises(grpc.RpcError) as caught:
        stub.Create(request)
    text = error_of(caught)
    assert text.startswith(
        "1 error occurred:\n\t* Error creating Topic: googleapi: Error 403: Cloud Pub/Sub API"
    )
    assert "SERVICE_DISABLED" in text
    assert "pubsub.googleapis.com" in text
    assert Cloud.tokens[-1] == "Bearer local"


def test_a_half_made_service_comes_with_its_id_and_properties(
    stub: provider_pb2_grpc.ResourceProviderStub,
) -> None:
    inputs: Properties = {
        "name": "web",
        "location": "us-central1",
        "template": {"containers": [{"image": "x"}]},
    }
    with pytest.raises(grpc.RpcError) as caught:
        stub.Create(provider_pb2.CreateRequest(urn=RUN, properties=to_struct(inputs)))
    trailers = dict(cast("grpc.Call", caught.value).trailing_metadata() or ())
    status = status_pb2.Status.FromString(cast("bytes", trailers["grpc-status-details-bin"]))
    detail = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(detail)
    assert detail.id == "projects/demo/locations/us-central1/services/web"
    assert from_struct(detail.properties)["location"] == "us-central1"
    assert "not ready" in detail.reasons[0]


def test_checks_name_every_failure(stub: provider_pb2_grpc.ResourceProviderStub) -> None:
    answer = stub.Check(provider_pb2.CheckRequest(urn=RUN, news=to_struct({"locatoin": "x"})))
    assert {one.property for one in answer.failures} == {"location", "locatoin", "template"}


def test_a_difference_says_what_replaces(stub: provider_pb2_grpc.ResourceProviderStub) -> None:
    request = provider_pb2.DiffRequest(
        id="projects/demo/topics/a",
        urn=TOPIC,
        olds=to_struct({"name": "a", "project": "demo", "deletionPolicy": "DELETE"}),
        news=to_struct({"name": "b", "labels": {"x": "y"}}),
    )
    answer = stub.Diff(request)
    assert dict(answer.detailedDiff).keys() == {"name", "labels"}
    assert answer.detailedDiff["name"].kind == provider_pb2.PropertyDiff.UPDATE_REPLACE
    assert (list(answer.replaces), list(answer.diffs)) == (["name"], ["labels", "name"])
    assert not answer.deleteBeforeReplace


def test_an_endpoint_elsewhere_is_refused_before_anything_is_asked(
    stub: provider_pb2_grpc.ResourceProviderStub,
) -> None:
    config = to_struct({"pubsubCustomEndpoint": "https://pubsub.googleapis.com/v1/"})
    answer = stub.CheckConfig(provider_pb2.CheckRequest(urn="u", news=config))
    assert [one.property for one in answer.failures] == ["pubsubCustomEndpoint"]
    assert "is not on this machine" in answer.failures[0].reason


def test_a_type_that_is_not_served_is_warned_about_once() -> None:
    engine = Engine()
    server = grpc.server(ThreadPoolExecutor(2))
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with serving(f"127.0.0.1:{port}") as (_, calls):
        for _ in range(2):
            answer = calls.Check(provider_pb2.CheckRequest(urn=UNSERVED, news=to_struct({"role": "r"})))
            assert from_struct(answer.inputs) == {"role": "r"}
    server.stop(0).wait()
    assert len(engine.said) == 1
    assert "the stand-in provider does not serve this type" in engine.said[0]


def test_a_call_before_the_configuration_is_an_error_in_words() -> None:
    with serving("") as (_, calls), pytest.raises(grpc.RpcError) as caught:
        calls.Delete(provider_pb2.DeleteRequest(urn=TOPIC, id="x"))
    assert "before it was configured" in error_of(caught)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_process_ends_at_once_and_in_peace_when_the_engine_asks(number: signal.Signals) -> None:
    with serving("") as (process, calls):
        assert calls.GetPluginInfo(empty_pb2.Empty()).version == "10.2.0"
        process.send_signal(number)
        assert process.wait(4) == 0


def test_the_process_ends_when_the_one_that_started_it_is_gone() -> None:
    script = (
        "import subprocess, sys\n"
        "command = [sys.executable, '-m', 'localcloud.provider']\n"
        "p = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)\n"
        "print(p.stdout.readline().strip(), flush=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=30
    )
    with grpc.insecure_channel(f"127.0.0.1:{int(done.stdout)}") as channel:
        gone = threading.Event()
        channel.subscribe(
            lambda state: gone.set() if state == grpc.ChannelConnectivity.TRANSIENT_FAILURE else None,
            try_to_connect=True,
        )
        assert gone.wait(15)
