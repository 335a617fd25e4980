"""An issuer of tokens with a key of its own, whose certificates are served on loopback."""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from google.auth import crypt, jwt

if TYPE_CHECKING:
    from collections.abc import Generator

KEY_ID = "key-of-the-tests"


class Issuer:
    """Signs tokens; `name` is the issuer that they claim, `instead` what is served for certificates."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.address = ""
        self.fetched = 0
        self.failing = False
        self.instead = b""
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
        self._signer = cast("Any", crypt.RSASigner).from_string(pem.decode(), KEY_ID)

    def token(self, audience: str, subject: str = "student-1", **more: object) -> str:
        """Gives a token that is valid for an hour; `more` replaces claims."""
        now = int(time.time())
        claims = {"iss": self.name, "aud": audience, "sub": subject, "iat": now, "exp": now + 3600, **more}
        return cast("Any", jwt).encode(self._signer, claims).decode()

    def certificates(self) -> dict[str, str]:
        """The certificates by key id, as Google publishes its own."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
        start = datetime.now(UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(1)
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=1))
            .sign(self._key, hashes.SHA256())
        )
        return {KEY_ID: made.public_bytes(serialization.Encoding.PEM).decode()}


@contextmanager
def published(issuer: Issuer) -> Generator[Issuer]:
    """Serves the certificates of an issuer until the block ends."""
    body = json.dumps(issuer.certificates()).encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.fetched += 1
            told = issuer.instead or body
            self.send_response(503 if issuer.failing else 200)
            self.send_header("Cache-Control", "public, max-age=3600")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    issuer.address = f"http://127.0.0.1:{server.server_address[1]}/certs"
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
