from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, BigId, PharmacyOwned, UtcDateTime


class AuditEntry(PharmacyOwned, Base):
    """One change: who, when, through what, and from what to what. Triggers refuse to update or delete it.

    `entry` holds the exact bytes that are hashed; the columns before it repeat what they say, to be searched. `mac` is
    what only this installation can put under them (HMAC-SHA256): a row that came past the application has none.
    """

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_pharmacy_id_recorded_at", "pharmacy_id", "recorded_at"),
        Index("ix_audit_log_subject", "pharmacy_id", "subject_kind", "subject_id"),
        Index("ix_audit_log_actor_id", "actor_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id"))
    channel: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    entry: Mapped[bytes] = mapped_column(LargeBinary)
    mac: Mapped[bytes] = mapped_column(LargeBinary)


class AuditLeaf(PharmacyOwned, Base):
    """The place of an entry in its pharmacy's Merkle tree, counted from 0. Triggers keep it as they keep the entry.

    `hashes` are the leaf's own and, rising, those of the perfect subtrees that end with it, 32 bytes each: whatever a
    proof needs is found in as many rows as the tree is high.
    """

    __tablename__ = "audit_leaves"
    __table_args__ = (UniqueConstraint("audit_id"),)

    pharmacy_id: Mapped[int] = mapped_column(BigId, ForeignKey("pharmacies.id"), primary_key=True, sort_order=-90)
    leaf_index: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    audit_id: Mapped[int] = mapped_column(BigId, ForeignKey("audit_log.id"))
    hashes: Mapped[bytes] = mapped_column(LargeBinary)


class AuditCheckpoint(PharmacyOwned, Base):
    """A signed statement that the first `tree_size` leaves have this root. Kept elsewhere, it binds us.

    Every entry that was committed when it was made is among these leaves.
    """

    __tablename__ = "audit_checkpoints"

    pharmacy_id: Mapped[int] = mapped_column(BigId, ForeignKey("pharmacies.id"), primary_key=True, sort_order=-90)
    tree_size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root_hash: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    signature: Mapped[bytes] = mapped_column(LargeBinary)
