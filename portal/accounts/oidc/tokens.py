"""Whether an ID token is genuine, ours, fresh, and the answer to what we asked."""

import time
from typing import Any

from portal.accounts.oidc.refusals import SignOnRefused, Why

# Signed with a private key: a token that our own secret could sign would prove nothing.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
LEEWAY = 60  # seconds between two clocks
OLDEST = 600  # seconds since the token was issued


class UnknownKey(SignOnRefused):
    """No key of the set is the token's; a newer set may have it."""


def validated(
    token: str, *, keys: dict[str, Any], nonce: str, issuer: str, client_id: str
) -> dict[str, Any]:
    """The claims of a token (OpenID Connect Core, 3.1.3.7). Raises SignOnRefused."""
    from joserfc import jwt  # noqa: PLC0415 (weight)
    from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415 (weight)
    from joserfc.jwk import KeySet  # noqa: PLC0415 (weight)

    try:
        usable = [key for key in keys["keys"] if _can_sign(key)]
        signed = jwt.decode(token, KeySet.import_key_set({"keys": usable}), ALGORITHMS)
        expected = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        expected.validate(signed.claims)
    except InvalidKeyIdError as error:
        raise UnknownKey(Why.INVALID, "unknown key") from error
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SignOnRefused(Why.INVALID, type(error).__name__) from error
    _check_rest(signed.claims, client_id)
    return dict(signed.claims)


def _can_sign(key: Any) -> bool:
    return isinstance(key, dict) and key.get("kty") in {"RSA", "EC"} and key.get("use") != "enc"


def _check_rest(claims: dict[str, Any], client_id: str) -> None:
    """What no registry of claims looks at: for whom among several, how old, who."""
    audience, party = claims["aud"], claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    if party not in ([client_id] if several else [client_id, None]):
        raise SignOnRefused(Why.INVALID, "meant for somebody else")
    if claims["iat"] < time.time() - OLDEST:
        raise SignOnRefused(Why.INVALID, "issued long ago")
    sub = claims["sub"]  # ASCII, says the standard; PostgreSQL would fail on a NUL
    if not (isinstance(sub, str) and sub.isascii() and sub.isprintable() and len(sub) <= 255):
        raise SignOnRefused(Why.INVALID, "no usable sub")
