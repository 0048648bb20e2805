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

__all__ = [
    "RecallLifted",
    "RecallNotFound",
    "get_recall",
    "lift",
    "list_bills",
    "list_recalls",
    "preview",
    "start",
]
