"""What every table shares: constraint names, exact column types, and the owner of a row."""

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, DateTime, Dialect, Double, ForeignKey, Integer, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from app.utils.clock import now
from app.utils.quantities import MONEY_PLACES, QUANTITY_PLACES, from_scaled, to_scaled

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only in a column declared INTEGER."""


class Scaled(TypeDecorator[Decimal]):
    """A Decimal stored as a whole number of 10^-places: exact, and summed by the database."""

    impl = BigInteger
    cache_ok = True
    places: int

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:
        return None if value is None else to_scaled(value, self.places)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        # PostgreSQL sums BIGINT into NUMERIC, SQLite into an integer: both are whole here.
        return None if value is None else from_scaled(int(value), self.places)


class Quantity(Scaled):
    """Base units with at most nine decimal places."""

    cache_ok = True
    places = QUANTITY_PLACES


class Money(Scaled):
    """An amount in the pharmacy's currency with at most four decimal places."""

    cache_ok = True
    places = MONEY_PLACES


class Percent(Scaled):
    """A percentage with at most four decimal places."""

    cache_ok = True
    places = 4


class ChosenShare(TypeDecorator[float]):
    """A share above zero that somebody chose, or None while nobody has: that is stored as 0, never as NULL."""

    impl = Double
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> float:
        return value or 0.0

    def process_result_value(self, value: float | None, dialect: Dialect) -> float | None:
        return value or None


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, "instants are aware"
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The declarative base; its names for constraints are the same on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class PharmacyOwned:
    """A row that exactly one pharmacy may read or write. The session fills the id and refuses another's."""

    pharmacy_id: Mapped[int] = mapped_column(BigId, ForeignKey("pharmacies.id"), sort_order=-90)


class Dated:
    """A row that knows when it was made."""

    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, sort_order=90)
