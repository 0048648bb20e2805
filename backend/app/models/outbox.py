from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned, UtcDateTime


class Event(Dated, PharmacyOwned, Base):
    """Something that happened, stored with the change it tells of; `published_at`: its subscribers have been told.

    Ids commit out of order, so what is still to be told is found by `published_at`, never by the last id told.
    """

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event: Mapped[str] = mapped_column(String(60))
    payload: Mapped[dict[str, object]] = mapped_column(JSON)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    # Two small indexes: one shrinks as events are told, the other is only read when old ones are deleted.
    __table_args__ = (
        Index(
            "ix_outbox_unpublished",
            "id",
            postgresql_where=published_at.is_(None),
            sqlite_where=published_at.is_(None),
        ),
        Index(
            "ix_outbox_published",
            "pharmacy_id",
            "published_at",
            postgresql_where=published_at.is_not(None),
            sqlite_where=published_at.is_not(None),
        ),
    )
