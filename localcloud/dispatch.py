"""From one request to one answer: route, gate, checks, handler, and everything written in one transaction.

Absent: HTTP. `app.py` reads requests and writes answers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, unquote

from localcloud import batches, filters, gate, kinds, masks, operations, query, registry, validate
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
_ENABLES = (":enable", ":batchEnable")
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
    if (place := registry.address(asked.host)) is not None:
        return place(cloud, asked)
    api = registry.find(asked.host)
    if api is not None and (route := api.routes.get((asked.verb, asked.path))):
        return Answer(json=route(cloud))
    if batches.is_batch(asked) and asked.host in gate.known():
        return batches.answer(asked, lambda inner: run(cloud, inner))
    sent = asked
    media, asked = _without_media(asked)
    if api is None and asked.host not in gate.known():
        raise _nothing_here(asked.host)
    named = _project(cloud, api, asked)
    if named is not None:
        cloud.gate.check(named, asked.host)
    if api is None:
        raise _nothing_here(asked.host)
    call = _call(cloud, asked, named)
    handler = _handler(api, call)
    # An upload is cancelled by another verb than the one that its method has.
    call.asked = sent
    if fields := call.query.get("fields"):
        masks.check_fields(call.document, call.method.response, str(fields))
    if not media:
        call.body = _body(call, api)
    return _finish(call, _filtered(call, api, _kept(call, handler)))


def _handler(api: Api, call: Call) -> Callable[[Call], Json | Answer]:
    if api.versions and call.version not in api.versions and call.method.id.rpartition(".")[0] in api.kinds:
        served = " and ".join(api.versions)
        raise unimplemented(f"The local cloud answers {call.service} {served}, and not {call.version}.")
    handler = kinds.handler(api, call.method.id)
    if handler is None:
        raise unimplemented(f"The local cloud does not answer {call.service} {call.method.id}.")
    return handler


def _without_media(asked: Asked) -> tuple[bool, Asked]:
    """Whether bytes are sent or fetched, and the request as the discovery document knows it."""
    media = _MEDIA.match(asked.path)
    if media is None:
        return False, asked
    # Chunks of an upload come as PUT to the address of the POST that began it; DELETE cancels it.
    verb = "POST" if asked.verb in ("PUT", "DELETE") else asked.verb
    return True, asked._replace(verb=verb, path=asked.path[media.end() :])


def method_id(asked: Asked) -> str:
    """The method that a request calls, such as `projects.topics.create`; "" where there is none."""
    _, asked = _without_media(asked)
    document = registry.document(asked.host, asked.path)
    found = document.match(asked.verb, asked.path) if document is not None else None
    return found[0].id if found else ""


def _project(cloud: Cloud, api: Api | None, asked: Asked) -> Project | None:
    """The project whose APIs the call uses: a quota project named in a header, else the one in the path.

    gcloud's own calls of Service Usage are counted on Google's project, so it can enable that API itself.
    """
    if billed := asked.headers.get("x-goog-user-project"):
        return cloud.projects.named(billed)
    if asked.path.endswith(_ENABLES) and "gcloud/" in asked.headers.get("user-agent", ""):
        return None
    if found := owner(cloud, asked):
        return found
    if api is None:
        return None
    given: Json = {key: values[0] for key, values in parse_qs(asked.query).items()}
    return api.project_of(cloud, asked.path, given)


def owner(cloud: Cloud, asked: Asked) -> Project | None:
    """The project that the path names, by id or number."""
    found = _IN_PATH.search(asked.path)
    name = unquote(found[1]) if found else "-"
    return None if name in ("-", "_") else cloud.projects.named(name)


def _nothing_here(host: str) -> GoogleError:
    if host not in gate.known():
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
        asked=asked,
    )
    call.path = {name: call.resolve(value) for name, value in variables.items()}
    call.named = owner(cloud, asked) or named
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
    given = validate.parse(call.raw)
    if method.custom:
        # The body of a method of its own is the whole request, in which the path's fields stand as well.
        given = {key: value for key, value in given.items() if call.path.get(key) != value}
    body = checker.message(method.request, given, _wrapped_in(method, api))
    checker.refuse()
    return body


def _wrapped_in(method: Method, api: Api) -> str:
    """The field of the request in which Google keeps the body, for the places that refusals name."""
    kind = api.kinds.get(method.id.rpartition(".")[0])
    if kind is None or method.request != kind.schema or not (kind.id_param or method.verb == "PATCH"):
        return ""
    return kind.body_field


def _kept(call: Call, handler: Callable[[Call], Json | Answer]) -> Json | Answer:
    """Runs the handler; what it wrote is kept if it succeeds and neither fault nor caller wants it undone."""
    if call.method.verb == "GET":
        return handler(call)
    store = call.cloud.store
    try:
        with store.transaction():
            answer = handler(call)
            _undo_if_asked(call, answer)
            operations.keep(call)
    except _UndoneError as undone:
        _forget(call.cloud)
        with store.transaction():
            operations.keep(call)
        return undone.answer
    except BaseException:
        _forget(call.cloud)
        raise
    return answer


def _forget(cloud: Cloud) -> None:
    """What was read or made inside an undone transaction may not be so."""
    cloud.gate.reload()
    cloud.projects.reload()


def _undo_if_asked(call: Call, answer: Json | Answer) -> None:
    if call.failing or call.query.get("validateOnly") or call.body.get("validateOnly") is True:
        raise _UndoneError(answer)


def _filtered(call: Call, api: Api, answer: Json | Answer) -> Json | Answer:
    """Holds `filter` against lists that a service makes itself; the generic list has read it already."""
    text = str(call.query.get("filter", ""))
    if not text or call.method.id not in api.handlers or isinstance(answer, Answer):
        return answer
    for name, shape in call.document.shapes.get(call.method.response, {}).items():
        if shape.items is not None and shape.items.ref:
            fits = filters.wanted(call.document, shape.items.ref, text)
            answer = answer | (
                {name: [item for item in answer[name] if fits(item)]} if name in answer else {}
            )
    return answer


def _finish(call: Call, answer: Json | Answer) -> Answer:
    given = answer if isinstance(answer, Answer) else Answer(json=answer)
    if given.json is not None and (fields := call.query.get("fields")):
        given.json = masks.select(given.json, str(fields))
    return given


class _UndoneError(Exception):
    """Carries the answer of a call that is to leave nothing behind."""

    def __init__(self, answer: Json | Answer) -> None:
        super().__init__()
        self.answer = answer
