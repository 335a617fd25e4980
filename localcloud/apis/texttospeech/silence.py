"""Valid audio in which nothing is heard, as long as a reader would take: MP3, WAV and plain samples.

Absent: OGG Opus, M4A, A-law and mu-law.
https://cloud.google.com/text-to-speech/docs/reference/rest/v1/AudioConfig#audioencoding
"""

from __future__ import annotations

import io
import wave
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CHARACTERS_PER_SECOND = 15
#: MPEG-1 layer III, 32 kbit/s, 32 kHz, one channel, no checksum: 144 bytes a frame, and zeros are silence.
_FRAME = bytes([0xFF, 0xFB, 0x18, 0xC4]) + bytes(140)
_FRAMES_PER_SECOND = 32_000 / 1152


def seconds(text: str) -> float:
    """How long a text takes to read."""
    return max(1, len(text)) / _CHARACTERS_PER_SECOND


def mp3(length: float, _rate: int) -> bytes:
    """Gives MP3 frames; files of them can be joined."""
    return _FRAME * max(1, round(length * _FRAMES_PER_SECOND))


def pcm(length: float, rate: int) -> bytes:
    """Gives 16-bit samples without a header."""
    return bytes(2 * max(1, round(length * rate)))


def wav(length: float, rate: int) -> bytes:
    """Gives 16-bit samples in a WAV file."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm(length, rate))
    return held.getvalue()


ENCODINGS: dict[str, Callable[[float, int], bytes]] = {"MP3": mp3, "LINEAR16": wav, "PCM": pcm}
