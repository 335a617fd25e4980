from datetime import timedelta

from google.cloud import storage


def link(name):
    client = storage.Client.from_service_account_json("key.json")
    return client.bucket("files").blob(name).generate_signed_url(version="v4", expiration=timedelta(hours=1))


if __name__ == "__main__":
    print(link("a.pdf"))
