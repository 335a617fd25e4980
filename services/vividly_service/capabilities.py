"""What a service needs Google for, asked about in the background from the start of the service to its end.

By default nothing is required: a service whose speech is off still answers for what was spoken before, so a
missing API is told in the log and under `/ready?verbose`, and the hard gate stands before the deployment.

https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from preflight.startup import validate_required_apis

if TYPE_CHECKING:
    from collections.abc import Iterable

    from preflight.startup import Capability, Validation
    from services.vividly_service.cloud import Cloud


def asked(wanted: Iterable[Capability], cloud: Cloud, *, required: bool = False) -> Validation:
    """Begins to ask; with `required` it raises RuntimeError for what is surely not enabled."""
    return validate_required_apis(
        wanted, cloud.project, required=required, endpoint=cloud.endpoint, credentials=cloud.credentials()
    )
