"""From one request to one answer: route, gate, checks, handler, and everything written in one transaction.

Absent: HTTP. `app.py` reads requests and writes answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs

from localcloud import kinds, masks, operations, query, registry, validate
from localcloud.api import Answer, Call, Cloud
from localcloud.errors import GoogleError, not_found, unimplemented

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from localcloud.api import Api
    from localcloud.casing import Json
    from localcloud.discovery import Method
    from localcloud.projects import Project

_IN_PATH = re.compile(r"(?:^|/)projects/([^/:?]+)")
_MEDIA = re.compile(r"^(?:resumable/)?(?:upload|download)/")
#: Bodies whose output-only fields are meant: a policy's etag is one of them.
_OUTPUT_KEPT = frozenset({"setIamPolicy"})
_PARTIAL = frozenset({"patch", "update"})


class Asked(NamedTuple):
    """One request: `path` still percent-encoded and without the host, `query` as it was sent."""

    verb: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    raw: bytes


def run(cloud: Cloud, asked: Asked) -> Answer:
    """Answers one request; refusals are raised as GoogleError."""
    api = registry.find(asked.host)
    if api is not None and (route := api.routes.get((asked.verb, asked.path))):
        return Answer(json=route(cloud))
    media = _MEDIA.match(asked.path)
    if media:
        # Chunks of an upload come as PUT to the address of the POST that began it.
        verb = "POST" if asked.verb == "PUT" else asked.verb
        asked = asked._replace(verb=verb, path=asked.path[media.end() :])
    named = _project(cloud, api, asked)
    if named is not None:
        cloud.gate.check(named, asked.host)
    if api is None:
        raise _nothing_here(asked.host)
    call = _call(cloud, asked, named)
    handler = kinds.handler(api, call.method.id)
    if handler is None:
        raise unimplemented(f"The local cloud does not answer {asked.host} {call.method.id}.")
    if media is None:
        call.body = _body(call, api)
    return _finish(call, _kept(call, handler))


def _project(cloud: Cloud, api: Api | None, asked: Asked) -> Project | None:
    """The project whose APIs the call uses: a quota project named in a header, else the one in the path."""
    if billed := asked.headers.get("x-goog-user-project"):
        return cloud.projects.named(billed)
    if owner := _owner(cloud, asked):
        return owner
    if api is None:
        return None
    given: Json = {key: values[0] for key, values in parse_qs(asked.query).items()}
    return api.project_of(cloud, asked.path, given)


def _owner(cloud: Cloud, asked: Asked) -> Project | None:
    """The project that the path names, by id or number."""
    found = _IN_PATH.search(asked.path)
    return cloud.projects.named(found[1]) if found and found[1] not in ("-", "_") else None


def _nothing_here(host: str) -> GoogleError:
    if not host.endswith(".googleapis.com"):
        return not_found(
            f"'{host}' is no Google service; a path begins with one: /pubsub.googleapis.com/v1/…"
        )
    return unimplemented(f"The local cloud has no {host}; a new file in localcloud/apis would serve it.")


def _call(cloud: Cloud, asked: Asked, named: Project | None) -> Call:
    document = registry.document(asked.host, asked.path)
    found = document.match(asked.verb, asked.path) if document is not None else None
    if document is None or found is None:
        raise not_found(f"The requested URL /{asked.path} was not found for {asked.verb} on {asked.host}.")
    method, variables = found
    call = Call(
        cloud=cloud,
        service=asked.host,
        version=document.version,
        document=document,
        method=method,
        path={},
        query=query.parse(document, method, asked.query),
        body={},
        headers=asked.headers,
        raw=asked.raw,
        named=named,
    )
    call.path = {name: call.resolve(value) for name, value in variables.items()}
    call.named = _owner(cloud, asked) or named
    return call


def _body(call: Call, api: Api) -> Json:
    """The checked body; what the path says need not stand in it."""
    method = call.method
    if not method.request or method.verb == "GET":
        return {}
    name = method.id.rpartition(".")[2]
    checker = validate.Validator(
        call.document, keep_output=name in _OUTPUT_KEPT, required=name not in _PARTIAL
    )
    body = checker.message(method.request, validate.parse(call.raw), _wrapped_in(method, api))
    checker.refuse()
    return body


def _wrapped_in(method: Method, api: Api) -> str:
    """The field of the request in which Google keeps the body, for the places that refusals name."""
    kind = api.kinds.get(method.id.rpartition(".")[0])
    if kind is None or method.request != kind.schema or not (kind.id_param or method.verb == "PATCH"):
        return ""
    return kind.body_field


def _kept(call: Call, handler: Callable[[Call], Json | Answer]) -> Json | Answer:
    """Runs the handler; what it wrote is kept if it succeeds and no fault makes its operation fail."""
    if call.method.verb == "GET":
        return handler(call)
    store, gate = call.cloud.store, call.cloud.gate
    try:
        with store.transaction():
            answer = handler(call)
            _undo_if_failing(call, answer)
            operations.keep(call)
    except _UndoneError as undone:
        gate.reload()
        with store.transaction():
            operations.keep(call)
        return undone.answer
    except BaseException:
        gate.reload()
        raise
    return answer


def _undo_if_failing(call: Call, answer: Json | Answer) -> None:
    if call.operations and call.cloud.faults.now["operation_error"]:
        raise _UndoneError(answer)


def _finish(call: Call, answer: Json | Answer) -> Answer:
    given = answer if isinstance(answer, Answer) else Answer(json=answer)
    if given.json is not None and (fields := call.query.get("fields")):
        given.json = masks.select(given.json, str(fields))
    return given


class _UndoneError(Exception):
    """Carries the answer of a call whose operation a fault makes fail."""

    def __init__(self, answer: Json | Answer) -> None:
        super().__init__()
        self.answer = answer
