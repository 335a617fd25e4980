"""The stand-in asks the cloud exactly what the official provider was recorded to ask, for the same inputs.

Left out: the fixed waits, and what only the official plugin asks of itself (userinfo).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from provider_recording import CONFIG, PROJECT_NUMBER, Replay, everything, expected, rows
from recorded_inputs import GONE, RUNS, Made

from localcloud.provider import registry
from localcloud.provider.configuration import configured
from localcloud.provider.invokes import GET_PROJECT, invoke
from localcloud.provider.job import Cloud
from localcloud.provider.provider import Provider

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

SERVICE = "gcp:projects/service:Service"
IDENTITY = "gcp:projects/serviceIdentity:ServiceIdentity"
#: What a second update sent once more, which the recording leaves out: phase that shows it, method, path.
REPEATED = {
    "log": [("read", "GET", "/metrics/errors2")],
    "sched": [("update", "PATCH", "/jobs/pub"), ("update", "GET", "/jobs/pub")],
}


def provider(replay: Replay) -> Provider:
    return Provider(Cloud(configured(CONFIG, {}), replay))


def types(program: str) -> tuple[str, ...]:
    return tuple({made.type for made in RUNS[program]})


def repeated(program: str) -> list[dict[str, Any]]:
    return [
        next(
            {**row, "times": 1}
            for row in rows(program, phase, *types(program))
            if row["method"] == method and row["path"].endswith(path)
        )
        for phase, method, path in REPEATED.get(program, [])
    ]


def created(program: str) -> list[tuple[Made, str, Properties]]:
    stand_in = provider(Replay(rows(program, "create", *types(program))))
    return [(made, *stand_in.create(made.type, made.inputs, 0)) for made in RUNS[program]]


@pytest.mark.parametrize("program", RUNS)
def test_creates_send_the_recorded_requests_as_often_as_recorded(program: str) -> None:
    lines = rows(program, "create", *types(program))
    replay = Replay(lines)
    if program == "wif":
        lines = [row for row in lines if "serviceAccount" not in row["resource"]]
    for made in RUNS[program]:
        provider(replay).create(made.type, made.inputs, 0)
    assert not replay.unknown
    assert replay.sent == expected(lines)


@pytest.mark.parametrize("program", RUNS)
def test_a_refresh_right_after_asks_only_what_was_recorded_and_finds_no_difference(program: str) -> None:
    replay = Replay(rows(program, "read", *types(program)))
    stand_in = provider(replay)
    for made, identity, outputs in created(program):
        found = stand_in.read(made.type, identity, made.inputs, outputs)
        assert found is not None
        assert found.inputs == made.inputs
        assert stand_in.diff(made.type, identity, found.outputs, made.inputs, ()).found == []
    assert not replay.unknown


@pytest.mark.parametrize("program", RUNS)
def test_updates_send_the_recorded_requests_as_often_as_recorded(program: str) -> None:
    lines = rows(program, "update", *types(program)) + repeated(program)
    replay = Replay(lines)
    stand_in = provider(replay)
    for made, identity, outputs in created(program):
        if made.change:
            inputs = {**made.inputs, **made.change}
            assert stand_in.diff(made.type, identity, outputs, inputs, ()).found
            after = stand_in.update(made.type, identity, outputs, inputs, 0)
            if made.then:
                stand_in.update(made.type, identity, after, {**inputs, **made.then}, 0)
            assert stand_in.diff(made.type, identity, after, inputs, ()).found == []
    assert not replay.unknown
    assert replay.sent == expected(lines)


@pytest.mark.parametrize("program", GONE)
def test_deletes_send_the_recorded_requests_as_often_as_recorded(program: str) -> None:
    lines = rows(program, "delete", *types(program))
    if program == "wif":
        lines = [row for row in lines if "serviceAccount" not in row["resource"]]
    replay = Replay(lines)
    for gone in GONE[program]:
        provider(replay).delete(gone.type, gone.id, gone.state, 0)
    assert not replay.unknown
    assert replay.sent == expected(lines)


@pytest.mark.parametrize("api", ["pubsub.googleapis.com", "run.googleapis.com"])
def test_an_api_is_listed_enabled_polled_and_listed_again(api: str) -> None:
    lines = rows("svc", "create", SERVICE)
    replay = Replay(lines)
    provider(replay).create(SERVICE, {"service": api, "project": "demo"}, 0)
    assert not replay.unknown
    writes = [key for key in replay.sent if key[0] == "POST"]
    assert [key[1].rsplit("/", 1)[1] for key in writes] == [f"{api}:enable"]
    listed = sum(count for key, count in replay.sent.items() if key[1].endswith("/services"))
    assert (listed, sum(replay.sent.values())) == (3, 7)


def test_an_api_that_is_enabled_is_only_listed() -> None:
    lines = [row for row in rows("svc", "read", SERVICE) if row["path"].endswith("/services")]
    replay = Replay(lines)
    provider(replay).create(SERVICE, {"service": "pubsub.googleapis.com", "project": "demo"}, 0)
    assert not replay.unknown
    assert sum(replay.sent.values()) == 1


def test_reading_an_api_asks_for_the_project_and_the_list() -> None:
    lines = rows("svc", "read", SERVICE)[:2]
    replay = Replay(lines)
    state: Properties = {"service": "pubsub.googleapis.com", "project": "demo"}
    assert provider(replay).read(SERVICE, "demo/pubsub.googleapis.com", state, state) is not None
    assert set(replay.sent) == set(expected(lines))


def test_an_api_is_disabled_on_destroy_only_where_the_program_asks() -> None:
    lines = rows("svc", "delete", SERVICE)
    replay = Replay(lines)
    state: Properties = {"service": "monitoring.googleapis.com", "project": "demo"}
    provider(replay).delete(SERVICE, "demo/monitoring.googleapis.com", state, 0)
    assert not replay.sent
    provider(replay).delete(SERVICE, "demo/monitoring.googleapis.com", {**state, "disableOnDestroy": True}, 0)
    assert replay.sent == expected(lines)


def test_a_service_identity_is_asked_for_once_and_never_read_or_deleted() -> None:
    lines = rows("ident", "create", IDENTITY)
    replay = Replay(lines)
    stand_in = provider(replay)
    identity, outputs = stand_in.create(IDENTITY, {"service": "pubsub.googleapis.com", "project": "demo"}, 0)
    stand_in.read(IDENTITY, identity, {}, outputs)
    stand_in.delete(IDENTITY, identity, outputs, 0)
    assert replay.sent == expected(lines)
    assert (
        outputs["member"] == f"serviceAccount:service-{PROJECT_NUMBER}@gcp-sa-pubsub.iam.gserviceaccount.com"
    )


def test_a_project_is_looked_up_by_what_was_recorded_and_nothing_else() -> None:
    lines = rows("ident", "update", GET_PROJECT)
    replay = Replay(lines)
    found = invoke(Cloud(configured(CONFIG, {}), replay), GET_PROJECT, {})
    assert set(replay.sent) == set(expected(lines))
    assert (found["number"], found["billingAccount"]) == (PROJECT_NUMBER, "000000-AAAAAA-BBBBBB")


def test_every_served_type_that_was_recorded_is_compared() -> None:
    served = {t for module in registry.modules() for t in registry.tokens(module)}
    compared = {made.type for run in RUNS.values() for made in run} | {SERVICE, IDENTITY}
    assert served - compared == {"gcp:cloudrunv2/jobIamMember:JobIamMember"}


def test_every_recorded_type_is_served() -> None:
    served = {t for module in registry.modules() for t in registry.tokens(module)}
    recorded = {str(row["resource"]) for row in everything() if row["resource"].startswith("gcp:")}
    assert len(recorded) == 33
    assert recorded - served == set()
