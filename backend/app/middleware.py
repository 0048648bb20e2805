"""What every request passes through, in pure ASGI: identity, time, headers, limits, and a log line at the end."""

import re
import time
from collections.abc import Iterable
from typing import Final, Self
from uuid import uuid4

import structlog
from limits import RateLimitItem, parse
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.exceptions import PharmaRecException, RateLimitError
from app.responses import ErrorBody

log = structlog.get_logger("http")

REQUEST_ID: Final = b"x-request-id"
_ACCEPTABLE_ID: Final = re.compile(rb"[A-Za-z0-9._-]{8,64}")
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNMATCHED: Final = "unmatched"
UPLOADS: Final = "/api/imports/"
ORDINARY_BODY_BYTES: Final = 1024 * 1024
_BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10)

SECURITY_HEADERS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
API_POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
NO_STORE: Final = (b"cache-control", b"no-store")


class RequestMetrics:
    """The Prometheus series about requests, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("http_requests_total", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "http_request_seconds", "Time to answer.", ("method", "route"), registry=self.registry, buckets=_BUCKETS
        )

    def observe(self, *, method: str, route: str, status: int, seconds: float) -> None:
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


def error_body(error: PharmaRecException, request_id: str) -> bytes:
    """The error shape of the contract, as bytes."""
    body = ErrorBody(
        success=False,
        error=error.code,
        message=error.message,
        status_code=error.status,
        request_id=request_id,
        details=error.details,
    )
    return body.model_dump_json().encode()


class Observed:
    """Gives each request an id, adds the security headers, and logs and counts the answer."""

    def __init__(self, app: ASGIApp, *, metrics: RequestMetrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id(scope["headers"])
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = completed(message["headers"], request_id, scope["path"])
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            self._record(scope, request_id, status, time.perf_counter() - started)

    def _record(self, scope: Scope, request_id: str, status: int, seconds: float) -> None:
        # The route's template, not the path: ids in labels would make a series for each medicine.
        route = getattr(scope.get("route"), "path", UNMATCHED)
        if scope["path"].startswith("/api/") and not route.startswith("/api/") and route != UNMATCHED:
            route = "/api" + route
        method = scope["method"] if scope["method"] in METHODS else "OTHER"
        self.metrics.observe(method=method, route=route, status=status, seconds=seconds)
        log.info(
            "request",
            request_id=request_id,
            method=scope["method"],
            path=scope["path"],
            status=status,
            ms=round(seconds * 1000, 1),
        )


class BodyTooLarge(PharmaRecException):
    """More bytes were sent than this installation takes; details hold the limit."""

    status, code = 413, "FILE_TOO_LARGE"

    @classmethod
    def than(cls, limit: int) -> Self:
        return cls(f"This is more than the {limit // 1024 // 1024} MB that can be sent at once.", limit_bytes=limit)


class BodyLimited:
    """Refuses a body that is longer than allowed: by its stated length at once, else as soon as it has grown so.

    Files may be as long as the installation takes; whatever else is sent has to stay within `ORDINARY_BODY_BYTES`.
    """

    def __init__(self, app: ASGIApp, *, limit_bytes: int) -> None:
        self.app = app
        self._file_limit = limit_bytes
        self._ordinary_limit = min(limit_bytes, ORDINARY_BODY_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        limit = self._file_limit if scope["path"].startswith(UPLOADS) else self._ordinary_limit
        stated = dict(scope["headers"]).get(b"content-length", b"0")
        if stated.isdigit() and int(stated) > limit:
            await _refuse(BodyTooLarge.than(limit), scope, send)
            return
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                # FastAPI lets just this kind pass while it reads a body.
                raise HTTPException(BodyTooLarge.status, BodyTooLarge.than(limit).message)
            return message

        await self.app(scope, receive_within_limit, send)


class RateLimited:
    """Refuses a client address that asks for more than its share."""

    def __init__(self, app: ASGIApp, *, limit: str, storage: Storage) -> None:
        self.app = app
        self._limit: RateLimitItem = parse(limit)
        self._limiter = FixedWindowRateLimiter(storage)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or await self._limiter.hit(self._limit, _address(scope)):
            await self.app(scope, receive, send)
            return
        error = RateLimitError("Too many requests. Please slow down.", retry_after_seconds=1)
        await _refuse(error, scope, send, (b"retry-after", b"1"))


async def _refuse(error: PharmaRecException, scope: Scope, send: Send, *extra: tuple[bytes, bytes]) -> None:
    headers = [(b"content-type", b"application/json"), *extra]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": error_body(error, scope["state"]["request_id"])})


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else "unknown"


def _request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The caller's own id where it is well formed, a new one otherwise."""
    for name, value in headers:
        if name == REQUEST_ID and _ACCEPTABLE_ID.fullmatch(value):
            return value.decode()
    return uuid4().hex


def completed(headers: Iterable[tuple[bytes, bytes]], request_id: str, path: str) -> list[tuple[bytes, bytes]]:
    """An answer's headers with ours; an answer's own policy or caching rule is kept."""
    given = list(headers)
    names = {name for name, _ in given}
    extra = [*SECURITY_HEADERS, (REQUEST_ID, request_id.encode())]
    if path.startswith("/api/"):
        extra += [API_POLICY, NO_STORE]
    return given + [pair for pair in extra if pair[0] not in names]
