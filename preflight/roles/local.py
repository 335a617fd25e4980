"""Calls that ask Google nothing: paths, builders, what is done with an answer, the end of a client.

    SecretManagerServiceClient.secret_path                  makes a name
    PublisherClient.publish.result                          reads an answer
    BlobInfo.getBucket                                      reads a value

A client that is generated from an API (`…Client`) asks with each of its methods but a few; of one that is
written by hand, and of everything else, the names that are local are listed. What is not known to be local is
not: a call that is wrongly held to be local becomes a role that is wrongly held to be spare.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from preflight.catalogue import iam

if TYPE_CHECKING:
    from collections.abc import Sequence

# Whose clients are written by hand: what their methods give may be asked again.
_BY_HAND = frozenset(
    f"{name}.googleapis.com"
    for name in (
        "aiplatform", "bigquery", "bigtable", "clouderrorreporting", "datastore", "firestore",
        "generativelanguage", "logging", "pubsub", "spanner", "storage", "translate",
    )
)  # fmt: skip
_MODELS = frozenset({"aiplatform.googleapis.com", "generativelanguage.googleapis.com"})
_GENERATED = re.compile(r"(?!(?:Async|New)?Client$)\w+Client$")
_OF_CLIENT = re.compile(
    r".*(path|paths|name)$|(close|shutdown|enter|exit|from|parse|common|transport|gettransport|is|await)[a-z]*$"
    r"|(get[a-z]*operationsclient|getsettings|getstub|getprojectid|create|initialize|newbuilder|then|catch"
    r"|apiendpoint|universedomain|connection|callcontext|auth)$"
)
_WORDS = re.compile(
    r".*(path|paths|handler|builder|options|settings|config|client|exporter)$"
    r"|(close|closesend|end|pipe|awaitrunning|awaitterminated|stop|shutdown|result|adddonecallback|next|all"
    r"|pages|cancel|done|exception|name|build|get|getservice|getdefaultinstance|transport|options|api|ref"
    r"|key|copy|then|catch|finally|awaitresult|strip|items|values|keys|write|read|iterator|iterateall"
    r"|getvalues|enter|exit|promise|map|filter|foreach|if|generation|retryer|where|orderby|order|limit"
    r"|select|offset|startafter|startat|endat|endbefore|documents|data|decode|publisher|subscriber|topic"
    r"|subscription|bucket|blob|file|object|collection|document|doc|dataset|table|instance|database|logger"
    r"|queryparameter|getpayload|getdata|tostringutf8|get[a-z]+list|create|size|acl|iam|id|incontext|batch"
    r"|delayed|hash|equals|query|entity|client|context|namespace|useralabels|append|extend|pop|unsubscribe"
    r"|totalseconds|totaltokens|format|fornumber|wait|text|struct|float|numeric|int|date|timestamp"
    r"|addlifecycledeleterule|getdefault[a-z]*)$"
)
# What such a name begins with, up to the next word of it: `to_dict`, `asImage`, but not `topics`.
_BEGINS = re.compile(r"(?:to|as|is|has|of|from|parse|common|new|with)(?=_|[A-Z]|$)")
_SETTERS = re.compile(r"(?:set|add|put|clear)(?=[A-Z])(?!.*(?:Iam|Acl|Labels|Metadata|ToProductSet))")
_VALUES = re.compile(r"\w*(?:Info|Id|Name|Request|Response|Options|LocalTokenizer)(?:\[\])?$")
_DATA = frozenset({"bindings", "labels", "annotations", "members", "accessentries", "serializedrows"})
_READS = {
    "firestore.googleapis.com": frozenset({"documents", "get", "getall", "stream", "getdocument"}),
    "spanner.googleapis.com": frozenset(
        {
            "analyzequery", "executequery", "executesql", "query", "querywithstats", "read", "readrow",
            "readusingindex", "run",
        }
    ),
}  # fmt: skip
_POLICIES = frozenset({"getiampolicy", "setiampolicy", "testiampermissions"})
_RESOURCES = re.compile(
    r"(?:create|get|lookup|list|new|add|copy|rename|move|restore)?"
    r"(?:bucket|table|dataset|topic|subscription|blob|file|transaction|batch|bulkwriter)s?$"
)


def is_local(api: str, chain: Sequence[str], file: str) -> bool:  # noqa: PLR0911 - one reason a line
    """Say whether the last name of a chain is known to ask Google nothing."""
    last, receiver = chain[-1].removesuffix("[]"), chain[-2].removesuffix("[]") if len(chain) > 1 else ""
    java = file.endswith((".java", ".kt", ".scala", ".cs"))
    if last[:1].isupper() and not file.endswith((".go", ".cs")):
        return True  # it makes something
    word = iam.plain(last)
    if _is_client(api, chain, receiver):
        return bool(_OF_CLIENT.fullmatch(word))
    if _building(chain) or on_answer(api, chain, file):
        return True
    if (java or file.endswith(".go")) and _VALUES.fullmatch(receiver):
        return True
    if api in _MODELS and word in ("get", "create", "query", "cancel") and not java:
        made = receiver[:1].isupper() and file.endswith((".py", ".ipynb"))
        return iam.plain(receiver) == "chats" or (word == "create" and not made and receiver[:1].isupper())
    if _BEGINS.match(last[:1].lower() + last[1:]) or (java and _SETTERS.match(last)):
        return True
    if word in ("get", "create") and iam.gives(api, receiver):
        return False
    return bool(_WORDS.fullmatch(word))


def on_answer(api: str, chain: Sequence[str], file: str) -> bool:
    """Say whether a call is made on what another one gave, and that is data: it asks for nothing more."""
    words = [iam.plain(one) for one in chain]
    if _DATA & {*words[:-1]}:
        return True
    if file.endswith((".java", ".kt", ".scala", ".cs", ".go")) and _VALUES.fullmatch(chain[-2]):
        return True
    if words[-1] == "get" and file.endswith(".java") and api == "firestore.googleapis.com":
        found = iam.needed(api, chain[:-1])
        return found is not None and bool(found.permissions)
    if api in _READS:  # what is read is data, but a snapshot has a reference, and a transaction is asked
        read = [at for at, word in enumerate(words[:-1]) if word in _READS[api]]
        return bool(read) and not {"ref", "reference", "getreference"} & {*words[read[0] :]}
    return any(
        words[at] in _POLICIES or (_answers(api, chain[: at + 1]) and not _RESOURCES.fullmatch(words[at]))
        for at in range(len(chain) - 1)
    )


def _answers(api: str, chain: Sequence[str]) -> bool:
    """Say whether a call gives data: it has a row, and nothing that its API calls a thing of its own."""
    if iam.gives(api, chain[-1]) or (api not in _MODELS and _gets_itself(api, chain)):
        return False
    found = iam.needed(api, chain)
    return found is not None and (bool(found.permissions or found.perhaps) or api not in _BY_HAND)


def _gets_itself(api: str, chain: Sequence[str]) -> bool:
    """Say whether a thing is asked for itself: `bucket.get()` gives the bucket."""
    return len(chain) > 1 and iam.plain(chain[-1]) == "get" and bool(iam.gives(api, chain[-2]))


def _is_client(api: str, chain: Sequence[str], receiver: str) -> bool:
    if receiver in ("PublisherClient", "SubscriberClient"):
        return False  # generated, and much is added by hand
    if _GENERATED.fullmatch(receiver) and (api not in _BY_HAND or not receiver.startswith("New")):
        return True
    if receiver == "create" and len(chain) > 2 and _GENERATED.fullmatch(chain[-3]):
        return True
    return receiver in ("NewClient", "NewRESTClient") and api not in _BY_HAND


def _building(chain: Sequence[str]) -> bool:
    words = [iam.plain(one) for one in chain]
    begun = max((at for at, word in enumerate(words[:-1]) if word in ("builder", "newbuilder")), default=-1)
    return begun >= 0 and "build" not in words[begun:-1]
