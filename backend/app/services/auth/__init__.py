"""Signing in: accounts, passwords, tokens and the throttle on guessing."""

from app.services.auth.accounts import (
    Account,
    EmailTaken,
    InvalidCredentials,
    NewAccount,
    account_of,
    change_password,
    check_password,
    disable,
    find_account,
    has_account,
    register,
    sign_in,
)
from app.services.auth.passwords import TooBusy, hashed
from app.services.auth.throttle import LoginThrottle, TooManyAttempts
from app.services.auth.tokens import Claims, issue, read

__all__ = [
    "Account",
    "Claims",
    "EmailTaken",
    "InvalidCredentials",
    "LoginThrottle",
    "NewAccount",
    "TooBusy",
    "TooManyAttempts",
    "account_of",
    "change_password",
    "check_password",
    "disable",
    "find_account",
    "has_account",
    "hashed",
    "issue",
    "read",
    "register",
    "sign_in",
]
