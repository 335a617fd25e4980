"""Tells a person on all devices."""

import sys

import firebase_admin
from firebase_admin import auth, messaging


def main(uid, words):
    firebase_admin.initialize_app()
    person = auth.get_user(uid)
    tokens = person.custom_claims["devices"]
    note = messaging.Notification(title=person.display_name, body=words)
    for token in tokens:
        messaging.send(messaging.Message(notification=note, token=token))


if __name__ == "__main__":
    main(*sys.argv[1:])
