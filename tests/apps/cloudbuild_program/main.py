from google.cloud import pubsub_v1


def main():
    subscriber = pubsub_v1.SubscriberClient()
    subscriber.subscribe("projects/p/subscriptions/work", callback=print).result()


if __name__ == "__main__":
    main()
