"""The words that every file is searched for, before anything else is asked of it."""

from __future__ import annotations

#: One of these stands in every name; what has none of them is not looked at any further.
WORDS = (
    "gemini", "gemma", "imagen-", "imagegeneration", "imagetext", "virtual-try-on", "image-segmentation",
    "veo-", "lyria-", "chirp_", "chirp-", "-Chirp", "learnlm", "medlm", "palm-2", "medpalm",
    "text-embedding", "-embedding-", "textembedding", "multimodalembedding", "embedding-0",
    "embedding-gecko", "-bison", "-unicorn", "code-gecko", "claude-", "-maas", "publishers/", "-Neural2-",
    "-Wavenet-", "-Standard-", "-Studio-", "-News-", "-Polyglot-", "-Journey-", "-Casual-", "-HD-",
)  # fmt: skip
