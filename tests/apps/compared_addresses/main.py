import os

CSP_CONNECT_SRC = ["https://firestore.googleapis.com"]
ALLOWED_ORIGINS = ["https://sheets.googleapis.com"]


def short(link):
    return link.removeprefix("https://www.googleapis.com/compute/v1/")


def is_of_pubsub(link):
    return link.startswith("https://pubsub.googleapis.com/")


if __name__ == "__main__":
    print(short(os.environ["LINK"]), is_of_pubsub(os.environ["LINK"]))
