from datetime import UTC, datetime, timedelta

import jwt
import pytest

from app.exceptions import AuthenticationError
from app.services.auth import tokens
from app.services.auth.tokens import Claims
from app.utils.clock import now

KEY = "a-key-of-at-least-thirty-two-characters"
WHO = Claims(user_id=7, pharmacy_id=3, version=2)


def issued(*, hours_ago: float = 0, hours: int = 24) -> str:
    return tokens.issue(WHO, key=KEY, at=now() - timedelta(hours=hours_ago), hours=hours)


def read(token: str, *, key: str = KEY) -> Claims:
    return tokens.read(token, key=key, at=now())


def test_a_token_says_who_it_was_given_to() -> None:
    assert read(issued()) == WHO


def test_a_token_is_good_for_as_long_as_it_says() -> None:
    assert read(issued(hours_ago=23.9)) == WHO
    with pytest.raises(AuthenticationError, match="has ended"):
        read(issued(hours_ago=24.1))


def test_a_token_that_was_read_before_still_ends() -> None:
    token = issued(hours=1)
    tokens.read(token, key=KEY, at=now())

    with pytest.raises(AuthenticationError, match="has ended"):
        tokens.read(token, key=KEY, at=now() + timedelta(hours=2))


def test_a_token_of_another_key_is_not_valid() -> None:
    with pytest.raises(AuthenticationError, match="not valid"):
        read(issued(), key=KEY[::-1])


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "💊", issued() + "x", issued().replace(".", "")])
def test_what_is_no_token_is_not_valid(token: str) -> None:
    with pytest.raises(AuthenticationError, match="not valid"):
        read(token)


@pytest.mark.parametrize("missing", ["sub", "pid", "ver", "exp", "iat", "iss"])
def test_a_token_that_leaves_something_unsaid_is_not_valid(missing: str) -> None:
    claims = jwt.decode(issued(), KEY, algorithms=["HS256"], options={"verify_iss": False})
    del claims[missing]

    with pytest.raises(AuthenticationError, match="not valid"):
        read(jwt.encode(claims, KEY, algorithm="HS256"))


@pytest.mark.parametrize("algorithm", ["none", "HS384", "HS512"])
def test_a_token_of_another_algorithm_is_not_valid(algorithm: str) -> None:
    claims = jwt.decode(issued(), KEY, algorithms=["HS256"], options={"verify_iss": False})

    key = "" if algorithm == "none" else KEY * 2
    with pytest.raises(AuthenticationError, match="not valid"):
        read(jwt.encode(claims, key, algorithm=algorithm), key=KEY * 2)


@pytest.mark.parametrize("subject", ["seven", "", "7.5"])
def test_a_token_for_nobody_in_particular_is_not_valid(subject: str) -> None:
    at = datetime.now(UTC)
    claims = {"sub": subject, "pid": 3, "ver": 2, "iss": "pharmarec", "iat": at, "exp": at + timedelta(hours=1)}

    with pytest.raises(AuthenticationError, match="not valid"):
        read(jwt.encode(claims, KEY, algorithm="HS256"))
