"""Asks the local cloud which APIs of a project are enabled, through Google's own client library.

One call takes 30 names: https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchGet
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.api_core.client_options import ClientOptions
from google.api_core.exceptions import GoogleAPIError
from google.auth.credentials import AnonymousCredentials
from google.cloud import service_usage_v1

from localcloud.endpoints import client_endpoint
from tools.terminal import COULD_NOT_LOOK, CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES_A_CALL = 30


def enabled(base_url: str, project: str, apis: Sequence[str]) -> set[str]:
    """Those of `apis` that are enabled in `project`.

    Raises:
        CommandError: the cloud did not answer the question.
    """
    options = ClientOptions(api_endpoint=client_endpoint(base_url, "serviceusage"))
    client = service_usage_v1.ServiceUsageClient(
        credentials=AnonymousCredentials(), transport="rest", client_options=options
    )
    found: set[str] = set()
    for start in range(0, len(apis), NAMES_A_CALL):
        names = [f"projects/{project}/services/{api}" for api in apis[start : start + NAMES_A_CALL]]
        request = service_usage_v1.BatchGetServicesRequest(parent=f"projects/{project}", names=names)
        try:
            # The library types its own extras with bare dict.
            answer = client.batch_get_services(request=request)  # pyright: ignore[reportUnknownMemberType]
        except GoogleAPIError as error:
            raise CommandError(f"serviceusage: no-answer {error}", COULD_NOT_LOOK) from error
        found |= {
            service.name.rpartition("/")[2]
            for service in answer.services
            if service.state == service_usage_v1.State.ENABLED
        }
    return found
