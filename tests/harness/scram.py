"""SCRAM-SHA-256 verifiers, made as a browser makes them: from RFC 5802, without libpq."""

import hashlib
import hmac
import os
from base64 import b64encode


def verifier(password: str, iterations: int = 4096) -> str:
    """Return the verifier that PostgreSQL stores for a password of ASCII characters."""
    salt = os.urandom(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)
    client_key = hmac.digest(salted, b"Client Key", "sha256")
    stored_key = hashlib.sha256(client_key).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    texts = [b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${iterations}:{texts[0]}${texts[1]}:{texts[2]}"
