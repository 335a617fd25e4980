"""The text of a model's answer, or why there is none: blocked for good, or not usable this time.

What is blocked is told by Google's own words for it, never by an answer that is merely empty: nobody asks
again about what is blocked.

https://cloud.google.com/vertex-ai/generative-ai/docs/multimodal/configure-safety-filters
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.genai.types import FinishReason

if TYPE_CHECKING:
    from google.genai.types import GenerateContentResponse

# What the filters of the model stop; asking again gets the same.
_BLOCKED = frozenset(
    {
        FinishReason.SAFETY,
        FinishReason.RECITATION,
        FinishReason.BLOCKLIST,
        FinishReason.PROHIBITED_CONTENT,
        FinishReason.SPII,
    }
)


class BlockedError(Exception):
    """The model will not speak of this; no other try changes that."""


class UnusableError(Exception):
    """The model's answer cannot be used; another try may bring a better one."""


def text_of(answer: GenerateContentResponse) -> str:
    """Gives what a model wrote, whole."""
    feedback = answer.prompt_feedback
    if feedback is not None and feedback.block_reason is not None:
        raise BlockedError(f"the prompt was blocked ({feedback.block_reason.value})")
    finish = answer.candidates[0].finish_reason if answer.candidates else None
    if finish is not None and finish in _BLOCKED:
        raise BlockedError(f"the answer was blocked ({finish.value})")
    text = (answer.text or "").strip()
    if finish is not FinishReason.STOP or not text:
        raise UnusableError(f"the answer is not whole ({finish.value if finish else 'it has no end'})")
    return text
