"""One resource of each type that watches, pays for or sets off the rest; a part of `each_type`.

What nothing but another project replaces is told to be replaced by the engine's `replace_on_changes`.
"""

from __future__ import annotations

import json

import pulumi
import pulumi_gcp as gcp

ACCOUNTS = ("000000-AAAAAA-BBBBBB", "000000-AAAAAA-BBBBBC")
SCHEMA = {"type": "record", "name": "Avro", "fields": [{"name": "S", "type": "string"}]}
FILTER = 'resource.type = "cloud_run_revision" AND metric.type = "run.googleapis.com/request_count"'
GOOD = f'{FILTER} AND metric.labels.response_code_class = "2xx"'


class Upkeep:
    """The resources, in one variant of the program.

    Args:
        variant: `first`, `updated`, `replaced` or `again`.
        suffix: What the names end in; another one is another resource.
        after: What everything waits for.
    """

    def __init__(
        self, variant: str, suffix: str, project: str, region: str, after: pulumi.ResourceOptions
    ) -> None:
        self.changed, self.replaced, self.suffix = variant != "first", variant == "replaced", suffix
        self.project, self.region, self.after = project, region, after
        self.word = "other" if self.changed else "first"

    def declare(self) -> None:
        """All of them."""
        channel = self._alerts()
        self._objectives()
        self._dashboard()
        self._logs()
        self._budget(channel)
        self._triggers()
        self._schema()
        self._pool()

    def _replaced_by(self, changed: str) -> pulumi.ResourceOptions:
        options = pulumi.ResourceOptions(replace_on_changes=[changed] if self.replaced else [])
        return pulumi.ResourceOptions.merge(self.after, options)

    def _name(self, kind: str) -> str:
        """What an update and a replacement both change."""
        return f"{kind} {self.word}{self.suffix}"

    def _alerts(self) -> gcp.monitoring.NotificationChannel:
        channel = gcp.monitoring.NotificationChannel(
            "channel",
            project=self.project,
            type="email",
            display_name=self._name("mail"),
            labels={"email_address": "a@example.com"},
            opts=self._replaced_by("displayName"),
        )
        gcp.monitoring.AlertPolicy(
            "policy",
            project=self.project,
            display_name=self._name("policy"),
            combiner="OR",
            conditions=[
                {
                    "display_name": "c",
                    "condition_threshold": {
                        "comparison": "COMPARISON_GT",
                        "duration": "60s",
                        "filter": FILTER,
                        "threshold_value": 1,
                        "aggregations": [{"alignment_period": "60s", "per_series_aligner": "ALIGN_RATE"}],
                    },
                }
            ],
            documentation={"content": "# what to do"},
            notification_channels=[channel.name],
            opts=self._replaced_by("displayName"),
        )
        gcp.monitoring.UptimeCheckConfig(
            "check",
            project=self.project,
            display_name="home",
            timeout="20s" if self.changed else "10s",
            http_check={"path": "/healthz", "use_ssl": True},
            monitored_resource={"type": "uptime_url", "labels": {"host": f"web{self.suffix}.example.com"}},
            opts=self.after,
        )
        return channel

    def _objectives(self) -> None:
        service = gcp.monitoring.CustomService(
            "custom",
            project=self.project,
            service_id=f"custom{self.suffix}",
            display_name=self.word,
            opts=self.after,
        )
        gcp.monitoring.Slo(
            "objective",
            project=self.project,
            service=service.service_id,
            slo_id="avail",
            display_name="avail",
            goal=0.99 if self.changed else 0.9,
            rolling_period_days=28,
            request_based_sli={
                "good_total_ratio": {"good_service_filter": GOOD, "total_service_filter": FILTER}
            },
        )

    def _dashboard(self) -> None:
        tile = {
            "width": 4,
            "height": 4,
            "widget": {"title": "t", "text": {"content": "c", "format": "MARKDOWN"}},
        }
        board = {"displayName": self._name("board"), "mosaicLayout": {"columns": 12, "tiles": [tile]}}
        gcp.monitoring.Dashboard(
            "board",
            project=self.project,
            dashboard_json=json.dumps(board),
            opts=self._replaced_by("dashboardJson"),
        )

    def _logs(self) -> None:
        gcp.logging.Metric(
            "metric",
            project=self.project,
            name="errors",
            filter="severity>=WARNING" if self.changed else "severity>=ERROR",
            label_extractors={"svc": "EXTRACT(resource.labels.service_name)"},
            metric_descriptor={
                "metric_kind": "DELTA",
                "value_type": "INT64",
                "labels": [{"key": "svc", "description": self.suffix}],
            },
            opts=self.after,
        )
        gcp.logging.ProjectBucketConfig(
            "log-bucket",
            project=self.project,
            location=self.region,
            bucket_id=f"logs{self.suffix}",
            retention_days=8 if self.changed else 7,
            opts=self.after,
        )

    def _budget(self, channel: gcp.monitoring.NotificationChannel) -> None:
        gcp.billing.Budget(
            "budget",
            billing_account=ACCOUNTS[self.replaced],
            display_name=self.word,
            amount={"specified_amount": {"units": "25"}},
            threshold_rules=[{"threshold_percent": 0.5}],
            all_updates_rule={"monitoring_notification_channels": [channel.name]},
            opts=self.after,
        )

    def _triggers(self) -> None:
        gcp.cloudscheduler.Job(
            "tick",
            project=self.project,
            region=self.region,
            name=f"tick{self.suffix}",
            schedule="*/5 * * * *",
            paused=self.changed,
            retry_config={"retry_count": 1},
            # Google fills a missing method in, which is a difference that no update removes.
            http_target={
                "uri": "https://example.com/tick",
                "http_method": "POST",
                "headers": {"X-Word": self.word},
            },
            opts=self.after,
        )
        gcp.cloudtasks.Queue(
            "queue",
            project=self.project,
            location=self.region,
            name=f"queue{self.suffix}",
            rate_limits={"max_dispatches_per_second": 6 if self.changed else 5},
            desired_state="PAUSED" if self.changed else "RUNNING",
            opts=self.after,
        )

    def _schema(self) -> None:
        more = [{"name": "T", "type": "string", "default": ""}] if self.changed else []
        definition = {**SCHEMA, "fields": [*SCHEMA["fields"], *more]}
        gcp.pubsub.Schema(
            "schema",
            project=self.project,
            name=f"schema{self.suffix}",
            type="AVRO",
            definition=json.dumps(definition),
            opts=self.after,
        )

    def _pool(self) -> None:
        pool = gcp.iam.WorkloadIdentityPool(
            "pool",
            project=self.project,
            workload_identity_pool_id=f"pool{self.suffix}-one",
            display_name=self.word,
            opts=self.after,
        )
        gcp.iam.WorkloadIdentityPoolProvider(
            "pool-provider",
            project=self.project,
            workload_identity_pool_id=pool.workload_identity_pool_id,
            workload_identity_pool_provider_id="github",
            display_name=self.word,
            attribute_condition="assertion.repository=='o/r'",
            attribute_mapping={"google.subject": "assertion.sub"},
            oidc={"issuer_uri": "https://token.actions.githubusercontent.com"},
        )
