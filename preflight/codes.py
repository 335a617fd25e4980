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
}
