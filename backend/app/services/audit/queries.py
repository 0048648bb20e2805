from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.models import AuditCheckpoint, AuditEntry, AuditLeaf, Pharmacy, User
from app.schemas.audit import AuditFilter

_WRITTEN: Final = (
    AuditEntry.id,
    AuditEntry.recorded_at,
    AuditEntry.actor_id,
    AuditEntry.channel,
    AuditEntry.action,
    AuditEntry.subject_kind,
    AuditEntry.subject_id,
    AuditEntry.entry,
    AuditEntry.mac,
)


def waiting() -> Select[*tuple[Any, ...]]:
    """Entries without a place in the tree, in the order of their ids."""
    is_sealed = exists().where(AuditLeaf.audit_id == AuditEntry.id)
    return select(*_WRITTEN).where(~is_sealed).order_by(AuditEntry.id)


def leaves_from(start: int, end: int) -> Select[*tuple[Any, ...]]:
    """Leaves in order with the entries that they stand for, missing ones included."""
    return (
        select(AuditLeaf.leaf_index, AuditLeaf.audit_id, AuditLeaf.hashes, *_WRITTEN)
        .outerjoin(AuditEntry, AuditEntry.id == AuditLeaf.audit_id)
        .where(AuditLeaf.leaf_index >= start, AuditLeaf.leaf_index < end)
        .order_by(AuditLeaf.leaf_index)
    )


def tree_size() -> Select[int]:
    return select(func.coalesce(func.max(AuditLeaf.leaf_index) + 1, 0))


def latest_checkpoint() -> Select[AuditCheckpoint]:
    return select(AuditCheckpoint).order_by(AuditCheckpoint.tree_size.desc()).limit(1)


def checkpoints_between(start: int, end: int) -> Select[AuditCheckpoint]:
    """The checkpoints of more than `start` and up to `end` entries."""
    is_between = and_(AuditCheckpoint.tree_size > start, AuditCheckpoint.tree_size <= end)
    return select(AuditCheckpoint).where(is_between).order_by(AuditCheckpoint.tree_size)


def with_news(since: datetime) -> Select[int]:
    """The pharmacies that were not sealed since then and have recorded something after their last checkpoint."""
    of_the_pharmacy = AuditCheckpoint.pharmacy_id == Pharmacy.id
    last = select(func.max(AuditCheckpoint.made_at)).where(of_the_pharmacy).correlate(Pharmacy).scalar_subquery()
    is_news = or_(last.is_(None), AuditEntry.recorded_at > last)
    news = exists().where(AuditEntry.pharmacy_id == Pharmacy.id, is_news).correlate(Pharmacy)
    return select(Pharmacy.id).where(or_(last.is_(None), last < since), news).order_by(Pharmacy.id)


def entry_at(leaf_index: int) -> Select[int]:
    return select(AuditLeaf.audit_id).where(AuditLeaf.leaf_index == leaf_index)


def written_twice() -> Select[datetime]:
    """Instants of several entries. No two are alike: copies share their instant, and little else does."""
    return select(AuditEntry.recorded_at).group_by(AuditEntry.recorded_at).having(func.count() > 1)


def entries_of(instant: datetime) -> Select[int, bytes]:
    return select(AuditEntry.id, AuditEntry.entry).where(AuditEntry.recorded_at == instant).order_by(AuditEntry.id)


def entries() -> Select[*tuple[Any, ...]]:
    """Entries with the names of who made them and their places in the tree, newest first."""
    return (
        select(AuditEntry, User.full_name.label("actor_name"), AuditLeaf.leaf_index)
        .outerjoin(User, User.id == AuditEntry.actor_id)
        .outerjoin(AuditLeaf, AuditLeaf.audit_id == AuditEntry.id)
        .order_by(AuditEntry.recorded_at.desc(), AuditEntry.id.desc())
    )


def matching(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    """The conditions that a filter stands for."""
    told = {
        AuditEntry.actor_id: wanted.actor_id,
        AuditEntry.action: wanted.action,
        AuditEntry.subject_kind: wanted.subject_kind,
        AuditEntry.subject_id: wanted.subject_id,
    }
    conditions = [column == value for column, value in told.items() if value is not None]
    if wanted.recorded_from is not None:
        conditions.append(AuditEntry.recorded_at >= wanted.recorded_from)
    if wanted.recorded_before is not None:
        conditions.append(AuditEntry.recorded_at < wanted.recorded_before)
    return conditions


def about(subject_kind: str, subject_id: int) -> ColumnElement[bool]:
    return and_(AuditEntry.subject_kind == subject_kind, AuditEntry.subject_id == subject_id)
