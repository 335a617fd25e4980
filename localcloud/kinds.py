"""The generic methods of a kind of resource: create, get, list, patch, delete and the three of IAM.

https://google.aip.dev/130 to 135
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from localcloud import etags, filters, masks, paging, policies, validate
from localcloud.errors import already_exists, invalid, not_found

if TYPE_CHECKING:
    from collections.abc import Callable

    from localcloud.api import Answer, Api, Call, Kind
    from localcloud.casing import Json


def handler(api: Api, method: str) -> Callable[[Call], Json | Answer] | None:
    """Finds what serves a method: the service's own function, else the generic one of its kind."""
    if own := api.handlers.get(method):
        return own
    at, _, verb = method.rpartition(".")
    kind, generic = api.kinds.get(at), _VERBS.get(verb)
    if kind is None or generic is None:
        return None
    return lambda call: generic(call, kind)


def existing(call: Call, kind: Kind, name: str) -> Json:
    """Gives a resource or raises 404 in the service's words."""
    body = call.store.get(call.service, name)
    if body is None:
        raise not_found(kind.said(call, kind.missing, name))
    return body


def new_name(call: Call, kind: Kind) -> str:
    """Gives the canonical name for a create, from the path or from the parent and the id."""
    if kind.id_param:
        leaf = str(call.query.get(kind.id_param) or "")
        name = f"{call.resource}/{kind.segment}/{leaf}"
        if not leaf:
            raise invalid(f"The {kind.id_param} is missing.", kind.id_param)
    else:
        name = call.resource
        leaf = name.rpartition("/")[2]
    if not kind.ids.fullmatch(leaf):
        raise invalid(kind.words(kind.bad_id, name))
    return name


def create(call: Call, kind: Kind) -> Json:
    """Serves `create`."""
    name = new_name(call, kind)
    if call.store.get(call.service, name) is not None:
        raise already_exists(kind.said(call, kind.exists, name))
    return answer(call, kind, "create", name, save(call, kind, name, call.body, None))


def save(call: Call, kind: Kind, name: str, body: Json, old: Json | None) -> Json:
    """Checks, fills and stores a resource."""
    kind.check(call, name, body, old)
    filled = kind.fill(call, name, body, old)
    call.store.put(call.service, kind.at, name, filled)
    return filled


def answer(call: Call, kind: Kind, verb: str, name: str, body: Json) -> Json:
    """Gives the resource, or the operation in which this kind wraps it."""
    if kind.operation is not None and verb in kind.operation_verbs:
        return kind.operation(call, verb, name, body)
    return {} if verb == "delete" else body


def get(call: Call, kind: Kind) -> Json:
    """Serves `get`."""
    return existing(call, kind, call.resource)


def list_(call: Call, kind: Kind) -> Json:
    """Serves `list`, a page at a time by the index of the parent."""
    parent = call.resource
    wanted = paging.size(call.query, default=kind.default_page, limit=kind.largest_page)

    def fetch(after: str, limit: int) -> list[tuple[str, Json]]:
        return call.store.page(call.service, kind.at, parent, after, limit)

    fits = filters.wanted(call.document, kind.schema, str(call.query.get("filter", "")))
    what = f"{call.method.id} {parent}"
    bodies, token = paging.cut(what, call.query, wanted, filters.pages(fetch, fits))
    return paging.shown(list_field(call, kind), bodies, token)


def list_field(call: Call, kind: Kind) -> str:
    """The name under which a list's answer holds the resources."""
    shapes = call.document.shapes.get(call.method.response, {})
    for name, shape in shapes.items():
        if shape.items is not None and shape.items.ref == kind.schema:
            return name
    return kind.segment


def patch(call: Call, kind: Kind) -> Json:
    """Serves `patch` and `update`: mask in the query or the body, resource plain or wrapped."""
    name = call.resource
    old = existing(call, kind, name)
    sent = unwrapped(call, kind)
    etags.check(sent.get("etag"), old.get("etag"), kind.words(kind.etag_words, name), kind.stale)
    new = merged(call, kind, old, sent)
    checker = validate.Validator(call.document)
    checker.missing(kind.schema, new, kind.body_field)
    checker.refuse()
    return answer(call, kind, "patch", name, save(call, kind, name, new, old))


def unwrapped(call: Call, kind: Kind) -> Json:
    """The resource in an update's body."""
    for name, shape in call.document.shapes.get(call.method.request, {}).items():
        if call.method.request != kind.schema and shape.ref == kind.schema:
            return cast("Json", call.body.get(name, {}))
    return call.body


def merged(call: Call, kind: Kind, old: Json, sent: Json) -> Json:
    """The resource after an update; refuses a change of what cannot change."""
    shapes = call.document.shapes[kind.schema]
    mask = call.query.get("updateMask") or call.body.get("updateMask")
    wanted = masks.writable(call.document, kind.schema, mask)
    if masks.paths(mask) and ["*"] not in wanted:
        new = masks.apply(old, sent, wanted)
    elif kind.whole_update or ["*"] in wanted:
        kept = {
            key: value
            for key, value in old.items()
            if key not in shapes or shapes[key].read_only or key in kind.immutable
        }
        new = kept | sent
    else:
        new = old | sent
    changed = [key for key in sorted(kind.immutable) if (new.get(key) or None) != (old.get(key) or None)]
    if changed:
        raise invalid(f"The field {', '.join(changed)} of '{call.resource}' cannot be changed.", changed[0])
    return new | {"name": old["name"]} if "name" in old else new


def delete(call: Call, kind: Kind) -> Json:
    """Serves `delete`; what is below goes as well."""
    name = call.resource
    body = existing(call, kind, name)
    etags.check(call.query.get("etag"), body.get("etag"), kind.words(kind.etag_words, name), kind.stale)
    kind.on_delete(call, name, body)
    call.store.delete(call.service, name)
    return answer(call, kind, "delete", name, body)


def get_policy(call: Call, kind: Kind) -> Json:
    """Serves `getIamPolicy`."""
    existing(call, kind, call.resource)
    return policies.get(call, call.resource)


def set_policy(call: Call, kind: Kind) -> Json:
    """Serves `setIamPolicy`."""
    existing(call, kind, call.resource)
    return policies.set_(call, call.resource)


def test_permissions(call: Call, kind: Kind) -> Json:
    """Serves `testIamPermissions`."""
    existing(call, kind, call.resource)
    return policies.test(call)


_VERBS: dict[str, Callable[[Call, Kind], Json]] = {
    "create": create,
    "get": get,
    "list": list_,
    "patch": patch,
    "update": patch,
    "delete": delete,
    "getIamPolicy": get_policy,
    "setIamPolicy": set_policy,
    "testIamPermissions": test_permissions,
}
