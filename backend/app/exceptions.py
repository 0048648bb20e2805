"""Every error the application raises on purpose.

PharmaRecException
├─ ValidationError (422)          the input cannot be understood
├─ AuthenticationError (401)      nobody known is calling
├─ AuthorizationError (403)       the caller is known and may not
├─ ResourceNotFoundError (404)
├─ DuplicateResourceError (409)   the request conflicts with what is stored
├─ DatabaseError (500)
├─ ExternalServiceError (503)
├─ RateLimitError (429)
└─ ConfigurationError (500)       the installation is wrong; said at start-up

Domains declare their own refusals beside the code that raises them, as subclasses with a `code` of their own.
"""

from collections.abc import Iterable
from typing import ClassVar, Self


class PharmaRecException(Exception):
    """A refusal the caller can understand.

    `code` is the stable name clients switch on; renaming a class never changes the API.
    `message` is a sentence for people, `details` are data for programs.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL_ERROR"

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class ValidationError(PharmaRecException):
    status, code = 422, "VALIDATION_ERROR"


class AuthenticationError(PharmaRecException):
    status, code = 401, "UNAUTHENTICATED"


class AuthorizationError(PharmaRecException):
    status, code = 403, "FORBIDDEN"


class ResourceNotFoundError(PharmaRecException):
    status, code = 404, "NOT_FOUND"


class DuplicateResourceError(PharmaRecException):
    status, code = 409, "CONFLICT"


class DatabaseError(PharmaRecException):
    status, code = 500, "DATABASE_ERROR"


class ExternalServiceError(PharmaRecException):
    status, code = 503, "SERVICE_UNAVAILABLE"


class RateLimitError(PharmaRecException):
    status, code = 429, "RATE_LIMITED"


class ConfigurationError(PharmaRecException):
    status, code = 500, "CONFIGURATION_ERROR"


class UnknownSort(ValidationError):
    """A list cannot be sorted by what was asked; details name what it can be sorted by."""

    code = "UNKNOWN_SORT"

    @classmethod
    def of(cls, sort: str, allowed: Iterable[str]) -> Self:
        return cls(f"The list cannot be sorted by “{sort}”.", allowed=sorted(allowed))
