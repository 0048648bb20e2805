"""The application: settings, middleware, error handlers, routers. No logic."""

import gc
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import structlog
from cashews import Cache
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from granian.utils.proxies import wrap_asgi_with_proxy_headers
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from app.api import docs, web
from app.api.allowed import methods_of
from app.api.platform import VERSION, Platform
from app.api.routes import (
    audit,
    auth,
    background,
    batches,
    branches,
    catalogue,
    customers,
    data_doctor,
    dead_stock,
    expiry,
    imports,
    inventory,
    people,
    recalls,
    reorder,
    sales,
    stock,
    suppliers,
    system,
    transfers,
)
from app.config import Settings
from app.database import Busy, Database, is_busy
from app.exceptions import (
    AuthenticationError,
    AuthorizationError,
    PharmaRecException,
    ResourceNotFoundError,
    ValidationError,
)
from app.jobs.worker import Jobs
from app.middleware import BodyLimited, Observed, RateLimited, RequestMetrics, completed, error_body
from app.responses import errors
from app.utils import logging
from app.utils.counters import Counters

log = structlog.get_logger("app")

DESCRIPTION = (
    "What to order today, how much, why, and what will expire unsold. Prices travel as decimal strings (numbers are "
    "taken too), quantities as JSON numbers, dates as ISO 8601. Every POST that moves stock or money accepts an "
    "`Idempotency-Key`."
)

RARELY = (20_000, 20, 20)
"""When the collector looks for cycles: an answer makes thousands of objects and next to no cycle."""

ANY_OPERATION = (AuthenticationError, AuthorizationError, ValidationError, Busy)
"""What any operation may refuse with."""

ROUTERS = (
    inventory.lists,
    inventory.router,
    auth.router,
    sales.till,
    sales.router,
    imports.router,
    dead_stock.router,
    transfers.router,  # before /reorder/{medicine_id}
    reorder.router,
    stock.router,
    batches.router,
    recalls.router,
    expiry.router,
    catalogue.router,
    suppliers.router,
    data_doctor.router,
    people.router,
    branches.router,
    customers.router,
    audit.router,
    background.router,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Put the application together. Without settings they are read from the environment."""
    settings = (settings or Settings()).check()
    logging.configure(settings.log_level, settings.log_format)
    database = Database(settings)
    jobs = Jobs(settings, database)
    cache = Cache()
    cache.setup("mem://")
    counters = Counters(settings.redis_url)
    platform = Platform(settings, database, cache, counters, RequestMetrics())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if not settings.redis_url:
            await jobs.start()
        yield
        await jobs.close()
        await platform.close()

    app = FastAPI(
        title="PharmaRec AI",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.state.platform = platform
    for router in ROUTERS:
        app.include_router(router, prefix="/api", responses=errors(*ANY_OPERATION))
    app.include_router(system.router)
    docs.mount(app)
    web.mount(app, settings.web_dir)
    _add_error_handlers(app)
    _add_middleware(app, settings, platform.metrics, counters)
    return app


def served_app() -> FastAPI:
    """The application for a process that does nothing but serve it.

    What the libraries made while they were loaded stays: the collector need not walk it while requests wait.
    """
    app = create_app()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*RARELY)
    return app


def _add_middleware(app: FastAPI, settings: Settings, metrics: RequestMetrics, counters: Counters) -> None:
    """The last one added meets the request first."""
    app.add_middleware(BodyLimited, limit_bytes=settings.upload_limit_bytes)
    if settings.rate_limit:
        app.add_middleware(RateLimited, limit=settings.rate_limit, storage=counters.storage)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=["*"],
            allow_headers=["Authorization", "Content-Type", "Idempotency-Key", "X-Channel", "X-Request-Id"],
            expose_headers=["X-Request-Id", "Retry-After"],
        )
    app.add_middleware(Observed, metrics=metrics)
    if settings.trusted_proxies:
        app.add_middleware(wrap_asgi_with_proxy_headers, trusted_hosts=settings.trusted_proxies)


def _add_error_handlers(app: FastAPI) -> None:
    @app.exception_handler(PharmaRecException)
    async def refused(request: Request, error: PharmaRecException) -> Response:
        return _answer(request, error)

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> Response:
        return _answer(request, _named_fields(error))

    @app.exception_handler(HTTPException)
    async def unrouted(request: Request, error: HTTPException) -> Response:
        given = dict(error.headers or {})
        if error.status_code == 405:
            path = request.url.path.removeprefix("/api")
            given["Allow"] = methods_of(path, (*ROUTERS, system.router)) or given.get("Allow", "GET")
        return _answer(request, _of_status(error), given)

    @app.exception_handler(SQLAlchemyError)
    async def hindered(request: Request, error: SQLAlchemyError) -> Response:
        if not is_busy(error):
            raise error
        log.warning("busy", request_id=request.state.request_id, reason=str(error).splitlines()[0])
        message = "Others are at work on the same. Nothing was changed: please try again in a moment."
        return _answer(request, Busy(message, retry_after_seconds=1))

    @app.exception_handler(Exception)
    async def broken(request: Request, error: Exception) -> Response:
        log.error("unhandled", request_id=request.state.request_id, exc_info=error)
        answer = _answer(request, PharmaRecException("Something went wrong on our side. Nothing was changed."))
        # Starlette sends this one from outside the middleware that gives the others their headers.
        answer.raw_headers = completed(answer.raw_headers, request.state.request_id, request.url.path)
        return answer


def _answer(request: Request, error: PharmaRecException, given: Mapping[str, str] | None = None) -> Response:
    headers = dict(given or {})
    if "retry_after_seconds" in error.details:
        headers["retry-after"] = str(error.details["retry_after_seconds"])
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    body = error_body(error, request.state.request_id)
    return Response(body, status_code=error.status, media_type="application/json", headers=headers)


def _named_fields(error: RequestValidationError) -> ValidationError:
    """Each malformed field by name. What was sent is left out: it may be a password."""
    fields = [
        {"field": ".".join(map(str, one["loc"])), "message": _sentence(one["msg"]), "type": one["type"]}
        for one in error.errors()
    ]
    first = fields[0]
    more = f" (and {len(fields) - 1} more)" if len(fields) > 1 else ""
    return ValidationError(f"{first['field']}: {first['message']}{more}", fields=fields)


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


def _of_status(error: HTTPException) -> PharmaRecException:
    """What the framework itself refuses, in our shape: an unknown path, a wrong method, a broken form."""
    if error.status_code == 404:
        return ResourceNotFoundError("There is nothing here.")
    if error.status_code == 400:
        return ValidationError("The body cannot be read: it is neither JSON in UTF-8 nor a whole form.", fields=[])
    kind = type("Refused", (PharmaRecException,), {"status": error.status_code, "code": _CODES.get(error.status_code)})
    refused: PharmaRecException = kind(str(error.detail))
    return refused


_CODES = {405: "METHOD_NOT_ALLOWED", 413: "FILE_TOO_LARGE"}
