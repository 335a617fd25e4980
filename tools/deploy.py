"""`make deploy STACK= SERVICE= IMAGE=`: a deployment is one changed line of an environment's file.

Only that line is touched, so that the difference is what a reviewer has to read. What the new file says is
checked before it is written; the deployment itself is `make up`.
"""

from __future__ import annotations

import argparse
import re
import sys
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from infra import environments
from tools import stack, workspace
from tools.places import HERE, Places
from tools.terminal import CLEAN, CommandError, run, say

if TYPE_CHECKING:
    from collections.abc import Sequence

SERVICES = "vividly:services"
IMAGE = re.compile(r"[\w.:/@+-]+")
SCALAR = re.compile(r""""[^"]*"|'[^']*'|[^\s#]+""")


def with_image(text: str, service: str, image: str, place: str) -> str:
    """`text` with the image of `service` replaced.

    Raises:
        CommandError: the file has no such service, or no image for it on a line of its own.
    """
    if not IMAGE.fullmatch(image):
        raise CommandError(f"{place}: no-image {image!r} is none; write a tag, a digest or a full reference")
    try:
        # The library has no types for what it reads.
        document: Any = YAML().load(StringIO(text))  # pyright: ignore[reportUnknownMemberType]
        services: Any = document["config"][SERVICES]
    except (YAMLError, KeyError, TypeError) as error:
        raise CommandError(f"{place}: no-services config holds no {SERVICES}") from error
    if service not in services:
        known = ", ".join(cast("dict[str, object]", services))
        raise CommandError(f"{place}: no-service {service} is none of its services; they are {known}")
    if "image" not in services[service]:
        raise CommandError(f"{place}: no-image {SERVICES}.{service} has no image; write one there first")
    line_number, column = cast("tuple[int, int]", services[service].lc.value("image"))
    lines = text.splitlines(keepends=True)
    line = lines[line_number]
    lines[line_number] = line[:column] + SCALAR.sub(lambda _: f'"{image}"', line[column:], count=1)
    return "".join(lines)


def change(places: Places, environment: str, service: str, image: str) -> bool:
    """Write the new image down and say which line changed; False where it stood there already.

    Raises:
        CommandError: there is no such environment or service, or the settings would be wrong.
    """
    config = workspace.settings_of(places, environment)
    file = places.settings(environment)
    before = file.read_text(encoding="utf-8")
    after = with_image(before, service, image, file.name)
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        unfinished.write_text(after, encoding="utf-8")
        changed = environments.config_of(unfinished)
        # What is wrong already, like production's missing project, is no reason to refuse an image.
        if stack.problems(environment, changed) != stack.problems(environment, config):
            stack.check(environment, changed)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    for old, new in zip(before.splitlines(), after.splitlines(), strict=True):
        if old != new:
            say(file.name, f"- {old.strip()}")
            say(file.name, f"+ {new.strip()}")
    return before != after


def main(arguments: Sequence[str] | None = None) -> int:
    """Change the line, then bring the environment up."""
    parser = argparse.ArgumentParser(prog="tools.deploy", description=__doc__)
    parser.add_argument("--stack", required=True)
    parser.add_argument("--service", required=True)
    parser.add_argument("--image", required=True)
    options, extra = parser.parse_known_args(arguments)

    def act() -> int:
        if not change(HERE, options.stack, options.service, options.image):
            say("deploy", "the image stands there already")
        return CLEAN

    code = run(act)
    if code:
        return code
    code = stack.main(["up", "--stack", options.stack, *extra])
    if code:
        say("deploy", f"not done; Pulumi.{options.stack}.yaml keeps the new line until you take it back")
    return code


if __name__ == "__main__":
    sys.exit(main())
