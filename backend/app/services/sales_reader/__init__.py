"""Reads what pharmacies export of their sales: any sane layout, delimiter, encoding and date order.

Pure: no database, no settings, no web framework. `read_sales` works in a child process under
limits; `parse` does the same work in this process and is for files that are trusted.
"""

from app.services.sales_reader.contracts import (
    BadRow,
    ColumnPreview,
    MedicineTotal,
    Preview,
    Question,
    ReadOptions,
    SaleRow,
    SalesFile,
)
from app.services.sales_reader.errors import AmbiguousDates, SalesFileError
from app.services.sales_reader.parse import parse
from app.services.sales_reader.supervisor import read_sales

__all__ = [
    "AmbiguousDates",
    "BadRow",
    "ColumnPreview",
    "MedicineTotal",
    "Preview",
    "Question",
    "ReadOptions",
    "SaleRow",
    "SalesFile",
    "SalesFileError",
    "parse",
    "read_sales",
]
