"""Text-to-Speech v1: the voices, and silence of the right length where speech would be.

No path names a project, so a call is judged by the quota project that it carries. Absent: long audio, custom
and cloned voices, several speakers, and reading SSML.
https://cloud.google.com/text-to-speech/docs/reference/rest/v1/text/synthesize and
https://cloud.google.com/text-to-speech/quotas
"""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from localcloud.api import Api, Call
from localcloud.apis.texttospeech import silence
from localcloud.errors import invalid, unimplemented

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("texttospeech.googleapis.com")
_LONGEST = 5000
_INPUTS = ("text", "ssml", "markup")
_SPEAKING_RATES = (0.25, 2.0)
_SAMPLE_RATES = (8_000, 48_000)


@cache
def voices() -> list[Json]:
    """The voices of `voices.json`."""
    return json.loads(Path(__file__).with_name("voices.json").read_bytes())["voices"]


@API.on("voices.list")
def list_(call: Call) -> Json:
    """Every voice, or those of one language."""
    wanted = str(call.query.get("languageCode", "")).lower()
    return {"voices": [voice for voice in voices() if _speaks(voice, wanted)]}


@API.on("text.synthesize")
def synthesize(call: Call) -> Json:
    """Audio for a text of at most 5,000 bytes."""
    text = _text(call.body["input"])
    voice = _voice(call.body["voice"])
    config: Json = call.body["audioConfig"]
    encoding = str(config["audioEncoding"])
    if encoding not in silence.ENCODINGS:
        known = ", ".join(silence.ENCODINGS)
        raise unimplemented(f"The local cloud speaks no {encoding}; it speaks {known}.")
    samples = _within(config, "sampleRateHertz", _SAMPLE_RATES) or voice["naturalSampleRateHertz"]
    length = silence.seconds(text) / (_within(config, "speakingRate", _SPEAKING_RATES) or 1)
    return {"audioContent": base64.b64encode(silence.ENCODINGS[encoding](length, int(samples))).decode()}


def _within(config: Json, field: str, limits: tuple[float, float]) -> float:
    """A number of the audio's configuration; 0 stands for what the voice has by itself, as at Google."""
    told, (least, most) = float(config.get(field) or 0), limits
    if told and not least <= told <= most:
        raise invalid(f"{field} must be within [{least:g}, {most:g}].", f"audio_config.{field}")
    return told


def _text(given: Json) -> str:
    found = [name for name in _INPUTS if given.get(name)]
    if len(found) != 1:
        raise invalid("Exactly one of input.text, input.ssml and input.markup must be set.", "input")
    text = str(given[found[0]])
    if len(text.encode()) > _LONGEST:
        words = (
            f"Either `input.text` or `input.ssml` is longer than the limit of {_LONGEST} bytes. This limit "
            "is different from quotas. To fix, reduce the byte length of the characters in this request, or "
            "consider using the Long Audio API: "
            "https://cloud.google.com/text-to-speech/docs/create-audio-text-long-audio-synthesis."
        )
        raise invalid(words)
    return text


def _voice(wanted: Json) -> Json:
    language, name = str(wanted["languageCode"]), str(wanted.get("name", ""))
    fitting = [voice for voice in voices() if _speaks(voice, language.lower())]
    if not name:
        if not fitting:
            raise invalid(f"This voice does not exist for the language code '{language}'.")
        return fitting[0]
    named = next((voice for voice in voices() if voice["name"] == name), None)
    if named is None:
        raise invalid(f"Voice '{name}' does not exist. Is it misspelled?")
    if named not in fitting:
        words = f"Requested language code '{language}' doesn't match the voice '{name}''s language code."
        raise invalid(words + f" Use '{named['languageCodes'][0]}'.")
    return named


def _speaks(voice: Json, language: str) -> bool:
    codes: list[str] = voice["languageCodes"]
    return any(code.lower() == language or code.lower().startswith(f"{language}-") for code in codes) or (
        not language
    )
