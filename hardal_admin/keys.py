"""The keys that tokens are signed with: one secret, or a JWK set (RFC 7517), which PostgREST takes as well.

The first key of a set signs. The others are of before a rotation: what they signed is still taken.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass

from hardal_admin.errors import Refused

SHORTEST = 32  # bytes: RFC 7518 section 3.2 for HS256, and PostgREST's own limit


@dataclass(frozen=True)
class Key:
    secret: bytes

    @property
    def id(self) -> str:
        """Names the key without telling it."""
        return hashlib.sha256(b"hardal key id\0" + self.secret).hexdigest()[:16]

    def jwk(self) -> dict[str, str]:
        k = base64.urlsafe_b64encode(self.secret).decode().rstrip("=")
        return {"kty": "oct", "alg": "HS256", "kid": self.id, "k": k}


def load(text: str) -> list[Key]:
    """The keys of a secret as PostgREST takes it: the one that signs first."""
    try:
        found = json.loads(text)["keys"] if text.lstrip().startswith("{") else None
        if found is None:
            keys = [Key(text.encode())]
        else:
            keys = [
                Key(base64.urlsafe_b64decode(k["k"] + "=" * (-len(k["k"]) % 4)))
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


def new() -> Key:
    return Key(secrets.token_bytes(48))


def render(keys: list[Key]) -> str:
    return json.dumps({"keys": [key.jwk() for key in keys]})
