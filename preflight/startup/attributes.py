"""Attributes and methods of other people's classes, read without being surprised by what they raise."""

from __future__ import annotations

from typing import cast


def words(thing: object) -> str:
    """Give a thing as text; empty where it has none."""
    try:
        return str(thing)
    except Exception:  # noqa: BLE001 - other people's classes
        return ""


def listed(value: object) -> list[object]:
    """Give a list or a tuple as a list, and anything else as an empty one."""
    return list(cast("list[object]", value)) if isinstance(value, list | tuple) else []


def is_mapping(value: object) -> bool:
    """Say whether a value has keys, as a dictionary or a message has."""
    return isinstance(value, dict) or (hasattr(value, "keys") and hasattr(value, "__getitem__"))


def called(holder: object, name: str) -> object:
    """Give what a method gives; None where there is none, or where it fails (a call that is not over)."""
    method = attribute(holder, name)
    try:
        return method() if callable(method) else None
    except Exception:  # noqa: BLE001 - methods of other people's classes
        return None


def attribute(holder: object, name: str) -> object:
    """Give an attribute; None where there is none, or where reading it fails (a body that is not there)."""
    try:
        return getattr(holder, name, None)
    except Exception:  # noqa: BLE001 - properties of other people's classes
        return None
