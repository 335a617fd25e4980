"""The name of a resource whose program gives none: its Pulumi name and seven hexadecimal digits.

Source: https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.provider.kind import Kind
    from localcloud.provider.values import Properties

DIGITS = 7
LONGEST = {"accountId": 28}


@dataclass(frozen=True)
class Naming:
    """What a name may be made of: the engine's proposal, the Pulumi name, the engine's random seed.

    The seed is the same for a retried deployment, and so is the name.
    """

    proposal: str
    resource: str
    seed: bytes


def named(kind: Kind, inputs: Properties, old: Properties, naming: Naming) -> Properties:
    """The inputs with a name in them.

    Args:
        kind: The resource type; it says which property is the name.
        inputs: As the program gave them.
        old: The inputs so far: a name once made is kept.
        naming: What a new name may be made of.
    """
    name = kind.autoname
    if not name or inputs.get(name) is not None:
        return inputs
    return {**inputs, name: old.get(name) or naming.proposal or _made(naming, LONGEST.get(name, 63))}


def _made(naming: Naming, longest: int) -> str:
    seed = naming.seed or secrets.token_bytes()
    digits = hashlib.sha256(seed).hexdigest()[:DIGITS]
    return f"{naming.resource.lower()[: longest - DIGITS - 1]}-{digits}"
