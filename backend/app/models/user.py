from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, Dated, UtcDateTime
from app.models.enums import Role


class User(Dated, Base):
    """A person who signs in. Raising `token_version` ends every token given out before.

    `totp_secret` is the sealed secret of their authenticator app: asked for once `totp_enabled_at` is set. The time
    step of the last code that let them in is `totp_last_step`: no code does twice.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(120))
    full_name: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    token_version: Mapped[int] = mapped_column(default=1)
    totp_secret: Mapped[str | None] = mapped_column(String(300))
    totp_enabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)


class Membership(Dated, Base):
    """The role a user has in a pharmacy. A disabled one lets nobody in; the user's others go on."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("user_id", "pharmacy_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    pharmacy_id: Mapped[int] = mapped_column(BigId, ForeignKey("pharmacies.id"), index=True)
    role: Mapped[Role] = mapped_column(String(20))
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_signed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
