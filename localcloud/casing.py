"""Field names as Google spells them on both sides: `pushConfig` in JSON, `push_config` in violations.

https://protobuf.dev/programming-guides/json/
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

Json = dict[str, Any]


@lru_cache(maxsize=4096)
def camel(name: str) -> str:
    """Gives the lowerCamelCase spelling of a field name in either spelling."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


@lru_cache(maxsize=4096)
def snake(name: str) -> str:
    """Gives the lower_snake_case spelling of a field name in either spelling."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
