"""Firebase's server SDK: each part calls an API of its own, and the SDK by itself calls none.

Checking a token fetches public certificates and needs nothing enabled, unless it also asks whether the token
was revoked. Making a custom token signs: with a key where there is one, else through IAM Credentials.

https://firebase.google.com/docs/admin/setup
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.scan.needs import Confidence, Sighting
from preflight.scan.source import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from preflight.scan.service import Service
    from preflight.scan.source import Use

_SDK = re.compile(
    r"firebase_admin|firebase-admin|firebase\.google\.com/go|com\.google\.firebase|FirebaseAdmin"
)
_APIS = {
    "auth": "identitytoolkit", "tenant_mgt": "identitytoolkit", "tenantmanager": "identitytoolkit",
    "firebaseauth": "identitytoolkit", "messaging": "fcm", "firebasemessaging": "fcm",
    "firestore": "firestore",
    "firestoreclient": "firestore", "firestore_async": "firestore", "storage": "storage",
    "storageclient": "storage", "db": "firebasedatabase", "database": "firebasedatabase",
    "firebasedatabase": "firebasedatabase", "remote_config": "firebaseremoteconfig",
    "remoteconfig": "firebaseremoteconfig", "remote-config": "firebaseremoteconfig",
    "firebaseremoteconfig": "firebaseremoteconfig", "ml": "firebaseml", "machinelearning": "firebaseml",
    "machine-learning": "firebaseml", "app_check": "firebaseappcheck", "appcheck": "firebaseappcheck",
    "app-check": "firebaseappcheck", "functions": "cloudtasks", "project_management": "firebase",
    "projectmanagement": "firebase", "project-management": "firebase", "instanceid": "fcm",
    "dataconnect": "firebasedataconnect", "data-connect": "firebasedataconnect",
}  # fmt: skip
_PREFIX = re.compile(r"get(?=[A-Z])|Firebase(?=[A-Z])|\(\)|\[\]|v\d+$")
# These only check a signature against public certificates.
_OFFLINE = re.compile(
    r"verify_?(id_?token|session_?cookie|auth_?blocking_?token|signed\w*)(_?async)?", re.IGNORECASE
)
# What describes data of Firestore and calls nothing.
_VALUES = frozenset({
    "FieldValue", "Timestamp", "GeoPoint", "FieldPath", "Filter", "Bytes", "SERVER_TIMESTAMP", "ArrayUnion",
    "ArrayRemove", "Increment", "DocumentReference", "AggregateField", "DELETE_FIELD",
})  # fmt: skip
_SIGNS = re.compile(r"create_?custom_?token(_?\w*)?", re.IGNORECASE)
_QUIET = re.compile(
    r"\w*(Error|Exception|Info|Options|Request|Response|Message|Notification|Config|Token)s?|types?|getInstance"
    r"|Instance|DefaultInstance|GetAuth|instance|builder|initializeApp|initialize_app|cert|applicationDefault|getApps?"
    r"|App|NewApp|FirebaseApp\w*|Create|credential\w*|Credentials?"
)


def detect(service: Service) -> Iterator[Sighting]:
    """Give the APIs of the parts that are used."""
    for file, source in service.of():
        for use in source.uses:
            sdk = _SDK.match(use.path)
            if sdk and use.called:
                yield from _part(file, use, use.path[sdk.end() :])


def _part(file: str, use: Use, rest: str) -> Iterator[Sighting]:
    members = [_PREFIX.sub("", member) for member in re.split(r"[./]", rest) if member]
    members = [member for member in members if member]
    at = next((number for number, member in enumerate(members) if member.lower() in _APIS), None)
    if at is None:
        return
    if _VALUES.intersection(members[at + 1 :]):
        return
    api = f"{_APIS[members[at].lower()]}.googleapis.com"
    does = [member for member in members[at + 1 :] if member.lower() not in _APIS and not _is_quiet(member)]
    shown = f"{use.path}(…)"
    if api.startswith("identitytoolkit"):
        yield from _identity(file, use, shown, does)
    elif not (
        members[at:] and len(members) > at + 1 and not does and members[-1] not in ("client", "Client")
    ):
        yield Sighting(api, file, use.line, shown)


def _is_quiet(member: str) -> bool:
    tells = _OFFLINE.fullmatch(member) or _SIGNS.fullmatch(member)
    return not tells and _QUIET.fullmatch(member) is not None


def _identity(file: str, use: Use, shown: str, does: list[str]) -> Iterator[Sighting]:
    if not does:
        return
    if _SIGNS.fullmatch(does[0]):
        words = f"{shown} signs without a key of its own"
        yield Sighting("iamcredentials.googleapis.com", file, use.line, words, Confidence.WEAK)
    elif not _OFFLINE.fullmatch(does[0]) or _asks_revoked(use):
        yield Sighting("identitytoolkit.googleapis.com", file, use.line, shown)


def _asks_revoked(use: Use) -> bool:
    given = [
        *use.args[1:],
        *(use.keywords[key] for key in ("check_revoked", "checkRevoked") if key in use.keywords),
    ]
    return Known(value=True) in given
