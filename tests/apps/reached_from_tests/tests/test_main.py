from google.cloud import pubsub_v1

import seeding


def test_all():
    seeding.seeded("bucket")
    pubsub_v1.PublisherClient()
