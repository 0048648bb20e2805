from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned, UtcDateTime
from app.models.enums import Purpose


class Customer(Dated, PharmacyOwned, Base):
    """A person the pharmacy serves. What says who they are is sealed (`utils.sealing`).

    `phone_key` finds a phone number without telling it. After an erasure the row stays, so that sales keep a customer
    without a name.
    """

    __tablename__ = "customers"
    __table_args__ = (
        UniqueConstraint("pharmacy_id", "code"),
        Index("ix_customers_pharmacy_id_phone_key", "pharmacy_id", "phone_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    name_sealed: Mapped[str | None] = mapped_column(Text)
    phone_sealed: Mapped[str | None] = mapped_column(Text)
    address_sealed: Mapped[str | None] = mapped_column(Text)
    notes_sealed: Mapped[str | None] = mapped_column(Text)
    phone_key: Mapped[str | None] = mapped_column(String(64))
    legal_hold_until: Mapped[date | None]
    legal_hold_reason: Mapped[str | None] = mapped_column(String(200))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Consent(PharmacyOwned, Base):
    """What a customer allowed, how, and until when. A consent given again is a new row."""

    __tablename__ = "consents"
    __table_args__ = (Index("ix_consents_customer_id_purpose", "customer_id", "purpose"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    customer_id: Mapped[int] = mapped_column(BigId, ForeignKey("customers.id"))
    purpose: Mapped[Purpose] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(80))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
