from google.cloud import storage


def seeded(bucket):
    storage.Client().bucket(bucket).blob("seed").upload_from_string("seed")
