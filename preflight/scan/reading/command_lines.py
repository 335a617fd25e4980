r"""What a command line runs: the command behind `sudo` or `xargs`, the script in `bash -c`.

Words are already resolved; `\x00` stands for what is not known.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from preflight.scan.reading.shell_scope import of_text
from preflight.scan.source import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Word(NamedTuple):
    """A word of a command line, and where it stands."""

    text: str
    line: int


SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash"})
# What runs the rest of its line: its options that take a value, and how many words stand before the command.
_RUNNERS: dict[str, tuple[str, int]] = {
    "sudo": ("-u -g -h -p -C -U -D -r -t", 0), "doas": ("-u -C", 0), "env": ("-u -C -S", 0),
    "time": ("-f -o", 0), "nohup": ("", 0), "exec": ("-a", 0), "command": ("", 0), "builtin": ("", 0),
    "nice": ("-n", 0), "ionice": ("-c -n", 0), "timeout": ("-s -k --signal --kill-after", 1),
    "xargs": ("-n -I -P -L -d -a -s -E", 0), "stdbuf": ("-i -o -e", 0), "unbuffer": ("", 0),
    "coproc": ("", 0), "watch": ("-n", 0), "setsid": ("", 0), "chronic": ("", 0), "caffeinate": ("-t", 0),
    "flock": ("-w -E", 1), "gosu": ("", 1), "su-exec": ("", 1), "tini": ("", 0), "dumb-init": ("", 0),
    "parallel": ("-j -a -S", 0), "winpty": ("", 0), "npx": ("-p --package", 0), "ddtrace-run": ("", 0),
    "opentelemetry-instrument": ("", 0), "wait-for-it.sh": ("-h -p -t", 1), "then": ("", 0), "do": ("", 0),
    "poetry run": ("", 0), "uv run": ("--with --group -p", 0), "pipenv run": ("", 0), "rye run": ("", 0),
    "pdm run": ("", 0), "hatch run": ("", 0), "bundle exec": ("", 0), "coverage run": ("-m --source", 0),
    "direnv exec": ("", 1), "yarn exec": ("", 0), "pnpm exec": ("", 0), "npm exec": ("", 0),
    "op run": ("", 0),
}  # fmt: skip
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_COMMAND = re.compile(r"-[a-z]*c|--command")
_INNER = frozenset({"gcloud", "gsutil", "bq"})


def program(words: Sequence[Word]) -> str:
    """Give the name of what the first word starts, without its folder."""
    return words[0].text.rpartition("/")[2] if words else ""


def bare(words: Sequence[Word]) -> Sequence[Word]:
    """Give the command that really runs, without what runs it; nothing if it is only looked up."""
    for _ in range(8):
        while words and (not words[0].text or _ASSIGNMENT.fullmatch(words[0].text)):
            words = words[1:]
        first = program(words)
        runner = first if first in _RUNNERS else " ".join([first, *(word.text for word in words[1:2])])
        if first == "find":
            words = _executed(words)
        elif first in ("docker", "podman", "nerdctl", "docker-compose"):
            return _inside(words)
        elif runner in _RUNNERS:
            if first == "command" and len(words) > 1 and words[1].text in ("-v", "-V"):
                return ()
            words = _behind(words[1 + runner.count(" ") :], *_RUNNERS[runner])
        else:
            break
    return words


def _behind(words: Sequence[Word], valued: str, skipped: int) -> Sequence[Word]:
    taking = valued.split()
    while words and (words[0].text.startswith("-") or _ASSIGNMENT.fullmatch(words[0].text)):
        option = words[0].text
        words = words[2 if option in taking else 1 :]
        if option == "--":
            break
    return words[skipped:]


def _executed(words: Sequence[Word]) -> Sequence[Word]:
    for at, word in enumerate(words):
        if word.text in ("-exec", "-execdir", "-ok"):
            return words[at + 1 :]
    return ()


def _inside(words: Sequence[Word]) -> Sequence[Word]:
    if any(word.text in ("run", "exec") for word in words[1:4]):
        for at, word in enumerate(words[2:], 2):
            if word.text in _INNER:
                return words[at:]
    return words


def scripts(words: Sequence[Word]) -> Iterator[Word]:
    """Give the texts that the command runs as scripts: of `bash -c`, `eval`, `trap`, `ssh`, `su -c`."""
    name = program(words)
    if name == "eval":
        yield Word(" ".join(word.text for word in words[1:]), words[0].line)
    elif name in SHELLS or name in ("su", "script"):
        yield from islice(_given(words, _COMMAND), 1)
    elif name == "gcloud":
        yield from _given(words, re.compile("--command"))
    elif name == "trap" and len(words) > 2 and not words[1].text.startswith("-"):
        yield words[1]
    elif name == "ssh" and len(words) > 2 and " " in words[-1].text:
        yield words[-1]


def _given(words: Sequence[Word], option: re.Pattern[str]) -> Iterator[Word]:
    for word, after in pairwise(words):
        if option.fullmatch(word.text):
            yield after
    for word in words:
        name, sign, text = word.text.partition("=")
        if sign and option.fullmatch(name):
            yield Word(text, word.line)


def settings(words: Sequence[Word]) -> Iterator[Setting]:
    """Give the environment variables that a command sets for a program: before it, or of what it deploys."""
    for word in words:
        found = _ASSIGNMENT.fullmatch(word.text)
        if found:
            yield Setting(found[1], of_text(found[2]), word.line)
        elif program((word,)) not in _RUNNERS and not word.text.startswith("-"):
            break
    for at, word in enumerate(words):
        option, _, value = word.text.partition("=")
        if not value and at + 1 < len(words):
            value = words[at + 1].text
        if option in ("--set-env-vars", "--update-env-vars", "--container-env", "--build-env-vars"):
            yield from _listed(value, word.line)
        elif option in ("-e", "--env", "--build-arg") and (found := _ASSIGNMENT.fullmatch(value)):
            yield Setting(found[1], of_text(found[2]), word.line)


def _listed(value: str, line: int) -> Iterator[Setting]:
    # gcloud topic escaping: `^:^` at the start makes `:` what separates.
    separator = ","
    if found := re.match(r"\^(.{1,3}?)\^", value):
        separator, value = found[1], value[found.end() :]
    for pair in value.split(separator):
        if found := _ASSIGNMENT.fullmatch(pair.strip()):
            yield Setting(found[1], of_text(found[2]), line)


def unwrapped(words: tuple[Word, ...]) -> Sequence[Word]:
    """Give what a function runs of its arguments: it may take a number for itself first, or one text."""
    if len(words) > 1 and words[0].text[:1].isdigit():
        return words[1:]
    if len(words) == 1 and " " in words[0].text:
        return (Word("eval", words[0].line), *words)
    return words
