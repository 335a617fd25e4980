"""The reader of Makefiles: recipes as the shell gets them, with what make put in for its variables."""

from __future__ import annotations

import pytest

from preflight.scan.languages import makefile
from preflight.scan.source import Env, Joined, Known, Setting


def commands(text: str) -> list[tuple[int, str, str]]:
    source = makefile.read(text.encode(), "Makefile")
    return [(one.line, one.within, " ".join(one.words).replace("\x00", "?")) for one in source.commands]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a:\n\tgcloud x", [(2, "a", "gcloud x")]),
        ("a: b\n\t@gcloud x\n\t-@gsutil y", [(2, "a", "gcloud x"), (3, "a", "gsutil y")]),
        ("a: ; gcloud x", [(1, "a", "gcloud x")]),
        ("a b: c\n\n\tgcloud x", [(3, "a", "gcloud x")]),
        ("a:\n\tgcloud x \\\n\t\t--y \\\n\t\t--z\n\tbq ls",
         [(2, "a", "gcloud x --y --z"), (5, "a", "bq ls")]),
        ("P = p\na:\n\tgcloud x $(P) ${P}", [(3, "a", "gcloud x p p")]),
        ("P := p\nQ = $(P)-q\na:\n\tgcloud $(Q)", [(4, "a", "gcloud p-q")]),
        ("P ?= p\nP ?= q\na:\n\tgcloud $(P)", [(4, "a", "gcloud p")]),
        ("a:\n\tgcloud $(P) $$HOME $@ $<", [(2, "a", "gcloud ? ? a ?")]),
        ("G = gcloud --quiet\na:\n\t$(G) x", [(3, "a", "gcloud --quiet x")]),
        ("P := $(shell gcloud x)\n", [(1, "", "gcloud x")]),
        ('P := $(shell gcloud x --f="value(a.b)" $(Q))\na:\n\tls', [(1, "", "gcloud x --f=value(a.b) ?")]),
        ("a:\n\tX=$$(gcloud x) && gsutil $$X", [(2, "a", "gcloud x"), (2, "a", "gsutil ?")]),
        ("define d\ngcloud $(1)\ngsutil $(2)\nendef\na:\n\t$(call d,x,y)",
         [(6, "a", "gcloud x"), (6, "a", "gsutil y")]),
        ("a:\nifdef X\n\tgcloud x\nelse\n\tgcloud y\nendif", [(3, "a", "gcloud x"), (5, "a", "gcloud y")]),
        ("a:\n\tfor i in p q; do \\\n\t  gcloud $$i; \\\n\tdone",
         [(3, "a", "gcloud p"), (3, "a", "gcloud q")]),
        ("image-$(X) := $(call f,$(Y))\na:\n\tgcloud x", [(3, "a", "gcloud x")]),
        ("a:\r\n\tgcloud x\r\n", [(2, "a", "gcloud x")]),
    ],
)  # fmt: skip
def test_recipes_are_commands_of_their_target(text: str, found: list[tuple[int, str, str]]) -> None:
    assert commands(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "# gcloud x",
        "a:\n#\tgcloud x",
        "a:\n\t# gcloud x",
        "a:\n\t@echo gcloud x",
        "gcloud: x",
        "a: gcloud",
        "P = gcloud x",
        "define d\ngcloud x\nendef",
        "help:\n\t@printf 'gcloud x'",
        "$(info gcloud x)",
        "",
    ],
)
def test_what_make_does_not_run_is_no_command(text: str) -> None:
    assert commands(text) == []


def test_what_is_exported_is_a_setting() -> None:
    source = makefile.read(
        b"R = us\nexport A = b-$(R)\nexport B ?= ${C}\nD = e\na:\n\tF=g python main.py", "Makefile"
    )
    assert source.settings == [
        Setting("A", Known("b-us"), 2), Setting("B", Env("C"), 3), Setting("F", Known("g"), 6),
    ]  # fmt: skip


def test_addresses_are_texts_with_their_variables() -> None:
    source = makefile.read(b"R = us\na:\n\tcurl https://$(R)-$(S).googleapis.com/v1", "Makefile")
    assert [(one.line, one.into, one.value) for one in source.texts] == [
        (3, "curl", Joined((Known("https://us-"), Env("S"), Known(".googleapis.com/v1")))),
    ]


def test_files_that_are_started_or_included_are_named() -> None:
    source = makefile.read(b"include a.mk\nb:\n\t./c.sh && python d.py\n\t$(MAKE) e", "Makefile")
    assert sorted(source.locals) == ["./c.sh", "a.mk", "d.py"]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("gcloud x y z\n", 1),
        ("$((( = x :::\n", 0),
        ("a:\n\tgcloud x\n", 0),
        ("", 0),
    ],
)
def test_what_is_no_make_is_told_where_it_could_matter(text: str, problems: int) -> None:
    assert len(makefile.read(text.encode(), "Makefile").problems) == problems


@pytest.mark.parametrize(
    "text",
    [
        "A = $(A)\na:\n\tgcloud $(A)", "A = $(B)\nB = $(A)\na:\n\tgcloud $(A)",
        "define d\n$(call d)\nendef\na:\n\t$(call d)", "$(" * 3000, "a:\n\t" + "$(shell " * 2000,
        "A = $(shell (((",
        "A0 = x\n" + "".join(f"A{at + 1} = $(A{at})$(A{at})\n" for at in range(60)) + "a:\n\tgcloud $(A60)",
        "ifdef A\n" * 2000, "\x00\x01\x02", "a:\n\t\\", "define d", "a:\n\t$(call )", "a:\n\t$(call d,",
    ],
)  # fmt: skip
def test_broken_and_hostile_makefiles_are_read_without_an_error(text: str) -> None:
    assert makefile.read(text.encode(), "Makefile").language == "make"
