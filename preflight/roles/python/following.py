"""Follows values through the files of a program and tells every call on something of a library.

Over all files again while something new is learnt: a parameter has the type of its annotation, or of what any
caller hands over; an attribute that of its annotation, or of what any method keeps there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.roles.python.learnt import Learnt
from preflight.roles.python.statements import Statements

if TYPE_CHECKING:
    from collections.abc import Collection

    from preflight.roles.python.learnt import Called
    from preflight.roles.python.modules import Files

_PASSES = 4


def calls(files: Files) -> Collection[Called]:
    """Give every call on a library's value; a file that cannot be walked is added to those unread."""
    learnt = Learnt(files)
    for _ in range(_PASSES):
        learnt.news = 0
        learnt.calls.clear()
        for name, file in files.files.items():
            try:
                Statements(learnt, file).file()
            except RecursionError:
                files.unread[name] = "is nested too deeply"
        if not learnt.news:
            break
    return learnt.calls.values()
