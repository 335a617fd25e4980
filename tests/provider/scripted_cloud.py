"""A transport that answers from a script: the next answer to each request, in order."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

from provider_recording import CONFIG

from localcloud.provider.configuration import configured
from localcloud.provider.google_errors import GoogleError
from localcloud.provider.job import Cloud
from localcloud.provider.provider import Provider
from localcloud.provider.transport import Request, Transport

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

Script = list[tuple[int, "Properties"]]


class Scripted(Transport):
    """Answers in order; ``asked`` is what was sent, ``slept`` the waits."""

    def __init__(self, script: Script) -> None:
        super().__init__("local", threading.Event())
        self.script = list(script)
        self.asked: list[Request] = []
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def _once(self, request: Request) -> Properties:
        self.asked.append(request)
        status, answer = self.script.pop(0)
        if status >= 300:
            raise GoogleError(status, json.dumps(answer))
        return answer


def provider(script: Script) -> tuple[Provider, Scripted]:
    """A provider whose cloud follows the script."""
    cloud = Scripted(script)
    return Provider(Cloud(configured(CONFIG, {}), cloud)), cloud


def error(code: int, message: str, status: str = "") -> tuple[int, Properties]:
    """Google's error answer."""
    return code, {"error": {"code": code, "message": message, "status": status}}
