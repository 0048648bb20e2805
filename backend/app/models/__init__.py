"""The tables."""

from app.models.account_link import AccountLink
from app.models.audit import AuditCheckpoint, AuditEntry, AuditLeaf
from app.models.backtest import Backtest, ForecastError
from app.models.barcode import Barcode
from app.models.base import Base, PharmacyOwned
from app.models.customer import Consent, Customer
from app.models.destruction import Destruction, DestructionLine
from app.models.expiry_alert import ExpiryAlert, ExpiryRisk, ExpiryRun
from app.models.forecast_model import ForecastModel
from app.models.generic import Generic
from app.models.idempotency import IdempotencyKey
from app.models.job import Job
from app.models.lost_sale import LostSale
from app.models.medicine import Medicine, Supplier
from app.models.merge import MedicineMerge, MedicineMergeRow
from app.models.organization import Organization
from app.models.outbox import Event
from app.models.pack_level import PackLevel
from app.models.pharmacy import Pharmacy
from app.models.recall import Recall, RecallBatch
from app.models.recovery_code import RecoveryCode
from app.models.reorder import ReorderRun, Suggestion
from app.models.sale import Sale
from app.models.sales_import import Import, ImportRow
from app.models.stock import (
    Adjustment,
    Batch,
    LedgerProof,
    PeriodClose,
    Receipt,
    Reservation,
    StockMovement,
)
from app.models.supplier_item import SupplierItem
from app.models.transfer import Transfer
from app.models.user import Membership, User

__all__ = [
    "AccountLink",
    "Adjustment",
    "AuditCheckpoint",
    "AuditEntry",
    "AuditLeaf",
    "Backtest",
    "Barcode",
    "Base",
    "Batch",
    "Consent",
    "Customer",
    "Destruction",
    "DestructionLine",
    "Event",
    "ExpiryAlert",
    "ExpiryRisk",
    "ExpiryRun",
    "ForecastError",
    "ForecastModel",
    "Generic",
    "IdempotencyKey",
    "Import",
    "ImportRow",
    "Job",
    "LedgerProof",
    "LostSale",
    "Medicine",
    "MedicineMerge",
    "MedicineMergeRow",
    "Membership",
    "Organization",
    "PackLevel",
    "PeriodClose",
    "Pharmacy",
    "PharmacyOwned",
    "Recall",
    "RecallBatch",
    "Receipt",
    "RecoveryCode",
    "ReorderRun",
    "Reservation",
    "Sale",
    "StockMovement",
    "Suggestion",
    "Supplier",
    "SupplierItem",
    "Transfer",
    "User",
]
