"""Sales: recording them, and reading what was sold."""

from app.services.sales.history import PeriodTooLong, daily_revenue, list_sales, summarise
from app.services.sales.record import AmountTooLarge, ImpossibleSaleDate, record

__all__ = [
    "AmountTooLarge",
    "ImpossibleSaleDate",
    "PeriodTooLong",
    "daily_revenue",
    "list_sales",
    "record",
    "summarise",
]
