"""Objects that are created and read, never replaced: each write says that nothing may be there yet.

https://cloud.google.com/storage/docs/request-preconditions
"""

# Google's library types its methods only in part.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from google.api_core.exceptions import Forbidden, NotFound, PreconditionFailed
from google.cloud.storage.retry import DEFAULT_RETRY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from google.cloud.storage import Blob, Bucket

_CHUNK_BYTES = 2**20


@dataclass(frozen=True)
class Held:
    """An object that is there, in the generation that was found."""

    size: int
    blob: Blob
    limits: dict[str, Any]

    def pieces(self, first: int, last: int) -> Iterator[bytes]:
        """Gives its content from the first to the last byte, piece by piece."""
        for start in range(first, last + 1, _CHUNK_BYTES):
            end = min(start + _CHUNK_BYTES - 1, last)
            yield self.blob.download_as_bytes(start=start, end=end, raw_download=True, **self.limits)


class WriteOnce:
    """The objects of one bucket; `patience` is how many seconds a call may take, its retries included."""

    def __init__(self, bucket: Bucket, patience: float) -> None:
        self._bucket = bucket
        # The last try may begin when the time for trying ends, so each gets a half.
        half = patience / 2
        self._limits: dict[str, Any] = {"timeout": half, "retry": DEFAULT_RETRY.with_timeout(half)}

    def create(self, name: str, content: bytes, media: str) -> bool:
        """Creates an object; False when there is one already, which is then left as it is."""
        blob = self._blob(name)
        try:
            blob.upload_from_string(content, content_type=media, if_generation_match=0, **self._limits)
        except PreconditionFailed:
            return False
        except Forbidden:
            # Whoever may create but not replace can be told so before the condition is looked at.
            if self.holds(name):
                return False
            raise
        return True

    def read(self, name: str) -> bytes | None:
        """Gives what an object holds; None when there is none."""
        try:
            return self._blob(name).download_as_bytes(**self._limits)
        except NotFound:
            return None

    def holds(self, name: str) -> bool:
        """Whether there is an object of this name."""
        return bool(self._blob(name).exists(**self._limits))

    def find(self, name: str) -> Held | None:
        """Gives an object whose content is read as it is wanted; None when there is none."""
        found = self._bucket.get_blob(name, **self._limits)
        if found is None:
            return None
        # One of its own: what was just read carries a download address, which the library prefers to the
        # endpoint that the client was given.
        blob = self._bucket.blob(name, generation=found.generation)
        return Held(found.size or 0, blob, self._limits)

    def _blob(self, name: str) -> Blob:
        return self._bucket.blob(name)
