from google.cloud import pubsub_v1
from google.cloud import storage  # noqa: F401


def publish(data: bytes) -> None:
    publisher = pubsub_v1.PublisherClient()
    publisher.publish(publisher.topic_path("project", "orders"), data).result()


if __name__ == "__main__":
    publish(b"one")
