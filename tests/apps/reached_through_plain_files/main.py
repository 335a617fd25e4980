from google.cloud import pubsub_v1

from handling import handled

if __name__ == "__main__":
    client = pubsub_v1.SubscriberClient()
    client.subscribe("projects/p/subscriptions/s", callback=handled).result()
