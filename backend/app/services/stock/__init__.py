"""Stock: what is on the shelf, and the only code allowed to change it."""

from app.services.stock.batches import NewBatch
from app.services.stock.catalogue import get_medicine, list_medicines
from app.services.stock.intake import (
    ExpiredOnArrival,
    add_medicine,
    change_medicine,
    check_divisible,
    receive_batch,
)
from app.services.stock.ledger import Cause, InsufficientStock, count, issue, issue_up_to, receive
from app.services.stock.shelf import available, batches, movements, openings

__all__ = [
    "Cause",
    "ExpiredOnArrival",
    "InsufficientStock",
    "NewBatch",
    "add_medicine",
    "available",
    "batches",
    "change_medicine",
    "check_divisible",
    "count",
    "get_medicine",
    "issue",
    "issue_up_to",
    "list_medicines",
    "movements",
    "openings",
    "receive",
    "receive_batch",
]
