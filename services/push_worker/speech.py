"""Speaks a script, in pieces that Text-to-Speech takes; files of MP3 are joined by putting them together.

Deliberately absent: the Long Audio API, which speaks uncompressed only and into a bucket of its own accord.

https://cloud.google.com/text-to-speech/quotas
"""

# Google's library types its methods only in part.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING

from google.cloud import texttospeech

from services.vividly_service.models import first_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.push_worker.settings import Voice

# Google's limit is 5,000 bytes for one call.
LARGEST_BYTES = 4_800
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_CALL_SECONDS = 60.0


class OutOfTimeError(Exception):
    """There is no time to speak the next piece; the next delivery starts with the script and has more."""


def speak_with_any(
    clients: Mapping[str, texttospeech.TextToSpeechClient], voices: Sequence[Voice], text: str, until: float
) -> bytes:
    """Gives MP3 audio of a text by the first voice that is there and has quota, one voice for all of it."""
    return first_of(voices, until, lambda voice: speak(clients[voice.location], voice, text, until))


def speak(client: texttospeech.TextToSpeechClient, voice: Voice, text: str, until: float) -> bytes:
    """Gives MP3 audio of a text, by `until` on the monotonic clock or not at all."""
    spoken: list[bytes] = []
    for piece in pieces(text):
        if monotonic() + _CALL_SECONDS > until:
            raise OutOfTimeError(f"the script is not spoken to its end: {len(spoken)} pieces are")
        spoken.append(_spoken(client, voice, piece))
    return b"".join(spoken)


def pieces(text: str, largest: int = LARGEST_BYTES) -> Iterator[str]:
    """Cuts a text into pieces of at most `largest` bytes, between sentences where that can be."""
    held = ""
    for sentence in _SENTENCE.split(text):
        for part in _parts(sentence.strip(), largest):
            joined = f"{held} {part}".strip()
            if len(joined.encode()) > largest:
                yield held
                held = part
            else:
                held = joined
    if held:
        yield held


def _parts(sentence: str, largest: int) -> Iterator[str]:
    """A sentence; one that is too long in parts, between words where that can be, never inside a letter."""
    while len(sentence.encode()) > largest:
        head = sentence.encode()[:largest].decode(errors="ignore")
        cut = head.rfind(" ") if " " in head else len(head)
        yield sentence[:cut]
        sentence = sentence[cut:].strip()
    if sentence:
        yield sentence


def _spoken(client: texttospeech.TextToSpeechClient, voice: Voice, text: str) -> bytes:
    answer = client.synthesize_speech(
        input=texttospeech.SynthesisInput(text=text),
        voice=texttospeech.VoiceSelectionParams(language_code=voice.language_code, name=voice.model),
        audio_config=texttospeech.AudioConfig(
            audio_encoding=texttospeech.AudioEncoding.MP3, speaking_rate=voice.speaking_rate
        ),
        timeout=_CALL_SECONDS,
    )
    return answer.audio_content
