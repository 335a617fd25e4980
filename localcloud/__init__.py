"""Google Cloud's control plane on a laptop, for the `local` stack and the tests.

A small closed engine (this folder) and many plain service files (`apis/`), driven by Google's own
discovery documents. Absent on purpose: authentication, quota, organisation policy, image pulls.
"""

from __future__ import annotations

__version__ = "0.1.0"
