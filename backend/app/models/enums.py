"""The closed lists of words that the tables and the API share."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a pharmacy."""

    ADMIN = "admin"
    MANAGER = "manager"
    STAFF = "staff"


class BatchState(StrEnum):
    """Whether a batch may be sold. Expiry is a date, not a state."""

    OK = "ok"
    HOLD = "hold"
    QUARANTINE = "quarantine"
    RECALLED = "recalled"
    DAMAGED = "damaged"


class MovementReason(StrEnum):
    """Why stock moved."""

    OPENING = "opening"
    RECEIPT = "receipt"
    SALE = "sale"
    COUNT = "count"


class SaleSource(StrEnum):
    """Where a sale came from."""

    TILL = "till"
    IMPORT = "import"


class StockStatus(StrEnum):
    """How a medicine stands, as the inventory list filters it."""

    IN_STOCK = "in_stock"
    LOW = "low"
    OUT = "out"
    EXPIRING = "expiring"


class ImportStatus(StrEnum):
    """The life of an import."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ProblemKind(StrEnum):
    """What an import has to tell about a row."""

    BAD_ROW = "bad_row"
    SHORTAGE = "shortage"
    CHANGED = "changed"


class SuggestionStatus(StrEnum):
    """What became of a suggestion."""

    OPEN = "open"
    NOTHING_TO_ORDER = "nothing_to_order"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class Urgency(StrEnum):
    """How soon a medicine runs out."""

    OUT = "out"
    AT_RISK = "at_risk"
    SOON = "soon"
    FINE = "fine"


class AlertStatus(StrEnum):
    """What became of an alert."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class JobStatus(StrEnum):
    """The life of a job. A dead one was refused or failed too often; a person may have it done again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
