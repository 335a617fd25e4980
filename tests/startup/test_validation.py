"""What is known of the APIs of a service, how long it is believed, and when a service may not start."""

from __future__ import annotations

import json
import os
import signal
import threading
import warnings
from typing import TYPE_CHECKING

import pytest
import requests

from preflight.startup import Capability, State, validate_required_apis
from preflight.startup.asking import HOST, Refusal, RefusedError, Told, Where, place
from preflight.startup.capabilities import APIS, apis_by_name
from preflight.startup.validation import Validation

if TYPE_CHECKING:
    from collections.abc import Callable

SPEECH, PUBSUB = "texttospeech.googleapis.com", "pubsub.googleapis.com"


class Asked:
    """Stands where Google is asked: gives the states that it is told, or raises."""

    def __init__(self, **states: str) -> None:
        self.states = {f"{name}.googleapis.com": state for name, state in states.items()}
        self.error: Exception | None = None
        self.asked: list[list[str]] = []

    def __call__(self, _where: Where, apis: list[str], _seconds: float) -> Told:
        self.asked.append(apis)
        if self.error:
            raise self.error
        return Told({api: self.states[api] for api in apis if api in self.states}, "42")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _refused(status: int, reason: str, service: str = HOST, consumer: str = "projects/42") -> RefusedError:
    info = (
        f'{{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "{reason}",'
        f' "domain": "googleapis.com", "metadata": {{"service": "{service}", "consumer": "{consumer}"}}}}'
    )
    body = f'{{"error": {{"code": {status}, "message": "no", "details": [{info}]}}}}'
    return RefusedError(Refusal(status, body.encode()))


def _validation(ask: Callable[..., Told], clock: Clock | None = None, *names: str) -> Validation:
    named = apis_by_name(names or (Capability.SPEECH, Capability.PUBSUB))
    return Validation(named, Where("ours"), ask=ask, clock=clock or Clock())


def _looked(validation: Validation) -> dict[str, str]:
    validation.refresh()
    assert validation.wait(5)
    return {name: told["state"] for name, told in validation.detail().items()}


def test_each_capability_stands_as_its_api_does() -> None:
    validation = _validation(Asked(texttospeech="DISABLED", pubsub="ENABLED"))
    assert _looked(validation) == {"speech": "failed", "pubsub": "ok"}
    assert validation.status("speech") is State.FAILED
    assert validation.status(PUBSUB) is State.OK
    assert validation.number == "42"
    with pytest.raises(KeyError):
        validation.status("storage")


def test_a_failure_names_the_api_the_project_the_link_and_the_fix() -> None:
    validation = _validation(Asked(texttospeech="DISABLED", pubsub="ENABLED"))
    _looked(validation)
    (sentence,) = validation.problems()
    assert sentence.startswith(f"{SPEECH}: is not enabled in project ours (speech stands on it);")
    assert f"`gcloud services enable {SPEECH} --project ours`" in sentence
    assert f"https://console.cloud.google.com/apis/library/{SPEECH}?project=ours" in sentence
    assert "infra/apis.yaml" in sentence


def _misspelled(name: str) -> Exception:
    message = f"Not found or permission denied for service(s): {name}."
    error = {"code": 403, "status": "PERMISSION_DENIED", "message": message}
    return RefusedError(Refusal(403, json.dumps({"error": error}).encode()))


UNKNOWN: dict[str, tuple[Exception, str]] = {
    "Service Usage is off": (_refused(403, "SERVICE_DISABLED"), f"gcloud services enable {HOST}"),
    "somebody else's project": (
        _refused(403, "SERVICE_DISABLED", consumer="projects/theirs"),
        "belong to project theirs",
    ),
    "this identity may not ask": (
        _refused(403, "IAM_PERMISSION_DENIED"),
        "roles/serviceusage.serviceUsageView",
    ),
    "a name that is misspelled": (_misspelled("speach.googleapis.com"), "knows no speach.googleapis.com"),
    "quota": (_refused(429, "RATE_LIMIT_EXCEEDED"), "QUOTA"),
    "an outage": (RefusedError(Refusal(503, b"<html>")), "HTTP 503"),
    "no network": (requests.ConnectionError("http://secret@host"), "ConnectionError"),
    "no identity": (RuntimeError("token abc"), "RuntimeError"),
}


