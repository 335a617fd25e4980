"""The SDK's gRPC messages without the SDK.

``import pulumi.runtime.proto`` runs ``pulumi/__init__`` first, which imports all of the SDK: 0.13 s of each
command that starts a provider, on a preview that takes about a second. Empty packages in its place leave
only the messages. For a process of its own: a program that wants the real ``pulumi`` cannot have it
afterwards.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

PACKAGES = ("pulumi", "pulumi.runtime", "pulumi.runtime.proto")


def install() -> None:
    """Put the empty packages where Python looks for imported ones; an imported ``pulumi`` is left alone."""
    spec = importlib.util.find_spec("pulumi") if "pulumi" not in sys.modules else None
    if spec is None or not spec.submodule_search_locations:
        return
    root = Path(spec.submodule_search_locations[0])
    for name in PACKAGES:
        package = ModuleType(name)
        package.__path__ = [str(root.joinpath(*name.split(".")[1:]))]
        package.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        sys.modules[name] = package
