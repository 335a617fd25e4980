import google.auth
import google.auth.transport.grpc
from google.auth.transport.requests import AuthorizedSession, Request

SPEECH = "speech.googleapis.com:443"
DOCUMENTS = "https://{region}-documentai.googleapis.com/v1/{name}:process"


def recognizer():
    credentials, _ = google.auth.default()
    return google.auth.transport.grpc.secure_authorized_channel(credentials, Request(), SPEECH)


def processed(name):
    session = AuthorizedSession(google.auth.default()[0])
    return session.post(DOCUMENTS.format(region="eu", name=name))


if __name__ == "__main__":
    print(recognizer(), processed("p"))
