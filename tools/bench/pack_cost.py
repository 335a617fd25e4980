"""What the policy pack adds to a preview: 8, 80 and 800 resources, with the pack against without it."""

from __future__ import annotations

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
# One group of eight as it is found in a real stack: an identity, a service, messaging, stores, grants.
PROGRAM = """
import pulumi_gcp as gcp

PROJECT = "a-project"
for number in range({groups}):
    topic = gcp.pubsub.Topic(f"topic-{{number}}", project=PROJECT, name=f"topic-{{number}}")
    name = f"runs-{{number:04}}"
    account = gcp.serviceaccount.Account(f"account-{{number}}", project=PROJECT, account_id=name)
    service = gcp.cloudrunv2.Service(
        f"service-{{number}}",
        project=PROJECT,
        location="us-central1",
        template={{
            "service_account": account.email,
            "containers": [
                {{
                    "image": f"us-central1-docker.pkg.dev/{{PROJECT}}/images/service:{{number}}",
                    "envs": [{{"name": f"VARIABLE_{{one}}", "value": str(one)}} for one in range(12)],
                }}
            ],
        }},
    )
    gcp.pubsub.Subscription(
        f"push-{{number}}",
        project=PROJECT,
        topic=topic.id,
        push_config={{"push_endpoint": service.uri}},
        dead_letter_policy={{"dead_letter_topic": f"projects/{{PROJECT}}/topics/topic-{{number + 1}}"}},
    )
    gcp.storage.Bucket(f"bucket-{{number}}", project=PROJECT, location="US-CENTRAL1")
    gcp.secretmanager.Secret(
        f"secret-{{number}}", project=PROJECT, secret_id=f"secret-{{number}}", replication={{"auto": {{}}}}
    )
    gcp.pubsub.TopicIAMMember(
        f"publishes-{{number}}", topic=topic.name, role="roles/pubsub.publisher", member=account.member
    )
    gcp.projects.IAMMember(
        f"calls-models-{{number}}", project=PROJECT, role="roles/aiplatform.user", member=account.member
    )
"""
# Every rule judges, and none refuses: a refusal would end the measured command with an error.
ADVISORY = '{"all": "advisory"}'


def measure() -> Iterator[str]:
    """Each size in its own program; start-up of the pack included, since every preview pays for it."""
    added: dict[int, float] = {}
    with stage.cloud() as cloud, stage.platform(cloud.url) as platform:
        for size in SIZES:
            with stage.program(platform, PROGRAM.format(groups=size // 8)) as program:
                levels = program.folder / "levels.json"
                levels.write_text(ADVISORY, encoding="utf-8")
                pack = (f"--policy-pack={HERE.pack}", f"--policy-pack-config={levels}")
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
