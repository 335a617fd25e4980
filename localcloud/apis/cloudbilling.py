"""Cloud Billing v1: which account pays for a project; the provider asks when a program looks a project up.

https://cloud.google.com/billing/docs/reference/rest/v1/projects/getBillingInfo
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from localcloud.api import Api, Call

if TYPE_CHECKING:
    from localcloud.casing import Json

API = Api("cloudbilling.googleapis.com")
#: Invented, in the form of a real one.
ACCOUNT = "billingAccounts/000000-AAAAAA-BBBBBB"


@API.on("projects.getBillingInfo")
def get_info(call: Call) -> Json:
    """The billing of a project."""
    name = f"projects/{call.project.id}/billingInfo"
    account = {"billingAccountName": ACCOUNT, "billingEnabled": True}
    return {"name": name, "projectId": call.project.id, **account}
