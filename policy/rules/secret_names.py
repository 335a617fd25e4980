"""Knows the names under which secrets go, and which values under them are none.

The last words of a name decide: `DB_PASSWORD` holds one, `PASSWORD_FILE` says where one is, `MAX_TOKENS` is a
number, and what NEXT_PUBLIC_... holds is given to every browser.

https://cloud.google.com/run/docs/configuring/services/environment-variables
"""

from __future__ import annotations

import re

# NoDelimiterHere -> No_Delimiter_Here
_WORDS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_KEYS = "ACCESS|API|AUTH|ENCRYPT|ENCRYPTION|HMAC|JWT|MASTER|PRIVATE|SECRET|SESSION|SIGNING|SSH"
_VENDORS = "ANTHROPIC|CLAUDE|GEMINI|GROQ|MAILGUN|MISTRAL|OPENAI|PINECONE|RESEND|SENDGRID|STRIPE|TWILIO"
_OWNERS = "ADMIN|AMQP|DATABASE|DB|FTP|LDAP|MAIL|MONGO|MYSQL|PG|POSTGRES|PROXY|REDIS|ROOT|SMTP|SQL|USER"
_KINDS = "DEV|STAGING|PROD|PRODUCTION|LIVE|OLD|NEW|CURRENT|PREVIOUS"
_SECRET_NAME = re.compile(
    rf"""(.*_)?(
        \w*(PASSWORDS?|PASSWD|PASSPHRASE|APIKEY) | PWD | SECRET | CREDENTIALS? | PAT
      | (?<!PAD_)(?<!EOS_)(?<!BOS_)(?<!UNK_)(?<!SEP_)(?<!CLS_)(?<!MASK_)(?<!STOP_)(?<!PER_)(AUTH|ACCESS)?TOKEN
      | ({_KEYS}|{_VENDORS})_?KEYS? | ({_KEYS}|CLIENT)_SECRETS | SECRET_KEY_BASE | ({_OWNERS})_?(PASS|PW)
    )(_?[0-9]+ | _V[0-9]+ | _(VALUE|PLAIN|BASE64|B64|PEM) | _({_KINDS})){{0,2}}
    | PASS | PW""",
    re.VERBOSE,
)
# Says which secret, in Secret Manager, holds it; what stands there is a name: shop-db-password.
_NAME_OF_A_SECRET = re.compile(r"(.*_)?(PASSWORD|PASSWD|KEY|TOKEN)_SECRET")
_ID = re.compile(r"[a-z][a-z0-9]{0,15}([-_][a-z0-9]{1,15}){1,8}")
# A bundler writes what stands under such a name into what every browser gets.
_PUBLIC_NAME = re.compile(r"(NEXT_PUBLIC|VITE|REACT_APP)_.*")
# The end of a name that is looked at; no more than its last words decide.
_LONGEST = 200
# Holds the path of a file, by definition of Google's libraries; PWD is the working directory.
_NO_SECRET_NAMES = {"GOOGLE_APPLICATION_CREDENTIALS", "PWD", "OLDPWD"}

# What a shell, Cloud Run or a template puts a value in for: ${NAME:-hunter2} has one of its own.
_EXPANSION = (
    r"\$\(.+\) | `.+` | \{\{.+\}\} | (?-i:\$[A-Z_][A-Z0-9_]*) | \$[0-9@*]"
    r" | \$\{\w+([#%/^,].*)?\} | \$\{\w+:?[-=+](?-i:\$\{?[A-Z_0-9]+\}?)?\} | \$\{\w+:?\?[^}]*\}"
)
_NO_SECRET = re.compile(
    rf"""
      | true | false | yes | no | on | off | none | null | auto | adc | string
      | (en|dis)abled? | required? | optional | include | omit | same-origin
      | [0-9]{{1,3}} | <[^<>]+> | {_EXPANSION}
      | (//secretmanager\.googleapis\.com/)?projects/[^/\s]+/(secrets|locations)/\S+
      | \$?\{{?(berglas|sm|gcp-?sm|gcp-kms|gcp-secret(-?manager)?|secretmanager|secret|op|file|vault|env)://\S+
      | vault:[\w/.\#-]+ | (?-i:env:[A-Z_][A-Z0-9_]*) | https?://\S+ | @(/[a-z0-9._-]+)+
      | [\w-]+(/[\w.-]+)*\.(json|jwks|pem|crt|txt)
      | x-[a-z-]*(key|token|secret|password|signature) | (x-?|c)srf-token | x-csrf-token | authorization
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Where a file is mounted; with capitals it may as well be a key.
_PLAIN_PATH = re.compile(r"(/[a-z0-9._-]+)+")


def names_a_secret(name: str) -> bool:
    """Say whether what stands under this name is a secret by its name alone."""
    joined = _joined(name)
    # A key of Cloud KMS never leaves it: whoever names one gives its path.
    if "KMS" in joined.split("_") or joined in _NO_SECRET_NAMES or is_public(name):
        return False
    return bool(_SECRET_NAME.fullmatch(joined[-_LONGEST:]))


def is_public(name: str) -> bool:
    """Say whether a bundler gives what stands under this name to every browser."""
    return bool(_PUBLIC_NAME.fullmatch(name))


def names_where_one_is(name: str) -> bool:
    """Say whether this is the name of a secret's name: DB_PASSWORD_SECRET."""
    return bool(_NAME_OF_A_SECRET.fullmatch(_joined(name)[-_LONGEST:]))


def is_no_secret(value: str) -> bool:
    """Say whether a value can be told not to be one: nothing, yes or no, a path, a reference to one."""
    text = value.strip()
    if text.startswith("/") and not text.startswith("//secretmanager."):
        return bool(_PLAIN_PATH.fullmatch(text))
    return bool(_NO_SECRET.fullmatch(text))


def is_named_secret(name: str, value: str) -> bool:
    """Say whether a value is a secret because of the name that it stands under."""
    named = names_a_secret(name) and not is_no_secret(value)
    return named and not (names_where_one_is(name) and is_id(value))


def is_id(value: str) -> bool:
    """Say whether a value is written like the id of a secret: db-password."""
    return bool(_ID.fullmatch(value.strip()))


def _joined(name: str) -> str:
    return "_".join(word.upper() for word in _WORDS.split(name) if word)
