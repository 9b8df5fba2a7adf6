"""The signing keys of tokens, as PostgREST reads them: one secret, or a JWK set (RFC 7517).

The first signing key of a set signs new tokens. The other signing keys signed tokens before a
rotation, and these tokens are still accepted.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass

from hardal_admin.errors import Refused

SHORTEST = 32  # bytes: RFC 7518 section 3.2 for HS256, and PostgREST's own limit


@dataclass(frozen=True)
class SigningKey:
    secret: bytes

    @property
    def id(self) -> str:
        """The signing key's name: a hash, which does not disclose the secret."""
        return hashlib.sha256(b"hardal key id\0" + self.secret).hexdigest()[:16]

    def jwk(self) -> dict[str, str]:
        k = base64.urlsafe_b64encode(self.secret).decode().rstrip("=")
        return {"kty": "oct", "alg": "HS256", "kid": self.id, "k": k}


def load(text: str) -> list[SigningKey]:
    """Return the signing keys of PostgREST's jwt-secret. The first one signs.

    Raise Refused where the text is no JWK set although it begins like one, or the first key is
    too short.
    """
    try:
        found = json.loads(text)["keys"] if text.lstrip().startswith("{") else None
        if found is None:
            keys = [SigningKey(text.encode())]
        else:
            keys = [
                SigningKey(base64.urlsafe_b64decode(k["k"] + "=" * (-len(k["k"]) % 4)))
                for k in found
                if k["kty"] == "oct"
            ]
    except UnicodeEncodeError as error:
        raise Refused(
            "the signing secret is no text", "make one with: openssl rand -hex 32"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("the signing secret begins like a JWK set, but is none") from error
    if not keys:
        raise Refused("the JWK set holds no key to sign with", 'add one of "kty": "oct"')
    if len(keys[0].secret) < SHORTEST:
        raise Refused(
            f"the signing secret is {len(keys[0].secret)} bytes long, {SHORTEST} are the least",
            "make one with: openssl rand -hex 32",
        )
    return keys


def new() -> SigningKey:
    return SigningKey(secrets.token_bytes(48))


def render(keys: list[SigningKey]) -> str:
    """Return the signing keys as a JWK set."""
    return json.dumps({"keys": [key.jwk() for key in keys]})
