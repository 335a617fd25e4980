"""Names that end in seven random digits, which the provider makes where the program gives none.

A preview makes another one each time, so that nothing is found by it: what has a name of the same form may be
the one that was made, or what somebody else has. What an engine noted when it began holds the real name.

https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tools.cloud_lookup.named import PLACES, filled, names_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from tools.cloud_lookup.declared import Wanted
    from tools.cloud_lookup.google import Google

_DIGITS = "[0-9a-f]{7}"
# What a list is called in its answer, where that is not what it is called in the path.
_KEYS = {"serviceAccounts": "accounts", "b": "items"}


def alike(google: Google, wanted: Wanted, held: Collection[str]) -> tuple[str, ...]:
    """The ids of what is there under such a name; none where the program gives the name."""
    form = re.compile(f"{re.escape(wanted.name.lower())}-{_DIGITS}")
    place = PLACES.get(wanted.type)
    if place is None:
        return ()
    names = names_of(google, wanted.inputs)
    path, identity = filled(place.path, names), filled(place.id or place.path, names)
    (folder, _, own), above = path.rpartition("/"), identity.removesuffix(path.rpartition("/")[2])
    if not form.fullmatch(own.partition("@")[0]):
        return ()
    collection = folder.rpartition("/")[2]
    query = {"project": google.project} if place.api == "storage" else {}
    entries = google.pages(place.api, folder, _KEYS.get(collection, collection), query)
    ours = {one.rpartition("/")[2] for one in held}
    leaves = [str(entry["name"]).rpartition("/")[2] for entry in entries]
    return tuple(
        above + leaf for leaf in leaves if leaf not in ours and form.fullmatch(leaf.partition("@")[0])
    )
