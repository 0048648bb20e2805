"""Who changed what, when, and from what to what: one entry for each change, in the transaction that makes it."""

from app.services.audit.record import Change, Subject, record, record_change, record_in

__all__ = ["Change", "Subject", "record", "record_change", "record_in"]
