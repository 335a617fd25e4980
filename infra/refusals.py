"""What a refusal of Google's means for a deployment: worth waiting for, hopeless, or not our matter.

Two refusals pass by themselves. SERVICE_DISABLED (accessNotConfigured in older answers) comes for seconds to
minutes after Google has said that an API is enabled; "Service account X does not exist" comes right after X
was made, and for agents of Google's the provider does not try again. Both are waited for only where this
stack itself makes what is missing. What cannot come is said at once: an API that nobody declared, one that
the bootstrap script should have enabled, one that is off in another project.

Deliberately absent: any other error (whatever else Google refuses is shown as it is), and comparing a
project's number, which only Google could turn into an id.

https://cloud.google.com/service-usage/docs/enabled-service
https://cloud.google.com/iam/docs/service-agents
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

_DISABLED = ("SERVICE_DISABLED", "accessNotConfigured")
# Both in the details of the error as JSON (escaped or not), else in the link that Google's message gives.
_API = re.compile(
    r'\\*"service\\*"\s*:\s*\\*"(?P<detail>[a-z0-9.-]+\.googleapis\.com)'
    r"|/apis/api/(?P<link>[a-z0-9.-]+\.googleapis\.com)"
)
_CONSUMER = (
    re.compile(r'\\*"consumer\\*"\s*:\s*\\*"projects/([a-z0-9:.-]+)'),
    re.compile(r"[?&]project=([a-z0-9:.-]*[a-z0-9])"),
)
_NO_ACCOUNT = re.compile(r"[Ss]ervice account (\S+@\S+\.gserviceaccount\.com) does not exist")
_AGENT = re.compile(r"service-[0-9]+@gcp-sa-[a-z0-9-]+\.iam\.gserviceaccount\.com")


@dataclass(frozen=True)
class Stack:
    """What this stack makes itself: its project, the APIs and service accounts (addresses) it declares."""

    project: str
    apis: Collection[str]
    bootstrap: Collection[str] = ()
    accounts: Collection[str] = ()


@dataclass(frozen=True)
class Refusal:
    """What is missing, in words for the wait and for its end; `hopeless` says why no wait would help."""

    about: str
    waiting: str = ""
    end: str = ""
    hopeless: str = ""


def read(error: str, resource_type: str, stack: Stack) -> Refusal | None:
    """Read the error of a resource of this type; None where it is not our matter."""
    return _api_off(error, stack) or _account_missing(error, resource_type, stack)


def _api_off(error: str, stack: Stack) -> Refusal | None:
    match = _API.search(error)
    if match is None or not any(reason in error for reason in _DISABLED):
        return None
    api = match["detail"] or match["link"]
    asked = _consumer(error)
    if asked and not asked.isdigit() and asked != stack.project:
        return Refusal(api, hopeless=_elsewhere(api, asked, stack.project))
    if api not in stack.apis:
        what = f"{api} is called by this stack and not declared; add it to infra/apis.yaml with its reason"
        return Refusal(api, hopeless=what)
    if api in stack.bootstrap:
        what = (
            f"{api} is needed before anything can be enabled, so waiting does not help; run"
            f" infra/bootstrap/bootstrap.sh for {stack.project} (if you just did, try again in a minute)"
        )
        return Refusal(api, hopeless=what)
    return Refusal(
        api,
        f"{api} is enabled but not usable yet",
        f"{api} is enabled but still refuses calls",
    )


def _elsewhere(api: str, asked: str, project: str) -> str:
    return (
        f"{api} is off in {asked}, on which Google counts the call, and this stack enables it in {project};"
        f" use credentials of {project} (gcloud auth application-default set-quota-project {project}), or"
        f" enable it there (gcloud services enable {api} --project {asked})"
    )


def _account_missing(error: str, resource_type: str, stack: Stack) -> Refusal | None:
    match = _NO_ACCOUNT.search(error)
    if match is None or not resource_type.lower().endswith("iammember"):
        return None
    account = match[1]
    # An account that somebody else was to make may be a typing error: shown as Google says it.
    if account not in stack.accounts and not _AGENT.fullmatch(account):
        return None
    return Refusal(
        account, f"{account} is made but not known everywhere yet", f"{account} is still not known"
    )


def _consumer(error: str) -> str:
    """Give the project whose APIs were asked, an id or a number; empty where the error does not say."""
    found = (pattern.search(error) for pattern in _CONSUMER)
    return next((match[1] for match in found if match), "")
