"""Knows the shapes of secrets that can be told by looking, whatever they stand under.

Deliberately absent: entropy. A digest and a key look alike, and a rule that guesses is switched off.

https://cloud.google.com/run/docs/configuring/services/environment-variables
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rules.secret_names import is_id, is_named_secret, is_public

if TYPE_CHECKING:
    from collections.abc import Iterator

# What is no reference follows: $NAME, <password>, {password}, %s.
_PLAIN = r"(?![$<{*]|%[sd(])"
# A shape that may begin at every word has a longest first part, so that a long text is gone through once.
_SHAPES = {
    # In base64, too: PRIVATE, RSA PRI, EC PRIV, OPENSSH, ENCRYPTED, DSA PRI.
    "a private key": (
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY"
        r"|LS0tLS1CRUdJTi(BQUklWQVRF|BSU0EgUFJJ|BFQyBQUklW|BPUEVOU1NI|BFTkNSWVBURU|BEU0EgUFJJ)"
    ),
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}",
    "a Google access token": r"\bya29\.[0-9A-Za-z_-]{10,}",
    "a Google OAuth client secret": r"\bGOCSPX-[0-9A-Za-z_-]{10,}",
    "an AWS access key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,})",
    "a GitLab token": r"\bglpat-[0-9A-Za-z_-]{20,}",
    "a Slack token": r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}",
    "a web hook's address": (
        r"\bhooks\.slack\.com/(services|workflows|triggers)/[0-9A-Za-z/_-]{10,}"
        r"|\bdiscord(app)?\.com/api/webhooks/[0-9]+/\S{10,}"
    ),
    "a web hook's secret": r"\bwhsec_[0-9A-Za-z+/=_-]{16,}",
    "a Hugging Face token": r"\bhf_[0-9A-Za-z]{20,}",
    "an npm token": r"\bnpm_[0-9A-Za-z]{30,}",
    "a DigitalOcean token": r"\bdop_v1_[0-9a-f]{32,}",
    "a Google refresh token": r"(?<![\w/:.])1//0[0-9A-Za-z_-]{20,}",
    "an Azure key": r"\bAccountKey=[0-9A-Za-z+/=]{20,}",
    "a Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{16,}",
    "an API key": r"(?<![\w-])sk-((proj|svcacct|admin|ant|or-v1)-[0-9A-Za-z_-]{16,}|[0-9A-Za-z]{20,})",
    "a SendGrid key": r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}",
    "a signed token": r"\beyJ[0-9A-Za-z_-]{8,4000}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}",
    "a password in a URL": r"\b[A-Za-z][A-Za-z0-9+.-]{0,40}://[^\s/:@?#]*:" + _PLAIN + r"[^\s/@?#]+@",
    "a secret in a URL": (
        r"(?i)[?&](password|passwd|(access_|auth_)?token|api_?key|client_secret)=" + _PLAIN + r"[^&\s#]+"
    ),
    "an authorization": (
        r"(?i)\bauthorization[\"']?\s*[:=]\s*[\"']?(bearer|basic|token)\s+" + _PLAIN + r"[^\s\"']{4,}"
    ),
    "a password for curl": (
        r"\bcurl\s([^;|&\n]{0,2000}\s)?(-u|--user)[ =]?[\"']?[^\s:\"'$]{1,100}:" + _PLAIN + r"[^\s\"']+"
    ),
    "a password in a connection string": r"(?i)((^|[;\s])password|;\s*pwd)\s*=\s*" + _PLAIN + r"[^;\s]+",
}
# "password": "..." of JSON, and password: ... on a line of its own, as of YAML or a header.
_ENTRIES = (
    re.compile(r"""["']([\w.-]{1,60})["']\s*:\s*["']([^"']{1,4000})["']"""),
    re.compile(
        r"""(?m)^[\s-]{0,60}([A-Za-z_][\w.-]{0,60}):[ \t]+["']?([^\s"'{\[|>&*]\S{0,4000}?)["']?[ \t]*$"""
    ),
)
_SHAPES_READ = {kind: re.compile(shape) for kind, shape in _SHAPES.items()}


def secret_in(value: str, name: str = "") -> str | None:
    """Say what secret a text holds, None if none can be seen. The keys of web pages are no secrets there."""
    seen = (kind for kind, shape in _SHAPES_READ.items() if shape.search(value))
    kinds = (kind for kind in seen if not (kind == "a Google API key" and is_public(name)))
    return next(kinds, None) or next(_named_in(value), None)


def _named_in(text: str) -> Iterator[str]:
    entries = (entry for entries in _ENTRIES for entry in entries.findall(text))
    named = ((name, value) for name, value in entries if is_named_secret(name, value))
    # A reference as of a manifest: {"secret": "db-password", "version": "3"}.
    held = (one for one in named if not (one[0].casefold() == "secret" and is_id(one[1])))
    yield from ("a value under a secret's name" for _ in held)
