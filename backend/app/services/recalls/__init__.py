"""Recalls: which branches, stock and bills a batch reaches, and holding all of it in one call."""

from app.services.recalls.recall import (
    RecallLifted,
    RecallNotFound,
    get_recall,
    lift,
    list_bills,
    list_recalls,
    preview,
    start,
)
from app.services.recalls.trace import list_bills_of_batch, trace, trace_sale

__all__ = [
    "RecallLifted",
    "RecallNotFound",
    "get_recall",
    "lift",
    "list_bills",
    "list_bills_of_batch",
    "list_recalls",
    "preview",
    "start",
    "trace",
    "trace_sale",
]
