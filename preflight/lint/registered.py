"""The registry as the lint reads it: rows that were validated before are not validated again.

Importing what validates (and validating) takes longer than searching thousands of files. So what once was
valid is kept in the user's cache under a digest of the file's very content and of the code that judged it;
any other content, any other code, and any doubt go the long way. Deliberately absent: what is wrong with a
registry. Only a valid one is kept.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003 - msgspec reads the annotations
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec

from preflight import models
from preflight.models.kinds import Channel, Precision, Role, Stability  # noqa: TC001 - likewise
from preflight.scan import cache

if TYPE_CHECKING:
    from preflight.models.registry import Registry

OWN = Path(models.__file__).with_name("models.yaml")
_TAG = b"preflight-models-2"
# What decides whether a registry is valid, and what becomes of its text.
_JUDGES = (
    *(Path(models.__file__).with_name(name) for name in ("registry.py", "soundness.py", "kinds.py")),
    *(Path(models.__file__).parent.with_name(name) for name in ("yaml_files.py", "yaml_values.py")),
    Path(__file__),
)


class Row(msgspec.Struct, frozen=True, array_like=True):
    """A `Model`, field for field."""

    id: str
    channel: Channel
    released: date | None
    retires: date | None
    precision: Precision
    stability: Stability
    closed_to_new: date | None
    shutdown: date | None
    shutdown_by_region: dict[str, date]
    replacement: str | None
    source: str
    verified_on: date
    note: str | None


class Instead(msgspec.Struct, frozen=True, array_like=True):
    """What of a `Fallback` says which model it is."""

    model: str


class Filled(msgspec.Struct, frozen=True, array_like=True):
    """What of a `Use` says which models fill a role."""

    model: str
    channel: Channel
    fallbacks: tuple[Instead, ...]


class Rows(msgspec.Struct, frozen=True, array_like=True):
    """A `Registry` as far as a name's standing is asked of it."""

    models: tuple[Row, ...]
    roles: dict[Role, Filled]

    def find(self, model: str, channel: Channel) -> Row | None:
        """Give the row, or None: unknown, which is not the same as fine."""
        return next((row for row in self.models if (row.id, row.channel) == (model, channel)), None)


def read(file: Path | None) -> Registry:
    """Give the registry of a file, or the project's own. Raises RegistryError with all problems."""
    place = file or OWN
    try:
        proof = cache.digest(b"\0".join([_TAG, *(one.read_bytes() for one in (*_JUDGES, place))]))
    except OSError:
        return _validated(file)
    kept = cache.place([place]).with_suffix(".models")
    if found := _kept(kept, proof):
        return found
    registry = _validated(file)
    cache.write(kept, msgspec.msgpack.encode((proof, _plain(registry))))
    return registry


def _kept(file: Path, proof: bytes) -> Registry | None:
    try:
        told, rows = msgspec.msgpack.decode(file.read_bytes(), type=tuple[bytes, Rows])
    except (OSError, msgspec.DecodeError, ValueError):
        return None
    return cast("Registry", rows) if told == proof else None


def _validated(file: Path | None) -> Registry:
    from preflight.models import registry  # noqa: PLC0415 - slow to import, and only needed here

    return registry.read(file) if file else registry.load()


def _plain(registry: Registry) -> Rows:
    rows: list[Any] = [row.model_dump() for row in registry.models]
    roles = {
        role: Filled(use.model, use.channel, tuple(Instead(one.model) for one in use.fallbacks))
        for role, use in registry.roles.items()
    }
    return Rows(tuple(msgspec.convert(row, Row) for row in map(_ordered, rows)), roles)


def _ordered(row: dict[str, object]) -> list[object]:
    return [row[name] for name in Row.__struct_fields__]
