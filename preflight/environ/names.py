"""Which names the platform sets by itself, which are read by libraries, and which hold secrets.

Cloud Run sets PORT and the K_ names of services, the CLOUD_RUN_ names of jobs, and for functions what their
framework wants. GOOGLE_CLOUD_PROJECT is not among them, though App Engine sets it: whoever reads it on Cloud
Run must be given it. What the base image or the system gives counts as set.

https://cloud.google.com/run/docs/container-contract#env-vars
https://cloud.google.com/functions/docs/configuring/env-var#runtime_environment_variables_set_automatically
https://cloud.google.com/appengine/docs/standard/python3/runtime#environment_variables
"""

from __future__ import annotations

import re

from preflight.planned import services

_SYSTEM = re.compile(
    r"PATH|HOME|HOSTNAME|PWD|OLDPWD|SHLVL|_|LANG|LC_\w+|TZ|TERM|TMPDIR|TEMP|TMP|SHELL|USER|LOGNAME"
    r"|PYTHON\w*|VIRTUAL_ENV|GPG_KEY|NODE_VERSION|YARN_VERSION|JAVA_HOME|JAVA_VERSION|GOPATH|GOLANG_VERSION"
    r"|DOTNET_\w+|ASPNETCORE_\w+|COLUMNS|LINES|NO_COLOR|FORCE_COLOR"
)
_SERVICE = frozenset({"PORT", "K_SERVICE", "K_REVISION", "K_CONFIGURATION"})
_JOB = re.compile(r"CLOUD_RUN_(JOB|EXECUTION|TASK_INDEX|TASK_ATTEMPT|TASK_COUNT)")
_WORKER_POOL = frozenset({"CLOUD_RUN_WORKER_POOL", "CLOUD_RUN_WORKER_POOL_REVISION", "K_REVISION"})
_FUNCTION = frozenset({"FUNCTION_TARGET", "FUNCTION_SIGNATURE_TYPE", *_SERVICE})
_APP_ENGINE = re.compile(r"GAE_\w+|GOOGLE_CLOUD_PROJECT|PORT|NODE_ENV")

# What libraries, servers and runtimes read for themselves, so that nothing in the code need name it.
_LIBRARIES = re.compile(
    r"GOOGLE_(CLOUD_PROJECT|CLOUD_LOCATION|CLOUD_REGION|CLOUD_QUOTA_PROJECT|APPLICATION_CREDENTIALS"
    r"|API_USE_\w+|API_KEY|GENAI_\w+|SDK_\w+|CLOUD_\w+|FUNCTION_\w+)"
    r"|GCLOUD_PROJECT|GCP_PROJECT|GCE_METADATA_\w+|CLOUDSDK_\w+|GEMINI_API_KEY|FIREBASE_CONFIG|\w+_EMULATOR_HOST"
    r"|OTEL_\w+|GRPC_\w+|LOG_LEVEL|LOGLEVEL|DEBUG|PORT|HOST|WEB_CONCURRENCY|WORKERS|THREADS|TIMEOUT"
    r"|GUNICORN_\w+|UVICORN_\w+|FLASK_\w+|DJANGO_SETTINGS_MODULE|DJANGO_ALLOW_ASYNC_UNSAFE|FORWARDED_ALLOW_IPS"
    r"|CELERY_\w+|STREAMLIT_\w+|GRADIO_\w+|JAVA_TOOL_OPTIONS|JAVA_OPTS|JDK_JAVA_OPTIONS|CATALINA_OPTS"
    r"|SPRING_\w+|SERVER_\w+|MANAGEMENT_\w+|LOGGING_\w+|QUARKUS_\w+|MICRONAUT_\w+"
    r"|NODE_\w+|NPM_\w+|NEXT_\w+|NUXT_\w+|VITE_\w+|REACT_APP_\w+|UV_THREADPOOL_SIZE|GO\w{2,10}"
    r"|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE"
    r"|PG(HOST|PORT|USER|PASSWORD|DATABASE|SSLMODE|OPTIONS|PASSFILE|SERVICE)|AWS_\w+|AZURE_\w+|REDIS_URL"
    r"|(OPENAI|ANTHROPIC|COHERE|MISTRAL|GROQ|HUGGINGFACE|HF|LANGCHAIN|LANGSMITH|SENTRY|DD|NEW_RELIC|DATADOG)_\w+"
    r"|TRANSFORMERS_\w+|TOKENIZERS_PARALLELISM|OMP_NUM_THREADS|MKL_NUM_THREADS|CUDA_\w+|TF_\w+|MPLBACKEND|MALLOC_\w+"
    r"|LD_\w+|DOTNET_\w+|ASPNETCORE_\w+|COMPlus_\w+"
)

