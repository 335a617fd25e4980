"""What Google answers when it refuses, as the official provider prints it, and a stack that is refused."""

from __future__ import annotations

from infra.refusals import Stack

TOPIC = "gcp:pubsub/topic:Topic"
MEMBER = "gcp:pubsub/topicIAMMember:TopicIAMMember"
STACK = Stack(
    project="demo",
    apis={
        "pubsub.googleapis.com",
        "run.googleapis.com",
        "serviceusage.googleapis.com",
        "storage.googleapis.com",
    },
    bootstrap={"serviceusage.googleapis.com"},
    accounts={"vividly-api@demo.iam.gserviceaccount.com"},
)
# Google's message, then the details as JSON.
DISABLED = """googleapi: Error 403: Cloud Pub/Sub API has not been used in project demo or it is disabled. See
https://console.developers.google.com/apis/api/pubsub.googleapis.com/overview?project=demo
Details:
[
  {
    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
    "domain": "googleapis.com",
    "metadata": {
      "consumer": "projects/demo",
      "service": "pubsub.googleapis.com"
    },
    "reason": "SERVICE_DISABLED"
  }
]
"""
OLDER = (
    "googleapi: Error 403: Cloud Storage JSON API has not been used in project 4711 before or it is disabled."
    " Enable it by visiting https://console.developers.google.com/apis/api/storage.googleapis.com/overview"
    "?project=4711 then retry. If you enabled this API recently, wait a few minutes for the action to"
    " propagate to our systems and retry., accessNotConfigured"
)
AGENT = "service-4711@gcp-sa-pubsub.iam.gserviceaccount.com"
NO_ACCOUNT = f"googleapi: Error 400: Service account {AGENT} does not exist."
