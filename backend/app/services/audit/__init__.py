"""Who changed what, when, and from what to what: one entry for each change, in the transaction that makes it."""

from app.services.audit.record import Subject, record

__all__ = ["Subject", "record"]
