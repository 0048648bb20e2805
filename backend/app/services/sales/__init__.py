"""Sales: recording them, and reading what was sold."""

from app.services.sales.history import PeriodTooLong, daily_revenue, list_sales, summarise
from app.services.sales.lost import LostSaleNotFound, list_lost, record_lost, take_back_lost
from app.services.sales.record import AmountTooLarge, ImpossibleSaleDate, record

__all__ = [
    "AmountTooLarge",
    "ImpossibleSaleDate",
    "LostSaleNotFound",
    "PeriodTooLong",
    "daily_revenue",
    "list_lost",
    "list_sales",
    "record",
    "record_lost",
    "summarise",
    "take_back_lost",
]