_WORDS = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_SECRET = re.compile(
    r"""(.*_)?(
        \w*(PASSWORDS?|PASSWD|PASSPHRASE|APIKEYS?) | SECRET | CREDENTIALS?
      | (AUTH|ACCESS|BEARER|REFRESH)?TOKEN
      | (ACCESS|API|AUTH|ENCRYPTION|ENCRYPT|HMAC|JWT|MASTER|PRIVATE|SECRET|SESSION|SIGNING|SSH|LICENSE|SERVICE
         |ANTHROPIC|CLAUDE|GEMINI|GROQ|MAILGUN|MISTRAL|OPENAI|PINECONE|RESEND|SENDGRID|STRIPE|TWILIO)_?KEYS?
      | (API|CLIENT|JWT|SESSION|APP|WEBHOOK)_SECRETS? | SECRET_KEY_BASE | [A-Z0-9]+_(PASS|PAT|PW|PWD) | PASS
    )(_?[0-9]+ | _V[0-9]+ | _(VALUE|PLAIN|BASE64|B64|PEM|JSON|DEV|STAGING|PROD|LIVE|OLD|NEW)){0,2}""",
    re.VERBOSE,
)
_NO_SECRET = re.compile(
    r"(NEXT_PUBLIC|VITE|REACT_APP|NUXT_PUBLIC|EXPO_PUBLIC|PUBLIC)_.*|(.*_)?PUBLIC_?KEYS?|(.*_)?KMS(_.*)?"
    r"|GOOGLE_APPLICATION_CREDENTIALS|(.*_)?(PAD|EOS|BOS|UNK|SEP|CLS|MASK|STOP|PER|COST_PER|MAX|MIN|NEXT_PAGE)_TOKEN"
    r"|(.*_)?(ALLOW|USE|REQUIRE|ENABLE|DISABLE|HAS|IS|NO)_.*|(OLD|INIT_)?PWD"
)
_PLAIN = re.compile(
    r"true|false|yes|no|on|off|none|null|auto|adc|default|string|required|optional|[0-9]{1,4}|<[^<>]*>|\*+"
    r"|(//secretmanager\.googleapis\.com/)?projects/[^/\s]+/(secrets|locations)/\S+"
    r"|\$?\{?(sm|berglas|gcp-?sm|gcp-secret-manager|secretmanager|secret|op|file|vault|env)[:@]/{0,2}\S+"
    r"|/[a-z0-9._/-]+|\.{0,2}/[\w./-]+|[\w-]+(/[\w.-]+)*\.(json|pem|crt|key|txt|jwks)|\$\{?\w+\}?|\{\{.*\}\}|\$\(.+\)",
    re.IGNORECASE,
)
_LOGIN = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{0,40}://[^\s/:@?#]*:(?![$<{*]|%[sd])[^\s/@?#]+@")
_SHAPES = re.compile(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|\bAIza[0-9A-Za-z_-]{35}|\bGOCSPX-[0-9A-Za-z_-]{10,}|\bya29\.[\w-]{10,}"
    r"|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\b(gh[pousr]_[0-9A-Za-z]{20,}|github_pat_\w{20,})|\bglpat-[\w-]{20,}"
    r"|\bxox[abeoprs]-[0-9A-Za-z-]{10,}|\b[rs]k_live_[0-9A-Za-z]{16,}|(?<![\w-])sk-[0-9A-Za-z_-]{20,}"
    r"|\bSG\.[\w-]{16,}\.[\w-]{16,}|\bhf_[0-9A-Za-z]{20,}|\beyJ[\w-]{8,4000}\.eyJ[\w-]{8,}\.[\w-]{8,}"
    r"|(?i:(^|[;\s?&])(password|pwd)=(?![$<{*])[^;&\s]+)"
)


def set_by_platform(name: str, kind: str) -> bool:
    """Say whether a name is set without anybody declaring it, on something of this resource type."""
    if _SYSTEM.fullmatch(name):
        return True
    if kind in (services.APP_STANDARD, services.APP_FLEXIBLE):
        return bool(_APP_ENGINE.fullmatch(name))
    if kind in (services.FUNCTION, services.FUNCTION_V1):
        return name in _FUNCTION
    if kind == services.JOB:
        return bool(_JOB.fullmatch(name))
    if kind == services.WORKER_POOL:
        return name in _WORKER_POOL
    return name in _SERVICE


def read_by_libraries(name: str) -> bool:
    """Say whether libraries or runtimes read a name by themselves."""
    return bool(_LIBRARIES.fullmatch(name) or _SYSTEM.fullmatch(name))


def names_a_secret(name: str) -> bool:
    """Say whether what stands under a name is a secret by the name alone."""
    joined = "_".join(word.upper() for word in _WORDS.split(name) if word)[-200:]
    return bool(_SECRET.fullmatch(joined)) and not _NO_SECRET.fullmatch(joined)


def secret_in(name: str, value: str) -> str:
    """Say why a plain value counts as a secret, or nothing; the value is never part of it."""
    text = value.strip()
    if not text:
        return ""
    if _LOGIN.search(text):
        return "holds an address with a password in it"
    if _SHAPES.search(text) and not name.startswith(("NEXT_PUBLIC_", "VITE_", "REACT_APP_")):
        return "holds what has the form of a key or a password"
    if names_a_secret(name) and not _PLAIN.fullmatch(text) and not re.match(r"https?://", text):
        return "is named like a secret and has a plain value"
    return ""
