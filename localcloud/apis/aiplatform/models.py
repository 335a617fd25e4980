"""Which publisher models answer here, from `models.json`, and the refusals for those that do not.

A retired model and one that never existed are the same to a caller: 404, in the words of the real service.
https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions and
https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from localcloud.errors import GoogleError, not_found

if TYPE_CHECKING:
    from localcloud.casing import Json

_VERSIONS = "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions"
_QUOTA = "https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429"


@cache
def table() -> Json:
    """The models by id, and the phrases that block a prompt."""
    return json.loads(Path(__file__).with_name("models.json").read_bytes())


def check(name: str) -> str:
    """Gives the id under which a model answers at its location; 404 for others, 429 for one that is used up.

    A model that was replaced is answered by another, which says so in the answer and nowhere else.
    """
    parts = name.split("/")
    location = parts[parts.index("locations") + 1] if "locations" in parts else "global"
    model: Json | None = table()["models"].get(parts[-1])
    if "/publishers/google/" not in f"/{name}" or model is None or location not in model["locations"]:
        raise _missing(name)
    if model.get("requests_left") == 0:
        words = f"Resource exhausted. Please try again later. Please refer to {_QUOTA} for more details."
        raise GoogleError(429, "RESOURCE_EXHAUSTED", words)
    return str(model.get("answered_by", parts[-1]))


def blocked(prompt: str) -> bool:
    """Whether a prompt is one that the service refuses to answer."""
    return any(phrase in prompt.lower() for phrase in table()["blocked_phrases"])


def _missing(name: str) -> GoogleError:
    return not_found(
        f"Publisher Model `{name}` was not found or your project does not have access to it. Please ensure "
        f"you are using a valid model version. For more information, see: {_VERSIONS}"
    )
