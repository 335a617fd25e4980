"""The recorded programs of what watches, pays for and sets off the rest: the engine's inputs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from made import IN_DEMO, IN_REGION, LOCATION, NUMBER, REGION, Gone, Made

if TYPE_CHECKING:
    from localcloud.provider.values import Properties

THRESHOLD: Properties = {
    "aggregations": [{"alignmentPeriod": "60s", "perSeriesAligner": "ALIGN_RATE"}],
    "comparison": "COMPARISON_GT",
    "duration": "60s",
    "filter": 'resource.type = "cloud_run_revision" AND metric.type = "run.googleapis.com/request_count"',
    "thresholdValue": 1,
}
PROMQL: Properties = {
    "duration": "300s",
    "evaluationInterval": "60s",
    "query": "histogram_quantile(0.99, rate(x[5m])) > 1",
}
QUERY: Properties = {"timeSeriesQuery": {"prometheusQuery": "rate(x[5m])"}, "plotType": "LINE"}


def dashboard(name: str) -> str:
    """The recorded dashboard under a name, as a program writes it."""
    widget: Properties = {"title": "Requests", "xyChart": {"dataSets": [QUERY]}}
    tiles: Properties = {"columns": 12, "tiles": [{"width": 4, "height": 4, "widget": widget}]}
    return json.dumps({"displayName": name, "mosaicLayout": tiles}, indent=2)


COUNT = 'metric.type="run.googleapis.com/request_count"'
MONITORING = [
    Made(
        "gcp:monitoring/alertPolicy:AlertPolicy",
        {
            "displayName": "5xx",
            "combiner": "OR",
            "conditions": [{"displayName": "c", "conditionThreshold": THRESHOLD}],
        },
    ),
    Made(
        "gcp:monitoring/dashboard:Dashboard",
        {"dashboardJson": dashboard("Overview")},
        {"dashboardJson": dashboard("Overview 2")},
    ),
    Made(
        "gcp:monitoring/notificationChannel:NotificationChannel",
        {"displayName": "mail", "type": "email", "labels": {"email_address": "a@example.com"}},
        {"displayName": "mail 2"},
    ),
    Made(
        "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
        {
            "displayName": "min",
            "timeout": "10s",
            "httpCheck": {"path": "/"},
            "monitoredResource": {
                "type": "uptime_url",
                "labels": {"host": "example.com", "project_id": "demo"},
            },
        },
    ),
    Made(
        "gcp:monitoring/customService:CustomService",
        {"serviceId": "web-svc", "displayName": "web"},
        {"displayName": "web2"},
    ),
    Made(
        "gcp:monitoring/uptimeCheckConfig:UptimeCheckConfig",
        {
            "displayName": "home",
            "timeout": "10s",
            "period": "60s",
            "httpCheck": {
                "path": "/healthz",
                "port": 443,
                "useSsl": True,
                "validateSsl": True,
                "acceptedResponseStatusCodes": [{"statusClass": "STATUS_CLASS_2XX"}],
            },
            "monitoredResource": {
                "type": "uptime_url",
                "labels": {"host": "web-1.us-central1.run.app", "project_id": "demo"},
            },
        },
        {"timeout": "20s"},
    ),
    Made(
        "gcp:monitoring/alertPolicy:AlertPolicy",
        {
            "displayName": "latency",
            "combiner": "OR",
            "conditions": [{"displayName": "p99", "conditionPrometheusQueryLanguage": PROMQL}],
            "notificationChannels": ["projects/demo/notificationChannels/{id_3}"],
            "alertStrategy": {"autoClose": "1800s"},
            "documentation": {"content": "# what to do"},
            "severity": "WARNING",
            "userLabels": {"a": "b"},
        },
        {"displayName": "latency 2"},
    ),
    Made(
        "gcp:monitoring/slo:Slo",
        {
            "service": "web-svc",
            "sloId": "avail",
            "displayName": "avail",
            "goal": 0.99,
            "rollingPeriodDays": 28,
            "requestBasedSli": {
                "goodTotalRatio": {
                    "goodServiceFilter": f'{COUNT} metric.label.response_code_class="2xx"',
                    "totalServiceFilter": COUNT,
                }
            },
        },
        {"goal": 0.995},
    ),
]
WEB_SERVICE = f"projects/{NUMBER}/services/web-svc"
MONITORING_GONE = [
    Gone(MONITORING[7].type, f"{WEB_SERVICE}/serviceLevelObjectives/avail", IN_DEMO),
    Gone(MONITORING[6].type, "projects/demo/alertPolicies/{id_6}", IN_DEMO),
    Gone(MONITORING[3].type, "projects/demo/uptimeCheckConfigs/{id_4}", IN_DEMO),
    Gone(MONITORING[4].type, WEB_SERVICE, IN_DEMO),
    Gone(
        MONITORING[2].type,
        "projects/demo/notificationChannels/{id_3}",
        {**IN_DEMO, "forceDelete": False},
    ),
    Gone(MONITORING[1].type, "projects/demo/dashboards/{id_2}", IN_DEMO),
    Gone(MONITORING[3].type, "projects/demo/uptimeCheckConfigs/{id_5}", IN_DEMO),
    Gone(MONITORING[0].type, "projects/demo/alertPolicies/{id_1}", IN_DEMO),
]
LOGS = [
    Made("gcp:logging/metric:Metric", {"name": "mini", "filter": "severity>=ERROR"}),
    Made(
        "gcp:logging/projectBucketConfig:ProjectBucketConfig",
        {
            "project": "demo",
            "location": REGION,
            "bucketId": "app",
            "description": "app",
            "retentionDays": 7,
        },
    ),
    Made(
        "gcp:logging/projectBucketConfig:ProjectBucketConfig",
        {"project": "demo", "location": "global", "bucketId": "_Default", "retentionDays": 14},
        {"retentionDays": 15},
    ),
    Made(
        "gcp:logging/metric:Metric",
        {
            "name": "errors",
            "description": "errors",
            "filter": "severity>=ERROR",
            "labelExtractors": {"svc": "EXTRACT(resource.labels.service_name)"},
            "metricDescriptor": {
                "metricKind": "DELTA",
                "valueType": "INT64",
                "labels": [{"key": "svc", "description": "d"}],
            },
        },
        {"filter": "severity>=WARNING"},
        {"name": "errors2"},
    ),
]
LOGS_GONE = [
    Gone(LOGS[0].type, "errors", {**IN_DEMO, "name": "errors2"}),
    Gone(LOGS[1].type, f"{LOCATION}/buckets/app", {**IN_REGION, "bucketId": "app"}),
    Gone(LOGS[2].type, "projects/demo/locations/global/buckets/_Default", {"bucketId": "_Default"}),
    Gone(LOGS[0].type, "mini", {**IN_DEMO, "name": "mini"}),
]
ACCOUNT = "000000-AAAAAA-BBBBBB"
BUDGETS = [
    Made(
        "gcp:billing/budget:Budget",
        {
            "billingAccount": ACCOUNT,
            "displayName": "num",
            "amount": {"specifiedAmount": {"units": "25"}},
            "budgetFilter": {"projects": [f"projects/{NUMBER}"]},
            "allUpdatesRule": {
                "disableDefaultIamRecipients": True,
                "monitoringNotificationChannels": ["projects/demo/notificationChannels/1"],
            },
        },
    ),
    Made(
        "gcp:billing/budget:Budget",
        {
            "billingAccount": ACCOUNT,
            "displayName": "monthly",
            "amount": {"specifiedAmount": {"currencyCode": "USD", "units": "25"}},
            "budgetFilter": {"projects": [f"projects/{NUMBER}"]},
            "thresholdRules": [
                {"thresholdPercent": 0.5},
                {"thresholdPercent": 1, "spendBasis": "FORECASTED_SPEND"},
            ],
        },
        {"amount": {"specifiedAmount": {"currencyCode": "USD", "units": "30"}}},
    ),
]
BUDGETS_GONE = [
    Gone(BUDGETS[0].type, f"billingAccounts/{ACCOUNT}/budgets/{{uuid_{n}}}", {"billingAccount": ACCOUNT})
    for n in (2, 1)
]
SCHEDULES = [
    Made(
        "gcp:cloudscheduler/job:Job",
        {
            "name": "tick",
            "region": REGION,
            "description": "d",
            "schedule": "*/5 * * * *",
            "attemptDeadline": "60s",
            "retryConfig": {"retryCount": 1},
            "httpTarget": {
                "uri": "https://web-1.us-central1.run.app/tick",
                "httpMethod": "POST",
                "body": "e30=",
                "headers": {"Content-Type": "application/json"},
                "oidcToken": {
                    "serviceAccountEmail": "a@demo.iam.gserviceaccount.com",
                    "audience": "https://web",
                },
            },
        },
        {"schedule": "*/6 * * * *"},
    ),
    Made(
        "gcp:cloudscheduler/job:Job",
        {
            "name": "pub",
            "region": REGION,
            "schedule": "0 * * * *",
            "pubsubTarget": {"topicName": "projects/demo/topics/events", "data": "e30="},
        },
        {"paused": True},
        {"paused": False},
    ),
    Made(
        "gcp:cloudtasks/queue:Queue",
        {
            "name": "work",
            "location": REGION,
            "rateLimits": {"maxConcurrentDispatches": 2, "maxDispatchesPerSecond": 5},
            "retryConfig": {"maxAttempts": 3},
        },
        {"rateLimits": {"maxConcurrentDispatches": 2, "maxDispatchesPerSecond": 6}},
    ),
    Made("gcp:cloudtasks/queue:Queue", {"name": "mini", "location": REGION}),
]
SCHEDULES_GONE = [
    Gone(SCHEDULES[2].type, f"{LOCATION}/queues/work", IN_REGION),
    Gone(SCHEDULES[0].type, f"{LOCATION}/jobs/tick2", IN_DEMO),
    Gone(SCHEDULES[2].type, f"{LOCATION}/queues/mini2", IN_REGION),
    Gone(SCHEDULES[0].type, f"{LOCATION}/jobs/pub", IN_DEMO),
]
