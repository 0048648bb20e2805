"""Structured logs: one JSON object a line on standard error, or coloured text for people."""

import logging
import sys
from typing import Literal

import orjson
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

SECRET_KEYS = frozenset({"password", "new_password", "current_password", "token", "access_token", "authorization"})


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Blank the values that must never be logged."""
    for key in SECRET_KEYS & event.keys():
        event[key] = "…"
    return event


def configure(level: str, style: Literal["json", "console"]) -> None:
    """Set up structlog for the process. `level` is a name of the standard library's levels."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        redact,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    if style == "json":
        structlog.configure(
            processors=[*shared, structlog.processors.JSONRenderer(serializer=orjson.dumps)],
            wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
            logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
            cache_logger_on_first_use=True,
        )
        return
    structlog.configure(
        processors=[*shared, structlog.dev.ConsoleRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
