from google.cloud import storage


def kept(name, data):
    storage.Client().bucket("archive").blob(name).upload_from_string(data)
