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
    SALE_RETURN = "sale_return"
    ADJUSTMENT = "adjustment"
    REVERSAL = "reversal"
    DESTRUCTION = "destruction"
    SUPPLIER_RETURN = "supplier_return"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"


class ExitAction(StrEnum):
    """What to do about stock that does not sell."""

    RETURN = "return"
    TRANSFER = "transfer"
    SELL_DOWN = "sell_down"
    STOP = "stop"


class TransferStatus(StrEnum):
    """How far a transfer between two branches is."""

    ASKED = "asked"
    SENT = "sent"
    RECEIVED = "received"
    CANCELLED = "cancelled"


class AdjustmentReason(StrEnum):
    """Why somebody corrects a batch."""

    BREAKAGE = "breakage"
    SPOILAGE = "spoilage"
    THEFT = "theft"
    EXPIRY = "expiry"
    FOUND = "found"
    FREE_GOODS = "free_goods"
    WRONG_ENTRY = "wrong_entry"
    OWN_USE = "own_use"

    @property
    def classification(self) -> "AdjustmentClass":
        return _CLASSES[self]


class AdjustmentClass(StrEnum):
    """What a correction means to the books. A loss and own use take away, a gain adds, a correction does either."""

    LOSS = "loss"
    GAIN = "gain"
    CORRECTION = "correction"
    OWN_USE = "own_use"


_CLASSES = {
    AdjustmentReason.BREAKAGE: AdjustmentClass.LOSS,
    AdjustmentReason.SPOILAGE: AdjustmentClass.LOSS,
    AdjustmentReason.THEFT: AdjustmentClass.LOSS,
    AdjustmentReason.EXPIRY: AdjustmentClass.LOSS,
    AdjustmentReason.FOUND: AdjustmentClass.GAIN,
    AdjustmentReason.FREE_GOODS: AdjustmentClass.GAIN,
    AdjustmentReason.WRONG_ENTRY: AdjustmentClass.CORRECTION,
    AdjustmentReason.OWN_USE: AdjustmentClass.OWN_USE,
}


class AdjustmentStatus(StrEnum):
    """What became of a correction."""

    PENDING = "pending"
    POSTED = "posted"
    REJECTED = "rejected"


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
    CLOSED_PERIOD = "closed_period"


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


class BacktestState(StrEnum):
    """Whether past orders and forecasts could be judged."""

    DONE = "done"
    NOT_ENOUGH_DATA = "not_enough_data"


class ExpiryBand(StrEnum):
    """How long a batch may still be sold: past its date, or within so many days and not within fewer."""

    EXPIRED = "expired"
    D30 = "d30"
    D60 = "d60"
    D90 = "d90"
    D180 = "d180"


class ExpiryAction(StrEnum):
    """What is to be done with a batch as its date comes nearer. `SELL`: nothing, it sells in time."""

    DESTROY = "destroy"
    PULL = "pull"
    DISCOUNT = "discount"
    PUSH = "push"
    CHECK_RETURN = "check_return"
    RETURN = "return"
    TRANSFER = "transfer"
    STOP_ORDERING = "stop_ordering"
    SELL = "sell"


class JobStatus(StrEnum):
    """The life of a job. A dead one was refused or failed too often; a person may have it done again."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


class Schedule(StrEnum):
    """How the law treats a medicine: free to sell, on prescription, in a register, controlled."""

    OTC = "OTC"
    H = "H"
    H1 = "H1"
    X = "X"
    NDPS = "NDPS"
    CII = "CII"
    CIII = "CIII"
    CIV = "CIV"
    CV = "CV"


class Storage(StrEnum):
    """Where a medicine keeps: at room temperature, below 25 °C, at 2 to 8 °C, or frozen."""

    ROOM = "room"
    COOL = "cool"
    FRIDGE = "fridge_2_8"
    FREEZER = "freezer"


class Ven(StrEnum):
    """How much a patient needs it: vital, essential, or neither. People decide."""

    VITAL = "V"
    ESSENTIAL = "E"
    NON_ESSENTIAL = "N"


class Abc(StrEnum):
    """How much of the year's consumption value a medicine makes."""

    A = "A"
    B = "B"
    C = "C"


class Xyz(StrEnum):
    """How steady a medicine's weekly demand is."""

    X = "X"
    Y = "Y"
    Z = "Z"


class Fsn(StrEnum):
    """How a medicine moves: fast, slow, or not at all."""

    FAST = "F"
    SLOW = "S"
    NOT_MOVING = "N"


class LinkKind(StrEnum):
    """What a link that is handed to a person does."""

    INVITATION = "invitation"
    RESET = "reset"


class Purpose(StrEnum):
    """What a customer may allow the pharmacy to do with their data."""

    REMINDERS = "reminders"
    MARKETING = "marketing"
    WHATSAPP = "whatsapp"
