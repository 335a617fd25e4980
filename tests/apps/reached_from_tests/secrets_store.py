from google.cloud.secretmanager import SecretManagerServiceClient


def read(name):
    return SecretManagerServiceClient().access_secret_version(name=name).payload.data
