"""The stack: reads what it is made from, then declares the platform, or says what is wrong and stops."""

import sys

import pulumi

from infra import inputs, platform
from infra.problems import Problems
from preflight.catalogue.resource_types import CatalogueError

try:
    platform.declare(inputs.read())
except (Problems, CatalogueError) as stopped:
    for sentence in stopped.problems if isinstance(stopped, CatalogueError) else stopped.sentences:
        pulumi.log.error(sentence)
    # 32 tells the engine's Python host that the person has been told, so that it adds nothing of its own.
    sys.exit(32)
