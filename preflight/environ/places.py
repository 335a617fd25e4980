"""Where a stack's files spell a name: `preflight.planned.places`, under the name that it had here."""

from preflight.planned.places import Places, shown

__all__ = ["Places", "shown"]
