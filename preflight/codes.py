"""What each code of a finding means and why it matters: the words of the SARIF report."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """A rule in one line, why it is one, and what to do when it is broken."""

    holds: str
    why: str
    fix: str


CODES: dict[str, Code] = {
    "undeclared-api": Code(
        "Every API that is needed is declared",
        "A call to an API that nobody enabled is refused (403 SERVICE_DISABLED), and not before production.",
        "Add an entry with its reason, or let `preflight check --fix` add it and review what it wrote.",
    ),
    "unused-declaration": Code(
        "Every declared API is needed by something",
        "An API that nothing needs widens what stolen credentials can do; later nobody dares to remove it.",
        "Remove the entry, or say with `for:` what outside this repository needs it.",
    ),
    "needless-for": Code(
        "`for` stands only where this repository itself needs nothing",
        "It would keep the entry alive after the last call has gone.",
        "Remove `for` from the entry; the calls are its evidence.",
    ),
    "declaration-without-reason": Code(
        "Every declaration has a reason",
        "Without it nobody can tell later whether the API may be taken away.",
        "Say what would stop without the API.",
    ),
    "duplicate-declaration": Code(
        "An API is declared once",
        "Of two entries one is changed and the other is believed.",
        "Keep one entry, with all reasons.",
    ),
    "unknown-api": Code(
        "Every declared name is one that Google has",
        "Google enables in batches that succeed or fail whole, so one wrong name fails its neighbours.",
        "Correct the name, or renew the catalogue if the API is newer than it.",
    ),
    "malformed-declaration": Code(
        "The declarations can be read",
        "What cannot be read is not declared.",
        "Correct the file where the message says.",
    ),
    "unknown-resource-type": Code(
        "Every resource type of the stack has its APIs in the catalogue",
        "A type without a row would need nothing, and its API would be missed.",
        "Add the module or the type to preflight/catalogue/resource_types.csv.",
    ),
    "unresolved-call": Code(
        "The name of every API that is called stands in the code",
        "A call whose API cannot be told cannot be checked either.",
        "Write its name as text or as a constant; if it stands there, add it to the catalogue.",
    ),
    "could-not-look": Code(
        "Everything that could hold a finding was looked at",
        "What was not looked at is unknown, which is not the same as fine.",
        "Correct what the message names, or leave it out of what is looked at.",
    ),
    "called-api": Code(
        "An API is called here",
        "This tells and judges nothing.",
        "Nothing has to be done.",
    ),
    "verify-failed": Code(
        "What a stack declares is there, answers, and is refused where it must be",
        "What the project does not have is otherwise found out by a request in production.",
        "Run the command that the finding names.",
    ),
    "verify-warning": Code(
        "What answers today answers tomorrow",
        "It works and is about to stop, or works in another way than was declared.",
        "Look at it before the next deployment.",
    ),
    "MDL001": Code(
        "A model is spelled in the registry and nowhere else",
        "Google retires models; an id that stands in many files is exchanged in all of them but one.",
        "Give it a role in preflight/models/models.yaml and read the role's environment variable.",
    ),
    "MDL002": Code(
        "A model that is spelled, or fills a role, answers, new projects too, and will for 90 days",
        "A retired model answers 404 to everybody, one that is closed to new projects answers 404 to those.",
        "Call its successor; `preflight models show MODEL` says which, and until when.",
    ),
    "MDL003": Code(
        "A spelled model is known to the registry",
        "Lists of models drop the retired ones first, so what is absent is unknown and never fine.",
        "Correct the name, or enter the model in the registry with its dates and their source.",
    ),
    "MDL004": Code(
        "Which model is called stands in the code or the registry",
        "A name that is completed at run time can become one that was retired, and no check sees it.",
        "Pass the whole name in, from the registry.",
    ),
    "MDL005": Code(
        "Production calls a stable model",
        "A floating name goes to another model overnight; a preview goes at short notice.",
        "Call a stable model: `preflight models list` shows them.",
    ),
    "MDL006": Code(
        "The registry was compared with Google's pages in the last 45 days",
        "Google moves dates: what was read in spring is wrong in autumn.",
        "Run `preflight models refresh` and review what it shows.",
    ),
    "ignore-without-reason": Code(
        "An ignore says what it takes back, and why",
        "Without a reason nobody can tell later whether it may go.",
        "Write `preflight: ignore[MDL001] why`.",
    ),
    "ignore-of-nothing": Code(
        "An ignore takes something back",
        "It would take back the next mistake on its line.",
        "Remove the comment.",
    ),
    "ENV001": Code(
        "What a service must be given is set on it",
        "The service fails when it starts or, worse, at the request that asks first.",
        "Set the variable on the service in the stack, or give it a default in the code.",
    ),
    "ENV002": Code(
        "What is set on a service is read there",
        "Somebody will change it one day and wonder why nothing happens.",
        "Take the variable away, or read it.",
    ),
    "ENV003": Code(
        "Secrets are no plain values",
        "Whoever may look at the service, its revisions or the stack's state can read it.",
        "Keep it in Secret Manager and refer to a version of it.",
    ),
    "ENV004": Code(
        "Every variable that is read is named in the code",
        "What is read under a name that the code does not tell cannot be compared with anything.",
        "Name each variable where it is read.",
    ),
    "ENV005": Code(
        "Production pins versions of secrets",
        "What reads the latest version changes at its next cold start without anybody deploying.",
        "Pin the number of a version; a new one is then a change that is reviewed and can be taken back.",
    ),
    "IAM001": Code(
        "Every permission that the code needs is granted to the identity of its service",
        "The call is refused (403 PERMISSION_DENIED), and not before somebody makes it in production.",
        "Grant the role that the message names, on the resource and not on the project.",
    ),
    "IAM002": Code(
        "Every role that a service is granted is needed by its code",
        "What is not needed is what stolen credentials can do besides; later nobody dares to remove it.",
        "Remove the grant.",
    ),
    "IAM003": Code(
        "A service is granted no wider role than it needs, and on nothing wider",
        "A role over everything in a project turns a fault in one service into one in all of them.",
        "Grant the narrower roles that the message names, on the resources that it names.",
    ),
}
