"""The signing keys of tokens, as PostgREST reads them: a JWK set (RFC 7517), or one secret.

hardal writes JWK sets. The first signing key of a set signs new tokens. The other signing keys
signed tokens before a rotation, and these tokens are still accepted.

A token names the signing key (`kid`) as the set does. From version 13 on, PostgREST looks for the
key of this name, and refuses a token that names no key of the set. A secret that is no set has no
name, so its tokens name none.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass

from hardal_admin.errors import Refused

NEW = "make one with: hardal-admin secret create"
SHORTEST = 32  # bytes: RFC 7518 section 3.2 for HS256, and PostgREST's own limit


@dataclass(frozen=True)
class SigningKey:
    """A signing key. `kid` is its name in the JWK set; None where it has none."""

    secret: bytes
    kid: str | None = None

    @property
    def id(self) -> str:
        """The signing key's name in the registry: a hash, which does not disclose the secret."""
        return hashlib.sha256(b"hardal key id\0" + self.secret).hexdigest()[:16]

    def jwk(self) -> dict[str, str]:
        k = base64.urlsafe_b64encode(self.secret).decode().rstrip("=")
        return {"kty": "oct", "alg": "HS256", "kid": self.kid or self.id, "k": k}


def load(text: str) -> list[SigningKey]:
    """Return the signing keys of PostgREST's jwt-secret. The first one signs.

    The text is a JWK set, one JWK, or the secret itself. Raise Refused where it begins like JSON
    and is neither, or where the first key is too short.
    """
    try:
        read = json.loads(text) if text.lstrip().startswith("{") else None
        if read is None:
            keys = [SigningKey(text.encode())]
        else:
            found = [read] if "kty" in read else read["keys"]
            keys = [_key(jwk) for jwk in found if jwk["kty"] == "oct"]
    except UnicodeEncodeError as error:
        raise Refused("the signing secret is no text", NEW) from error
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("the signing secret begins like a JWK set, but is none") from error
    if not keys:
        raise Refused("the JWK set holds no key to sign with", 'add one of "kty": "oct"')
    if len(keys[0].secret) < SHORTEST:
        raise Refused(
            f"the signing secret is {len(keys[0].secret)} bytes long, {SHORTEST} are the least",
            NEW,
        )
    return keys


def _key(jwk: dict[str, str]) -> SigningKey:
    k = jwk["k"]
    kid = jwk.get("kid")
    return SigningKey(
        base64.urlsafe_b64decode(k + "=" * (-len(k) % 4)), kid if isinstance(kid, str) else None
    )


def new() -> SigningKey:
    made = SigningKey(secrets.token_bytes(48))
    return SigningKey(made.secret, made.id)


def make() -> str:
    """Return a JWK set with one new signing key."""
    return render([new()])


def render(keys: list[SigningKey]) -> str:
    """Return the signing keys as a JWK set."""
    return json.dumps({"keys": [key.jwk() for key in keys]})
