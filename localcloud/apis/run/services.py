"""Services of Cloud Run: rules, defaults, and the revision that a template becomes.

https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from localcloud import clock, regions
from localcloud.apis.run import container_checks, containers, traffic
from localcloud.apis.run.stamps import condition, stamped
from localcloud.errors import already_exists, invalid

if TYPE_CHECKING:
    from localcloud.api import Call
    from localcloud.casing import Json

REVISIONS_AT = "projects.locations.services.revisions"
_LATEST: Json = {"type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", "percent": 100}
_LONGEST, _LONGEST_DESCRIPTION = 3600.0, 512
_REVISION = re.compile(r"[a-z][a-z0-9-]{0,61}[a-z0-9]")


def check_service(call: Call, name: str, body: Json, old: Json | None) -> None:
    """Everything that Google refuses in a service before it tries to start it."""
    if old is None:
        regions.check(name.split("/")[3])
    template = body["template"]
    container_checks.check(call, template, "service.template", longest=_LONGEST, serving=True)
    _check_revision(name.rpartition("/")[2], str(template.get("revision", "")))
    _check_counts(template.get("scaling", {}), "service.template.scaling")
    _check_counts(body.get("scaling", {}), "service.scaling")
    if len(str(body.get("description", ""))) > _LONGEST_DESCRIPTION:
        words = f"The description is longer than {_LONGEST_DESCRIPTION} characters."
        raise invalid(words, "service.description")
    scaling: Json = template.get("scaling", {})
    if scaling.get("minInstanceCount", 0) > scaling.get("maxInstanceCount", 100):
        words = "The minimum number of instances must not be larger than the maximum."
        raise invalid(words, "service.template.scaling.min_instance_count")
    if not 0 <= template.get("maxInstanceRequestConcurrency", 80) <= 1000:
        field = "service.template.max_instance_request_concurrency"
        raise invalid("The concurrency must be between 0 and 1000.", field)
    traffic.check(call, name, body)


def _check_counts(scaling: Json, at: str) -> None:
    if any(isinstance(count, int) and count < 0 for count in scaling.values()):
        raise invalid("A number of instances must not be negative.", at)


def _check_revision(service: str, revision: str) -> None:
    """A revision is named after its service."""
    if not revision:
        return
    if not revision.startswith(f"{service}-") or not _REVISION.fullmatch(revision):
        words = (
            f"Invalid revision name '{revision}': it must be '{service}-' and lower-case letters, digits and "
            "hyphens, up to 63 characters in all, and cannot end with a hyphen."
        )
        raise invalid(words, "service.template.revision")


def fill_service(call: Call, name: str, body: Json, old: Json | None) -> Json:
    """A service as Google shows it, with a new revision where the template is new."""
    template = _service_template(call, body["template"])
    filled: Json = {"ingress": "INGRESS_TRAFFIC_ALL", "launchStage": "GA", "traffic": [_LATEST], **body}
    filled |= {"template": template, "name": name}
    if "scaling" in filled and not filled["scaling"]:
        del filled["scaling"]
    failure = "" if _unchanged(call, template, old) else ". ".join(containers.failures(call, template))
    revision = _revision(call, name, template, old, failure)
    leaf, location = name.rpartition("/")[2], name.split("/")[3]
    uri = f"https://{leaf}-{call.project.number}.{location}.run.app"
    ready = old.get("latestReadyRevision") if failure and old else None if failure else revision
    filled |= {
        "uri": uri,
        "urls": [uri],
        "latestCreatedRevision": revision,
        **({"latestReadyRevision": ready} if ready else {}),
        "terminalCondition": condition("Ready", failure),
        "conditions": [condition("RoutesReady", failure), condition("ConfigurationsReady", failure)],
        "trafficStatuses": traffic.statuses(filled["traffic"], uri),
    }
    return stamped(name, filled, old)


def _service_template(call: Call, sent: Json) -> Json:
    template: Json = {
        "timeout": "300s",
        "serviceAccount": f"{call.project.number}-compute@developer.gserviceaccount.com",
        "maxInstanceRequestConcurrency": 80,
        **{key: value for key, value in sent.items() if value != ""},
    }
    template["scaling"] = {"maxInstanceCount": 100, **sent.get("scaling", {})}
    template["containers"] = containers.fill(sent["containers"], serving=True)
    return template


def _unchanged(call: Call, template: Json, old: Json | None) -> bool:
    """Whether a template keeps its revision: one that failed is tried again."""
    if old is None or "message" in old["terminalCondition"] or call.query.get("forceNewRevision"):
        return False
    return bool(old["template"] == template)


def _revision(call: Call, name: str, template: Json, old: Json | None, failure: str) -> str:
    """Gives the name of the revision for a template; an unchanged template keeps its revision."""
    if old is not None and _unchanged(call, template, old):
        return str(old["latestCreatedRevision"])
    leaf = name.rpartition("/")[2]
    number = int(old["generation"]) + 1 if old else 1
    letters = clock.new_uuid().translate(str.maketrans("0123456789", "ghjkmnpqrs"))[:3]
    chosen = template.get("revision") or f"{leaf}-{number:05}-{letters}"
    revision = f"{name}/revisions/{chosen}"
    body = {key: value for key, value in template.items() if key != "revision"}
    before = call.store.get(call.service, revision)
    if before is not None and any(before.get(key) != value for key, value in body.items()):
        raise already_exists(f"Revision named '{chosen}' with different configuration already exists.")
    body |= {"name": revision, "service": name, "conditions": [condition("Ready", failure)]}
    call.store.put(call.service, REVISIONS_AT, revision, stamped(revision, body, None))
    return revision
