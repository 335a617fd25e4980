from googleapiclient.discovery import build


def service_of(name, version, credentials=None):
    return build(name, version, credentials=credentials)
