"""Cloud Logging v2: log-based metrics and log buckets of projects.

Google's document lists buckets and operations twice, below projects and below anything; both are served, for
projects only. Absent: writing and reading entries, sinks, exclusions, views, links, scopes, saved queries,
and everything of organizations, folders and billing accounts.
https://cloud.google.com/logging/docs/reference/v2/rest
"""

from __future__ import annotations

from localcloud import operation_lists, operations, regions
from localcloud.api import Api
from localcloud.apis.logging import bucket_rules, log_buckets, log_metrics

API = Api("logging.googleapis.com")
regions.serve(API, bucket_rules.PLACES)
API.kind(log_metrics.METRICS)
API.on("projects.metrics.get")(log_metrics.get)
API.on("projects.metrics.create")(log_metrics.create)
API.on("projects.metrics.update")(log_metrics.update)
API.on("projects.metrics.delete")(log_metrics.delete)

API.kind(log_buckets.BUCKETS)
for _at in ("locations", "projects.locations"):
    API.on(f"{_at}.buckets.get")(log_buckets.get)
    API.on(f"{_at}.buckets.list")(log_buckets.list_)
    API.on(f"{_at}.buckets.create", f"{_at}.buckets.createAsync")(log_buckets.create)
    API.on(f"{_at}.buckets.patch", f"{_at}.buckets.updateAsync")(log_buckets.patch)
    API.on(f"{_at}.buckets.delete")(log_buckets.delete)
    API.on(f"{_at}.buckets.undelete")(log_buckets.undelete)
    API.on(f"{_at}.operations.get")(operations.get)
    API.on(f"{_at}.operations.list")(operation_lists.list_)
    API.on(f"{_at}.list")(API.handlers["projects.locations.list"])
    API.on(f"{_at}.get")(API.handlers["projects.locations.get"])