@pytest.mark.parametrize(("error", "words"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_asked_is_unknown_and_no_failure(error: Exception, words: str) -> None:
    ask = Asked()
    ask.error = error
    validation = _validation(ask)
    assert _looked(validation) == {"speech": "unknown", "pubsub": "unknown"}
    assert validation.problems() == []
    reason = validation.detail()["speech"]["reason"]
    assert words in reason
    assert "secret" not in reason
    assert "token" not in reason


def test_service_usage_itself_fails_where_it_is_needed_itself() -> None:
    ask = Asked()
    ask.error = _refused(403, "SERVICE_DISABLED", consumer="projects/ours")
    validation = _validation(ask, None, HOST, "speech")
    assert _looked(validation) == {HOST: "failed", "speech": "unknown"}


def test_a_state_that_is_not_told_is_unknown() -> None:
    assert _looked(_validation(Asked(pubsub="ENABLED"))) == {"speech": "unknown", "pubsub": "ok"}


def test_what_is_ok_is_believed_for_ten_minutes_and_a_failure_for_one() -> None:
    clock, ask = Clock(), Asked(texttospeech="DISABLED", pubsub="ENABLED")
    validation = _validation(ask, clock)
    _looked(validation)
    clock.now = 59
    assert _looked(validation)["speech"] == "failed"
    assert len(ask.asked) == 1
    clock.now, ask.states[SPEECH] = 60, "ENABLED"
    assert _looked(validation) == {"speech": "ok", "pubsub": "ok"}
    assert ask.asked[1:] == [[SPEECH]]
    clock.now = 600
    _looked(validation)
    assert ask.asked[2:] == [[PUBSUB]]


def test_looking_never_waits_and_asks_once_at_a_time() -> None:
    go, calls = threading.Event(), list[list[str]]()

    def slow(_where: Where, apis: list[str], _seconds: float) -> Told:
        calls.append(apis)
        go.wait(10)
        return Told(dict.fromkeys(apis, "ENABLED"), "")

    validation = _validation(slow)
    for _ in range(5):
        assert validation.detail()["speech"] == {"state": "unknown", "reason": "not asked yet"}
    assert not validation.wait(0)
    go.set()
    assert validation.wait(5)
    assert len(calls) == 1


def test_a_later_request_that_fails_takes_nothing_from_an_earlier_one() -> None:
    def ask(_where: Where, _apis: list[str], _seconds: float) -> Told:
        return Told({SPEECH: "DISABLED"}, "42", TimeoutError("later"))

    validation = _validation(ask)
    assert _looked(validation) == {"speech": "failed", "pubsub": "unknown"}
    assert len(validation.problems()) == 1


def test_a_process_without_a_thread_to_spare_knows_nothing_and_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    validation = _validation(Asked(texttospeech="ENABLED", pubsub="ENABLED"))
    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refused)
        assert validation.detail()["speech"] == {"state": "unknown", "reason": "not asked yet"}
    assert _looked(validation) == {"speech": "ok", "pubsub": "ok"}


def test_a_forked_process_asks_for_itself() -> None:
    asked = Asked(texttospeech="ENABLED", pubsub="ENABLED")
    validation = _validation(asked)
    validation._lock.acquire()  # pyright: ignore[reportPrivateUsage] # as a thread might, at that moment
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        signal.alarm(20)
        os._exit(0 if _looked(validation) == {"speech": "ok", "pubsub": "ok"} else 1)
    validation._lock.release()  # pyright: ignore[reportPrivateUsage]
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_many_threads_ask_once() -> None:
    asked = Asked(texttospeech="ENABLED", pubsub="ENABLED")
    validation = _validation(asked)
    threads = [threading.Thread(target=validation.detail) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _looked(validation) == {"speech": "ok", "pubsub": "ok"}
    assert len(asked.asked) == 1


def test_what_is_closed_asks_no_more() -> None:
    ask = Asked(texttospeech="ENABLED", pubsub="ENABLED")
    validation = _validation(ask)
    validation.close()
    validation.refresh()
    assert validation.detail()["speech"]["state"] == "unknown"
    assert ask.asked == []


def test_no_thread_keeps_a_process_from_ending() -> None:
    go = threading.Event()

    def slow(_where: Where, _apis: list[str], _seconds: float) -> Told:
        go.wait(10)
        return Told({}, "")

    before = set(threading.enumerate())
    validation = _validation(slow)
    validation.refresh()
    (thread,) = set(threading.enumerate()) - before
    assert thread.daemon
    go.set()
    validation.close()
    assert not thread.is_alive()


NAMES: dict[str, tuple[list[str] | set[str] | str, dict[str, tuple[str, ...]]]] = {
    "capabilities": ([Capability.SPEECH], {"speech": (SPEECH,)}),
    "words": (["pubsub", "pubsub"], {"pubsub": (PUBSUB,)}),
    "an API": ({"vision.googleapis.com"}, {"vision.googleapis.com": ("vision.googleapis.com",)}),
    "one word alone": ("speech", {"speech": (SPEECH,)}),
    "nothing": ([], {}),
}


@pytest.mark.parametrize(("names", "apis"), NAMES.values(), ids=NAMES)
def test_names_lead_to_apis(names: list[str] | set[str] | str, apis: dict[str, tuple[str, ...]]) -> None:
    assert apis_by_name(names) == apis


@pytest.mark.parametrize(
    "name", ["texttospeech", "", ".", "a/../b.com", "x.googleapis.com?y", "speech.", "SPEECH"]
)
def test_a_name_that_is_neither_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="is no capability"):
        validate_required_apis([name], "ours", endpoint="http://127.0.0.1:9")


def test_a_project_must_be_named() -> None:
    with pytest.raises(ValueError, match="GOOGLE_CLOUD_PROJECT"):
        validate_required_apis(["speech"], "")


def test_every_capability_has_an_api() -> None:
    assert set(APIS) == set(Capability)


def test_the_endpoint_is_the_environments_where_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_ENDPOINT", "http://127.0.0.1:8080/")
    assert place(None) == "http://127.0.0.1:8080"
    assert place("") == ""
    assert place("https://x.example.com/") == "https://x.example.com"
    with pytest.raises(ValueError, match="is no address"):
        place("127.0.0.1:8080")
