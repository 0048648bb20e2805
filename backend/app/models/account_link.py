from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, PharmacyOwned, UtcDateTime
from app.models.enums import LinkKind, Role


class AccountLink(Dated, PharmacyOwned, Base):
    """A link that lets somebody into a pharmacy once, or set a new password once. Of its token only a hash is kept.

    An invitation says the role; a reset says whose password it sets.
    """

    __tablename__ = "account_links"
    __table_args__ = (
        Index("ix_account_links_pharmacy_id_kind", "pharmacy_id", "kind", "id"),
        Index("ix_account_links_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254))
    full_name: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[Role | None] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
