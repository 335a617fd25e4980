from google.cloud.storage import Client


def main():
    for blob in Client().list_blobs("orders"):
        print(blob.name)


main()
