"""Needed against declared: a sound pair, and then one thing wrong at a time."""

from __future__ import annotations

import pytest

from preflight import declared
from preflight.check import comparing, needed
from preflight.check.needed import Needed, Place
from preflight.check.stack import Resource
from preflight.codes import CODES
from preflight.finding import Finding, Level
from preflight.scan.needs import Confidence, Evidence, Need, Phase, Report

FILE = "infra/apis.yaml"
SOUND = """\
- api: serviceusage.googleapis.com
  bootstrap: true
  reason: Everything else is enabled through it.
- api: pubsub.googleapis.com
  reason: Requests travel through it.
- api: aiplatform.googleapis.com
  reason: Writes scripts.
- api: logging.googleapis.com
  reason: Logs of the services.
  for: Cloud Run writes logs there.
- api: sts.googleapis.com
  reason: The pipeline becomes somebody through it.
"""
KNOWN = {
    f"{name}.googleapis.com" for name in ("serviceusage", "pubsub", "aiplatform", "logging", "sts", "storage")
}
PUBLISHES = Needed(("pubsub.googleapis.com",), (Place("services/api/a.py", 3, "PublisherClient is made"),))
MODELS = Needed(
    ("aiplatform.googleapis.com", "generativelanguage.googleapis.com"),
    (Place("services/api/b.py", 5, "Client"),),
)
PIPELINE = Needed(("sts.googleapis.com",), (Place(".github/workflows/x.yml", 9, "auth"),), required=False)
NEEDS = (PUBLISHES, MODELS, PIPELINE)


def compared(
    needs: tuple[Needed, ...] = NEEDS,
    text: str = SOUND,
    known: set[str] = KNOWN,
    *,
    partial: bool = False,
) -> tuple[list[Finding], dict[str, bool]]:
    declarations = declared.parse(text, FILE)
    together = needed.together([*needs, *needed.by_word(declarations.entries, FILE)])
    findings, rows = comparing.compare(together, declarations, known, FILE, partial=partial)
    return findings, {row.api.partition(".")[0]: row.sound for row in rows}


def test_what_is_needed_and_declared_gives_no_finding() -> None:
    names = ("serviceusage", "pubsub", "aiplatform", "logging", "sts")
    assert compared() == ([], dict.fromkeys(sorted(names), True))


def without(api: str) -> str:
    blocks = SOUND.split("- api: ")
    return "- api: ".join(block for block in blocks if not block.startswith(api))


def needing(api: str, **changed: object) -> tuple[Needed, ...]:
    return tuple(need._replace(**changed) if need.apis[0].startswith(api) else need for need in NEEDS)


STORES = Needed(
    ("storage.googleapis.com",), (Place("services/x.py", 7, "Client"), Place("services/y.py", 8, "b"))
)


@pytest.mark.parametrize(
    ("needs", "text", "place", "code", "what", "fix"),
    [
        (
            NEEDS,
            without("pubsub"),
            "services/api/a.py:3",
            "undeclared-api",
            "pubsub.googleapis.com is needed and not",
            'pubsub.googleapis.com, reason: "Needed at services/api/a.py:3 (PublisherClient is made)."}`',
        ),
        (
            NEEDS,
            without("aiplatform"),
            "services/api/b.py:5",
            "undeclared-api",
            "aiplatform.googleapis.com or generativelanguage.googleapis.com is needed, and none",
            "the one that the",
        ),
        (
            (*NEEDS, STORES),
            SOUND,
            "services/x.py:7",
            "undeclared-api",
            "storage.googleapis.com is needed and not",
            "or run preflight check --fix",
        ),
        (
            (PUBLISHES, MODELS),
            SOUND,
            f"{FILE}:11",
            "unused-declaration",
            "sts.googleapis.com is declared",
            "`for:`",
        ),
        (
            NEEDS[1:],
            SOUND,
            f"{FILE}:4",
            "unused-declaration",
            "pubsub.googleapis.com is declared",
            "remove the entry",
        ),
        (
            NEEDS,
            SOUND.replace("  bootstrap: true\n", ""),
            f"{FILE}:1",
            "unused-declaration",
            "serviceusage",
            "remove",
        ),
        (
            NEEDS,
            SOUND.replace("  for: Cloud Run writes logs there.\n", ""),
            f"{FILE}:8",
            "unused-declaration",
            "logging.googleapis.com",
            "remove the entry",
        ),
        (
            NEEDS,
            SOUND.replace("  reason: Writes scripts.\n", ""),
            f"{FILE}:6",
            "declaration-without-reason",
            "aiplatform.googleapis.com",
            "add `reason:`",
        ),
        (
            NEEDS,
            SOUND + "- {api: pubsub.googleapis.com, reason: again}\n",
            f"{FILE}:13",
            "duplicate-declaration",
            "pubsub.googleapis.com is declared 2 times",
            "keep one",
        ),
        (
            NEEDS,
            SOUND.replace("Cloud Run writes logs there.", "logs"),
            f"{FILE}:8",
            "malformed-declaration",
            "a `for` that is no sentence",
            "say what outside",
        ),
        (
            NEEDS,
            SOUND.replace("  for: ", "  far: "),
            f"{FILE}:8",
            "malformed-declaration",
            "unknown key 'far'",
            "did you mean for?",
        ),
    ],
)
def test_one_thing_wrong_is_found_at_its_place_with_its_fix(  # noqa: PLR0917
    needs: tuple[Needed, ...], text: str, place: str, code: str, what: str, fix: str
) -> None:
    findings, _ = compared(needs, text)
    (found,) = [finding for finding in findings if finding.code == code]
    assert f"{found.file}:{found.line}" == place
    assert what in found.what
    assert fix in found.fix
    assert found.level is Level.ERROR
    assert found.code in CODES


