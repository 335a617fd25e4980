"""What a service asks about itself when it starts, and how it reads what Google refuses: `preflight.startup`.

    from preflight.startup import Capability, validate_required_apis

    checked = validate_required_apis([Capability.SPEECH, Capability.STORAGE], project)
    checked.detail()        # for /ready?verbose, never for liveness

The only part of preflight that a service imports, so it is light: the standard library at import,
google-auth and requests only in the thread that asks, never gRPC. It imports nothing else of ours, and an
image holds it alone. Deliberately absent: the hard gate, which is `preflight check` and the stack's own
dependencies before a deployment (a service that refuses to start turns "no speech" into "nothing works"),
and any word on liveness.

https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet
"""

from preflight.startup.capabilities import Capability
from preflight.startup.failures import Failure, Kind, classify, explain
from preflight.startup.validation import State, Validation, validate_required_apis

__all__ = [
    "Capability",
    "Failure",
    "Kind",
    "State",
    "Validation",
    "classify",
    "explain",
    "validate_required_apis",
]
