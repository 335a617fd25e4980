"""Text-to-Speech: silence that is valid audio, Google's limits, and its refusals."""

from __future__ import annotations

import base64
import io
import wave
from typing import TYPE_CHECKING, Any

import pytest
from in_process import PROJECT, Json, Local

from localcloud.apis import texttospeech
from preflight.models.registry import Channel, load

if TYPE_CHECKING:
    from collections.abc import Iterable

VOICE = texttospeech.voices()[0]
SAY = "texttospeech/v1/text:synthesize"
#: A frame of MP3: 144 times the bit rate over the sampling rate, 32 kbit/s over 32 kHz.
FRAME = 144


def asked(text: str = "Hello there", encoding: object = "MP3", **more: Any) -> Json:  # noqa: ANN401 - any JSON
    """A request to say something."""
    voice = {"languageCode": VOICE["languageCodes"][0], "name": VOICE["name"]}
    return {"input": {"text": text}, "voice": voice, "audioConfig": {"audioEncoding": encoding}} | more


@pytest.fixture
def speech(empty: Local) -> Local:
    """A local cloud with nothing but Text-to-Speech enabled, that is called for the project of the tests."""
    empty.enable("texttospeech")
    empty.http.headers["x-goog-user-project"] = PROJECT
    return empty


def said(local: Local, body: Json) -> bytes:
    """The audio of an answer."""
    return base64.b64decode(local.ok("POST", SAY, body)["audioContent"])


# The libraries for Python send the number over REST, everything else the name.
@pytest.mark.parametrize("encoding", ["MP3", 2])
def test_mp3_is_whole_frames(speech: Local, encoding: object) -> None:
    audio = said(speech, asked(encoding=encoding))
    assert len(audio) % FRAME == 0
    assert {audio[start : start + 4] for start in range(0, len(audio), FRAME)} == {b"\xff\xfb\x18\xc4"}


def test_linear16_is_a_wav_file(speech: Local) -> None:
    with wave.open(io.BytesIO(said(speech, asked(encoding="LINEAR16")))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == VOICE["naturalSampleRateHertz"]
        assert file.getnframes() > 0


def test_pcm_is_the_same_without_a_header(speech: Local) -> None:
    wav, pcm = said(speech, asked(encoding="LINEAR16")), said(speech, asked(encoding="PCM"))
    assert wav.endswith(pcm)
    assert len(wav) == len(pcm) + 44


def test_the_sampling_rate_is_heeded(speech: Local) -> None:
    config = {"audioConfig": {"audioEncoding": "LINEAR16", "sampleRateHertz": 8000}}
    with wave.open(io.BytesIO(said(speech, asked() | config))) as file:
        assert file.getframerate() == 8000


def test_longer_texts_and_slower_speech_take_longer(speech: Local) -> None:
    slow = {"audioConfig": {"audioEncoding": "MP3", "speakingRate": 0.5}}
    short, long = len(said(speech, asked("a" * 100))), len(said(speech, asked("a" * 1000)))
    assert short < long
    assert short < len(said(speech, asked("a" * 100) | slow))
    assert said(speech, asked()) == said(speech, asked())


def test_an_encoding_that_is_not_made_here_says_so_with_a_status_that_no_client_retries(
    speech: Local,
) -> None:
    error = speech.refused("POST", SAY, asked(encoding="OGG_OPUS"))
    assert (error["code"], error["status"]) == (400, "UNIMPLEMENTED")


def _voice(**told: str) -> Json:
    return {"voice": told}


WRONG: dict[str, tuple[Json, str]] = {
    "an unknown voice": (
        asked() | _voice(languageCode="en-US", name="en-US-X"),
        "Voice 'en-US-X' does not exist. Is it misspelled?",
    ),
    "a voice of another language": (
        asked() | _voice(languageCode="de-DE", name=VOICE["name"]),
        "Requested language code 'de-DE' doesn't match the voice",
    ),
    "a language without voices": (asked() | _voice(languageCode="tlh"), "This voice does not exist"),
    "too long a text": (asked("a" * 5001), "longer than the limit of 5000 bytes"),
    "too many bytes in few letters": (asked("ü" * 2501), "longer than the limit of 5000 bytes"),
    "nothing to say": (asked(""), "must be set"),
    "two things to say": (asked() | {"input": {"text": "a", "ssml": "<speak>a</speak>"}}, "must be set"),
    "no voice": ({key: value for key, value in asked().items() if key != "voice"}, "voice"),
    "no encoding": (asked() | {"audioConfig": {}}, "audio_encoding"),
    "an unknown encoding": (asked(encoding="VINYL"), "VINYL"),
    "a number of no encoding": (asked(encoding=4), "audio_encoding"),
}


@pytest.mark.parametrize(("body", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_request_is_refused(speech: Local, body: Json, words: str) -> None:
    error = speech.refused("POST", SAY, body)
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert words in error["message"]


def test_exactly_the_limit_is_spoken(speech: Local) -> None:
    assert said(speech, asked("a" * 5000))


LANGUAGES: dict[str, set[str]] = {
    "": {"en-US", "de-DE"},
    "en-US": {"en-US"},
    "en-us": {"en-US"},
    "de": {"de-DE"},
    "fr-FR": set(),
    "e": set(),
}


@pytest.mark.parametrize(("language", "expected"), LANGUAGES.items())
def test_voices_are_listed_by_language(speech: Local, language: str, expected: set[str]) -> None:
    query = f"?languageCode={language}" if language else ""
    listed: Iterable[Json] = speech.ok("GET", f"texttospeech/v1/voices{query}").get("voices", [])
    assert {code for voice in listed for code in voice["languageCodes"]} == expected


def test_a_disabled_api_refuses_the_project_that_is_billed(empty: Local) -> None:
    empty.http.headers["x-goog-user-project"] = PROJECT
    for verb, path in (("POST", SAY), ("GET", "texttospeech/v1/voices")):
        error = empty.refused(verb, path, asked() if verb == "POST" else None)
        assert error["details"][0]["reason"] == "SERVICE_DISABLED"


def test_every_voice_that_a_role_speaks_with_is_there() -> None:
    roles: Iterable[Any] = load().roles.values()
    used = {use.model for use in roles if use.channel is Channel.TEXT_TO_SPEECH}
    assert used
    assert used <= {voice["name"] for voice in texttospeech.voices()}
