"""Who changed what, when, and from what to what: one entry for each change, in the transaction that makes it.

Entries are sealed into a Merkle tree a pharmacy; `verify` proves it without the API.
"""

from app.services.audit.proofs import (
    EntryNotFound,
    NotYetSealed,
    latest_checkpoint,
    list_entries,
    prove,
    prove_growth,
    shown,
)
from app.services.audit.record import Change, Subject, record, record_change, record_in
from app.services.audit.seal import seal, seal_news
from app.services.audit.signing import NotACheckpoint, public_key_text, read_note, read_public_key, signing_key
from app.services.audit.tree import LogDamaged
from app.services.audit.verify import Fault, LogTamperedWith, Trust, Verdict, prove_log, verify

__all__ = [
    "Change",
    "EntryNotFound",
    "Fault",
    "LogDamaged",
    "LogTamperedWith",
    "NotACheckpoint",
    "NotYetSealed",
    "Subject",
    "Trust",
    "Verdict",
    "latest_checkpoint",
    "list_entries",
    "prove",
    "prove_growth",
    "prove_log",
    "public_key_text",
    "read_note",
    "read_public_key",
    "record",
    "record_change",
    "record_in",
    "seal",
    "seal_news",
    "shown",
    "signing_key",
    "verify",
]
