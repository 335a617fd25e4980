"""From a student's request to audio, through both services."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cloud_process import data_of

if TYPE_CHECKING:
    from cloud_process import Project
    from running import Api, Worker


def test_a_request_becomes_a_script_and_audio(project: Project, api: Api, worker: Worker) -> None:
    taken = api.ask(interests=["football", "chess"])
    assert taken.status_code == 202, taken.text
    place = taken.headers["Location"]
    assert api.get(place).json()["state"] == "pending"
    (message,) = project.published()
    assert data_of(message) == {"request_id": taken.json()["request_id"]}
    assert message["attributes"]["idempotency_key"] == taken.json()["request_id"]
    pushed = worker.push(message)
    assert pushed.status_code == 204, pushed.text
    done = api.get(place).json()
    assert done["state"] == "done"
    script = api.http.get(done["links"]["script"])
    assert json.loads(script.content)["paragraphs"]
    audio = api.http.get(done["links"]["audio"])
    assert (audio.status_code, audio.headers["content-type"]) == (200, "audio/mpeg")
    assert audio.content[:2] == b"\xff\xfb"
    assert int(audio.headers["content-length"]) == len(audio.content)
