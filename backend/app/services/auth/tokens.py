"""Tokens: who they name and until when. HS256, one issuer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import jwt

from app.exceptions import AuthenticationError

ISSUER: Final = "pharmarec"
ALGORITHM: Final = "HS256"


@dataclass(frozen=True)
class Claims:
    """What a token says: the user, the pharmacy, and the user's token version when it was given out."""

    user_id: int
    pharmacy_id: int
    version: int


def issue(claims: Claims, *, key: str, at: datetime, hours: int) -> str:
    """Sign a token that is good for `hours` from `at`."""
    payload = {
        "sub": str(claims.user_id),
        "pid": claims.pharmacy_id,
        "ver": claims.version,
        "iss": ISSUER,
        "iat": at,
        "exp": at + timedelta(hours=hours),
    }
    return jwt.encode(payload, key, algorithm=ALGORITHM)


def read(token: str, *, key: str, at: datetime) -> Claims:
    """Check a token's signature and age.

    Raises:
        AuthenticationError: it is forged, damaged or too old.
    """
    claims, ends_at = _verified(token, key)
    if at.timestamp() >= ends_at:
        raise AuthenticationError("Your session has ended. Please sign in again.")
    return claims


@lru_cache(maxsize=4096)
def _verified(token: str, key: str) -> tuple[Claims, float]:
    """What a token says and when it ends. Its signature does not change: it is checked once, its age each time."""
    required = ["sub", "pid", "ver", "exp", "iat"]
    try:
        payload = jwt.decode(
            token, key, algorithms=[ALGORITHM], issuer=ISSUER, options={"require": required, "verify_exp": False}
        )
        return Claims(int(payload["sub"]), int(payload["pid"]), int(payload["ver"])), float(payload["exp"])
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise AuthenticationError("This token is not valid. Please sign in.") from error
