"""Stock: what is on the shelf, and the only code allowed to change it."""

from app.services.stock.batches import BatchNotFound, NewBatch
from app.services.stock.catalogue import get_medicine, list_medicines, search_medicines
from app.services.stock.intake import (
    ExpiredOnArrival,
    add_medicine,
    change_medicine,
    check_divisible,
    receive_batch,
)
from app.services.stock.ledger import (
    Cause,
    InsufficientStock,
    count,
    issue,
    issue_batch,
    issue_up_to,
    put_into,
    receive,
)
from app.services.stock.periods import (
    PeriodClosed,
    PeriodClosedAlready,
    PeriodNotOver,
    check_open,
    close_period,
    closed_through,
    list_closes,
)
from app.services.stock.reservations import (
    ReservationNotFound,
    ReservationReleased,
    list_reservations,
    release,
    reserve,
)
from app.services.stock.shelf import available, batches, movements, openings
from app.services.stock.states import StateChange, set_state

__all__ = [
    "BatchNotFound",
    "Cause",
    "ExpiredOnArrival",
    "InsufficientStock",
    "NewBatch",
    "PeriodClosed",
    "PeriodClosedAlready",
    "PeriodNotOver",
    "ReservationNotFound",
    "ReservationReleased",
    "StateChange",
    "add_medicine",
    "available",
    "batches",
    "change_medicine",
    "check_divisible",
    "check_open",
    "close_period",
    "closed_through",
    "count",
    "get_medicine",
    "issue",
    "issue_batch",
    "issue_up_to",
    "list_closes",
    "list_medicines",
    "list_reservations",
    "movements",
    "openings",
    "put_into",
    "receive",
    "receive_batch",
    "release",
    "reserve",
    "search_medicines",
    "set_state",
]
