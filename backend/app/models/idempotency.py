from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, UtcDateTime
from app.utils.clock import now


class IdempotencyKey(PharmacyOwned, Base):
    """The answer given to a request that carried an Idempotency-Key, committed together with its effect."""

    __tablename__ = "idempotency_keys"

    pharmacy_id: Mapped[int] = mapped_column(BigId, ForeignKey("pharmacies.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    response: Mapped[dict[str, object] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
