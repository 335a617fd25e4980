"""Knows the names under which secrets go, and the shapes of those that can be told by looking.

The last words of a name decide: `DB_PASSWORD` holds one, `PASSWORD_FILE` says where one is, `MAX_TOKENS` is a
number. Deliberately absent: entropy. A digest and a key look alike, and a rule that guesses is switched off.

https://cloud.google.com/run/docs/configuring/services/environment-variables
"""

from __future__ import annotations

import re

# NoDelimiterHere -> No_Delimiter_Here
_WORDS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_KEYS = "ACCESS|API|AUTH|ENCRYPT|ENCRYPTION|HMAC|JWT|MASTER|PRIVATE|SECRET|SESSION|SIGNING|SSH"
_OWNERS = "ADMIN|AMQP|DATABASE|DB|FTP|LDAP|MAIL|MONGO|MYSQL|PG|POSTGRES|PROXY|REDIS|ROOT|SMTP|SQL|USER"
_SECRET_NAME = re.compile(
    rf"""(.*_)?(
        \w*(PASSWORD|PASSWD|PASSPHRASE|APIKEY) | PWD | SECRET | CREDENTIALS? | PAT
      | (?<!PAD_)(?<!EOS_)(?<!BOS_)(?<!UNK_)(?<!SEP_)(?<!CLS_)(?<!MASK_)(?<!STOP_)(?<!PER_)(AUTH|ACCESS)?TOKEN
      | ({_KEYS})_?KEY | SECRET_KEY_BASE | ({_OWNERS})_?PASS
    )(_?[0-9]+|_(VALUE|PLAIN|BASE64|B64|PEM))?""",
    re.VERBOSE,
)
# Holds the path of a file, by definition of Google's libraries; PWD is the working directory.
_NO_SECRET_NAMES = {"GOOGLE_APPLICATION_CREDENTIALS", "PWD", "OLDPWD"}

_NO_SECRET = re.compile(
    r"""
      | true | false | yes | no | on | off | none | null
      | \$\(\w+\) | \$\{\w+\} | (?-i:\$[A-Z_][A-Z0-9_]*)     # a reference to another variable
      | (//secretmanager\.googleapis\.com/)?projects/[^/\s]+/(secrets|locations)/\S+
      | sm://\S+
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where a file is mounted; with capitals it may as well be a key.
_PLAIN_PATH = re.compile(r"(/[a-z0-9._-]+)+")

_SHAPES = {
    "a private key": r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY",
    "a Google API key": r"\bAIza[0-9A-Za-z_-]{35}",
    "a Google access token": r"\bya29\.[0-9A-Za-z_-]{10,}",
    "a Google OAuth client secret": r"\bGOCSPX-[0-9A-Za-z_-]{10,}",
    "an AWS access key": r"\b(AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\b(gh[pousr]_[0-9A-Za-z]{20,}|github_pat_[0-9A-Za-z_]{20,})",
    "a GitLab token": r"\bglpat-[0-9A-Za-z_-]{20,}",
    "a Slack token": r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}",
    "a Stripe key": r"\b[rs]k_live_[0-9A-Za-z]{16,}",
    "an API key": r"(?<![\w-])sk-((proj|svcacct|admin|ant|or-v1)-[0-9A-Za-z_-]{16,}|[0-9A-Za-z]{20,})",
    "a SendGrid key": r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}",
    "a signed token": r"\beyJ[0-9A-Za-z_-]{8,}\.eyJ[0-9A-Za-z_-]{8,}\.[0-9A-Za-z_-]{8,}",
    "a password in a URL": r"\b[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@?#]*:(?![$<{*]|%[sd(])[^\s/@?#]+@",
    "a secret in a URL": (
        r"(?i)[?&](password|passwd|access_token|api_?key|client_secret)=(?![$<{*]|%[sd(])[^&\s#]+"
    ),
    "a password in a connection string": r"(?i)((^|[;\s])password|;\s*pwd)\s*=\s*(?![$<{*]|%[sd(])[^;\s]+",
}
_SHAPES_READ = {kind: re.compile(shape) for kind, shape in _SHAPES.items()}


def names_a_secret(name: str) -> bool:
    """Say whether what stands under this name is a secret by its name alone."""
    words = [word.upper() for word in _WORDS.split(name) if word]
    joined = "_".join(words)
    # A key of Cloud KMS never leaves it: whoever names one gives its path.
    if "KMS" in words or joined in _NO_SECRET_NAMES:
        return False
    return bool(_SECRET_NAME.fullmatch(joined))


def is_no_secret(value: str) -> bool:
    """Say whether a value can be told not to be one: nothing, yes or no, a path, the name of a secret."""
    text = value.strip()
    if text.startswith("/"):
        return bool(_PLAIN_PATH.fullmatch(text))
    return bool(_NO_SECRET.fullmatch(text))


def secret_in(value: str) -> str | None:
    """Say what secret a text holds, None if none can be seen."""
    return next((kind for kind, shape in _SHAPES_READ.items() if shape.search(value)), None)
