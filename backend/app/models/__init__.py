"""The tables."""

from app.models.base import Base, PharmacyOwned
from app.models.idempotency import IdempotencyKey
from app.models.medicine import Medicine, Supplier
from app.models.pharmacy import Pharmacy
from app.models.reorder import ReorderRun, Suggestion
from app.models.sale import Sale
from app.models.sales_import import Import, ImportRow
from app.models.stock import Batch, StockMovement
from app.models.user import Membership, User

__all__ = [
    "Base",
    "Batch",
    "IdempotencyKey",
    "Import",
    "ImportRow",
    "Medicine",
    "Membership",
    "Pharmacy",
    "PharmacyOwned",
    "ReorderRun",
    "Sale",
    "StockMovement",
    "Suggestion",
    "Supplier",
    "User",
]
