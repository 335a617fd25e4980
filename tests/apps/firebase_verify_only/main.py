"""Lets only signed-in people in."""

import firebase_admin
from firebase_admin import auth
from flask import Flask, abort, request

firebase_admin.initialize_app()
app = Flask(__name__)


@app.get("/me")
def me():
    header = request.headers.get("Authorization", "")
    try:
        return auth.verify_id_token(header.removeprefix("Bearer "))
    except auth.InvalidIdTokenError:
        abort(401)