def test_a_misspelled_name_is_told_with_the_closest_one() -> None:
    findings, rows = compared(text=SOUND.replace("api: pubsub.", "api: pubsubs."))
    assert {finding.code for finding in findings} == {"undeclared-api", "unknown-api", "unused-declaration"}
    (unknown,) = [finding for finding in findings if finding.code == "unknown-api"]
    assert (unknown.line, unknown.fix) == (4, "did you mean pubsub.googleapis.com?")
    assert rows["pubsubs"] is rows["pubsub"] is False


def test_a_name_close_to_none_is_to_be_corrected() -> None:
    findings, _ = compared(text=SOUND + "- {api: zzz.googleapis.com, reason: None.}\n")
    (unknown,) = [finding for finding in findings if finding.code == "unknown-api"]
    assert unknown.fix == "correct the name, or renew the catalogue"


@pytest.mark.parametrize("api", MODELS.apis)
def test_any_of_the_alternatives_meets_a_need(api: str) -> None:
    text = SOUND.replace(MODELS.apis[0], api)
    assert compared(text=text, known={*KNOWN, *MODELS.apis})[0] == []


def test_what_only_deploys_demands_no_entry_and_justifies_one() -> None:
    assert compared(text=without("sts"))[0] == []
    assert compared()[1]["sts"] is True
    assert "sts" not in compared(text=without("sts"))[1]


def test_a_need_that_code_and_pipeline_share_is_required() -> None:
    findings, _ = compared(needing("sts", required=True), without("sts"))
    assert [finding.code for finding in findings] == ["undeclared-api"]


def test_a_for_that_the_code_made_needless_asks_for_a_look_and_fails_nothing() -> None:
    logs = Needed(("logging.googleapis.com",), (Place("services/api/c.py", 2, "Client"),))
    (finding,), rows = compared((*NEEDS, logs))
    assert (finding.code, finding.level, finding.line) == ("needless-for", Level.WARNING, 8)
    assert finding.related == (("services/api/c.py", 2, "Client"),)
    assert rows["logging"] is True


def test_nothing_is_called_unused_while_something_could_not_be_seen() -> None:
    assert compared((PUBLISHES, MODELS), partial=True)[0] == []
    assert [one.code for one in compared(text=without("pubsub"), partial=True)[0]] == ["undeclared-api"]


def test_further_places_of_a_need_are_told_with_it() -> None:
    (finding,) = compared((*NEEDS, STORES))[0]
    assert finding.related == (("services/y.py", 8, "b"),)
    assert "services/x.py:7, and 1 more (Client)" in finding.fix


def test_what_cannot_be_read_declares_nothing() -> None:
    findings, rows = compared(text="a: [")
    assert [finding.code for finding in findings] == [
        "undeclared-api",
        "undeclared-api",
        "malformed-declaration",
    ]
    assert not any(rows.values())


def test_only_what_runs_is_required_of_the_code_that_was_scanned() -> None:
    places = (Evidence("a.py", 1, "x"),)
    report = Report(apis=[
        Need("pubsub.googleapis.com", Phase.RUNTIME, Confidence.LIKELY, ("b.googleapis.com",), places),
        Need("run.googleapis.com", Phase.DEPLOY, Confidence.CERTAIN, (), places),
    ], hints=[Need("dns.googleapis.com", Phase.RUNTIME, Confidence.WEAK, (), places)])  # fmt: skip
    assert [(need.apis, need.required) for need in needed.by_code(report)] == [
        (("pubsub.googleapis.com", "b.googleapis.com"), True),
        (("run.googleapis.com",), False),
    ]
    assert [need.required for need in needed.by_code(report, required=False)] == [False, False]


def test_a_resource_needs_each_api_of_its_type() -> None:
    topic = Resource("gcp:pubsub/topic:Topic", "infra/m.py", 9)
    needs = list(needed.by_resources([(topic, ("a.googleapis.com", "b.googleapis.com"))]))
    assert [need.apis for need in needs] == [("a.googleapis.com",), ("b.googleapis.com",)]
    assert {need.places for need in needs} == {(Place("infra/m.py", 9, "gcp:pubsub/topic:Topic"),)}
    assert all(need.required for need in needs)


def test_needs_of_the_same_apis_become_one_with_the_required_places_first() -> None:
    loose = PUBLISHES._replace(required=False, places=(Place("deploy.sh", 1, "gcloud pubsub"),))
    (one,) = needed.together([loose, PUBLISHES, PUBLISHES])
    assert one == Needed(PUBLISHES.apis, (*PUBLISHES.places, *loose.places), required=True)
