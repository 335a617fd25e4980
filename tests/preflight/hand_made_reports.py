"""Reports made by hand: one with everything in it, odd names included, and one with nothing."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from preflight.finding import Finding, Level
from preflight.outcome import NOT_SEEN, Comparison, Judged, Outcome, of_scan
from preflight.scan.needs import (
    Confidence,
    Evidence,
    Need,
    Phase,
    Report,
    ServiceNeeds,
    Skipped,
    Unresolved,
)
from preflight.sheet import Row, Sheet, State
from preflight.violation import Violation

# What file systems allow and formats trip over: markup, quotes, breaks, escape codes, bytes that are no text.
ODD_NAMES = (
    "a b.py",
    'it\'s "quoted".py',
    "100%.py",
    "a,b:c.py",
    "<script>alert(1)</script>.py",
    "a&b;c.py",
    "line\nbreak.py",
    "carriage\rreturn.py",
    "\x1b[31mred.py",
    "\udcff\udc80.py",
    "naïve-Übung-日本.py",
    "a|b`c`*d*.py",
    "right\u202eleft.py",
)


def need(
    api: str, *places: tuple[str, int], phase: Phase = Phase.RUNTIME, instead: tuple[str, ...] = ()
) -> Need:
    evidence = tuple(Evidence(file, line, f"a client of {api} is made") for file, line in places)
    return Need(f"{api}.googleapis.com", phase, Confidence.CERTAIN, instead, evidence)


PUBSUB = need("pubsub", *((f"services/api/m{number}.py", number) for number in range(1, 6)))
MODELS = need("aiplatform", ("services/api/genai.py", 3), instead=("generativelanguage.googleapis.com",))
RUN = need("run", ("services/api/deploy.sh", 2), phase=Phase.DEPLOY)


def full() -> Report:
    return Report(
        apis=[MODELS, PUBSUB, RUN],
        unresolved=[Unresolved("services/api/any.py", 9, "build(name, version)")],
        skipped=[
            Skipped("services/api/broken.py", "is not read to its end: invalid syntax", line=4),
            Skipped("services/api/x.min.js", "is minified", blind=False),
        ],
        services=[
            ServiceNeeds("services/api", "Dockerfile", ("python", "shell"), (MODELS, PUBSUB, RUN)),
            ServiceNeeds("services/web", "package.json", ("javascript",), ()),
        ],
        hints=[need("storage", ("services/api/requirements.txt", 1))],
        files=120,
        read=17,
    )


def odd(name: str) -> Outcome:
    """Give the outcome of a scan in which everything stands in a file of this name."""
    report = full()
    (api,) = [replace(PUBSUB, evidence=(Evidence(name, 3, f"seen in {name}"),))]
    report.apis, report.services = [api], [ServiceNeeds(name, name, ("python",), (api,))]
    report.unresolved = [Unresolved(name, 9, f"build({name})")]
    report.skipped = [Skipped(name, f"because of {name}", line=4), Skipped(name, "harmless", blind=False)]
    return of_scan(report)


def checked() -> Outcome:
    place = "infra/apis.yaml"
    findings = (
        Finding(
            "services/push_worker/speech.py", 4, "undeclared-api",
            "texttospeech.googleapis.com is needed and not declared: a client is made", f"add it to {place}",
            related=(("services/push_worker/voices.py", 7, "a client is made"),),
        ),
        Finding(place, 30, "unused-declaration", "dns.googleapis.com is declared", "remove it"),
        Finding(place, 20, "needless-for", "run.googleapis.com has a `for`", "remove `for`", Level.WARNING),
    )  # fmt: skip
    compared = (
        Comparison("dns.googleapis.com", (), (place, 30), "Names.", sound=False),
        Comparison(
            "pubsub.googleapis.com", (("services/api/m1.py", 1, "a client"),), (place, 23), "Requests."
        ),
        Comparison(
            "texttospeech.googleapis.com", (("services/push_worker/speech.py", 4, "a client"),), sound=False
        ),
    )
    return Outcome("check", Report(files=10, read=3), findings, compared)


PUBLIC = Violation(
    file="Pulumi.dev.yaml", line=1, code="grants-are-not-public", what="member is allUsers",
    fix="name the callers", level=Level.ERROR, related=(),
    urn="urn:pulumi:dev::vividly::vividly:x:Service$gcp:cloudrunv2/serviceIamMember:ServiceIamMember::public",
    why="Whatever is granted to allUsers is granted to anybody.", page="docs/rules/grants-are-not-public.md",
    severity="critical", enforcement="mandatory", pack="vividly 0.1.0",
)  # fmt: skip
THEIRS = PUBLIC._replace(
    code="no-c", what="a is no good", fix="", level=Level.WARNING, why="", page="https://example.com/no-c",
    severity="", enforcement="advisory", pack="theirs 0.0.1", urn="",
)  # fmt: skip
JUDGED = Judged((("vividly", "0.1.0"),), 3, ("grants-are-not-public", "topics-are-kept"), "dev")


def reported(name: str = "", *, blind: bool = True) -> Outcome:
    """Give the outcome of a log in which everything is called by this name, if there is one."""
    unseen = Finding(name or "events.json", 7, NOT_SEEN, f"the log has no end{name}", "read a whole one")
    ours = PUBLIC._replace(urn=f"{PUBLIC.urn}{name}", what=f"{PUBLIC.what}{name}", why=f"{PUBLIC.why}{name}")
    skipped = [Skipped(unseen.file, unseen.what, line=unseen.line)] if blind else []
    found = (ours, THEIRS._replace(what=f"{THEIRS.what}{name}"))
    return Outcome("report", Report(skipped=skipped), (*((unseen,) if blind else ()), *found), judged=JUDGED)


class Document(Struct):
    """Stands for the document of any command."""

    reads: list[str]


def sheeted(name: str = "") -> Outcome:
    """Give the outcome of a command with a table, in whose cells stands this name."""
    states = (State.GOOD, State.WARNING, State.BAD, State.UNSEEN)
    rows = tuple(Row((f"{state}{name}", f"beside{name}"), state) for state in states)
    sheet = Sheet(Document([f"TOPIC{name}"]), f"4 rows compared{name}", ("name", "where"), rows)
    return Outcome("env", Report(), checked().findings[:1], sheet=sheet)


OUTCOMES = {
    "nothing": of_scan(Report()),
    "everything": of_scan(full()),
    "check": checked(),
    "clean check": Outcome("check", Report(), (), checked().compared[1:2]),
    "report": reported(),
    "advised report": reported(blind=False)._replace(findings=(THEIRS,)),
    "clean report": Outcome("report", Report(), judged=JUDGED),
    "sheet": sheeted(),
    "empty sheet": Outcome("env", Report(), sheet=Sheet(Document([]), "0 rows compared", ("name", "where"))),
    **{f"odd sheet {name!r}": sheeted(name) for name in ODD_NAMES},
    **{f"odd {name!r}": odd(name) for name in ODD_NAMES},
    **{f"odd report {name!r}": reported(name) for name in ODD_NAMES},
}
