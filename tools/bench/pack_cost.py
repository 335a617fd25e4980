"""What the policy pack adds to a preview: 8, 80 and 800 resources, with the pack against without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tools.bench import stage
from tools.bench.measuring import judged, ratio, side_by_side
from tools.places import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (8, 80, 800)
AIM_AT_80 = 1.3
# The largest takes most of the time and spreads least.
RUNS = {8: 5, 80: 5, 800: 3}
# One group of eight as it is found in a well-kept stack: what the pack costs where it finds next to nothing.
# How long the engine takes to print findings is the engine's.
PROGRAM = """
import pulumi_gcp as gcp

PROJECT, REGION = "a-project", "us-central1"
AGENT = "serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
PROBE = {{"http_get": {{"path": "/ready"}}}}
LASTING = {{"expiration_policy": {{"ttl": ""}}, "retry_policy": {{"minimum_backoff": "10s"}}}}
for number in range({groups}):
    account = f"runs-{{number:04}}@{{PROJECT}}.iam.gserviceaccount.com"
    service = gcp.cloudrunv2.Service(
        f"service-{{number}}",
        project=PROJECT,
        location=REGION,
        template={{
            "service_account": account,
            "timeout": "60s",
            "max_instance_request_concurrency": 10,
            "scaling": {{"max_instance_count": 3}},
            "containers": [
                {{
                    "image": f"{{REGION}}-docker.pkg.dev/{{PROJECT}}/images/service:{{number}}",
                    "resources": {{"limits": {{"memory": "512Mi"}}}},
                    "startup_probe": PROBE,
                    "liveness_probe": PROBE,
                    "envs": [{{"name": f"VARIABLE_{{one}}", "value": str(one)}} for one in range(12)],
                }}
            ],
        }},
    )
    dead = gcp.pubsub.Topic(
        f"dead-{{number}}",
        project=PROJECT,
        name=f"dead-{{number}}",
        message_storage_policy={{"allowed_persistence_regions": [REGION]}},
    )
    gcp.pubsub.Subscription(f"pull-{{number}}", project=PROJECT, topic=dead.id, **LASTING)
    push = gcp.pubsub.Subscription(
        f"push-{{number}}",
        project=PROJECT,
        topic=f"projects/{{PROJECT}}/topics/requests-{{number}}",
        ack_deadline_seconds=60,
        push_config={{"push_endpoint": service.uri, "oidc_token": {{"service_account_email": account}}}},
        dead_letter_policy={{"dead_letter_topic": dead.id}},
        **LASTING,
    )
    gcp.pubsub.TopicIAMMember(
        f"publishes-{{number}}", topic=dead.name, role="roles/pubsub.publisher", member=AGENT
    )
    gcp.pubsub.SubscriptionIAMMember(
        f"acknowledges-{{number}}", subscription=push.name, role="roles/pubsub.subscriber", member=AGENT
    )
    gcp.storage.Bucket(
        f"bucket-{{number}}",
        project=PROJECT,
        location=REGION.upper(),
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        versioning={{"enabled": True}},
    )
    gcp.secretmanager.Secret(
        f"secret-{{number}}",
        project=PROJECT,
        secret_id=f"secret-{{number}}",
        replication={{"auto": {{}}}},
        topics=[{{"name": f"projects/{{PROJECT}}/topics/rotate"}}],
        rotation={{"rotation_period": "7776000s", "next_rotation_time": "2030-01-01T00:00:00Z"}},
    )
"""
APIS = [f"{name}.googleapis.com" for name in ("run", "pubsub", "storage", "secretmanager")]
# The APIs are another stack's; that is the only thing about this one that a rule would refuse.
ASKED = {
    name: {"apis_declared_elsewhere": APIS} for name in ("apis-are-declared", "resources-wait-for-their-apis")
}


def measure() -> Iterator[str]:
    """Each size in its own program; start-up of the pack included, since every preview pays for it."""
    added: dict[int, float] = {}
    with stage.cloud() as cloud, stage.platform(cloud.url) as platform:
        for size in SIZES:
            with stage.program(platform, PROGRAM.format(groups=size // 8)) as program:
                asked = program.folder / "asked.json"
                asked.write_text(json.dumps(ASKED), encoding="utf-8")
                pack = (f"--policy-pack={HERE.pack}", f"--policy-pack-config={asked}")
                without, with_pack = side_by_side(
                    lambda program=program: program.run("preview"),
                    lambda program=program, pack=pack: program.run("preview", *pack),
                    runs=RUNS[size],
                )
            added[size] = with_pack - without
            aim = (
                f" (aim: under {AIM_AT_80}x, {judged(met=with_pack / without < AIM_AT_80)})"
                if size == 80
                else ""
            )
            yield f"{size} resources: {ratio(with_pack, without)} a preview without the pack{aim}"
    growth = (added[800] - added[8]) / (added[80] - added[8])
    yield f"what it adds grows from 80 to 800 resources by {growth:.1f}x, start-up taken off (linear: 11x)"
