"""The tables."""

from app.models.base import Base, PharmacyOwned
from app.models.destruction import Destruction, DestructionLine
from app.models.expiry_alert import ExpiryAlert, ExpiryRisk, ExpiryRun
from app.models.idempotency import IdempotencyKey
from app.models.job import Job
from app.models.medicine import Medicine, Supplier
from app.models.outbox import Event
from app.models.pharmacy import Pharmacy
from app.models.recall import Recall, RecallBatch
from app.models.reorder import ReorderRun, Suggestion
from app.models.sale import Sale
from app.models.sales_import import Import, ImportRow
from app.models.stock import Batch, StockMovement
from app.models.user import Membership, User

__all__ = [
    "Base",
    "Batch",
    "Destruction",
    "DestructionLine",
    "Event",
    "ExpiryAlert",
    "ExpiryRisk",
    "ExpiryRun",
    "IdempotencyKey",
    "Import",
    "ImportRow",
    "Job",
    "Medicine",
    "Membership",
    "Pharmacy",
    "PharmacyOwned",
    "Recall",
    "RecallBatch",
    "ReorderRun",
    "Sale",
    "StockMovement",
    "Suggestion",
    "Supplier",
    "User",
]
