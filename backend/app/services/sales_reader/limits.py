"""What the reader is willing to read; everything beyond is refused with a sentence."""

from dataclasses import dataclass
from datetime import date
from typing import Final

MAX_FILE_BYTES: Final = 256 * 2**20
MAX_LINE_CHARACTERS: Final = 2**20
MAX_ROWS: Final = 2_000_000
MAX_COLUMNS: Final = 5_000
MAX_CELLS: Final = 20_000_000
MAX_SALES: Final = 5_000_000
MAX_NAME_CHARACTERS: Final = 200
MAX_NUMBER_CHARACTERS: Final = 60
MAX_QUANTITY: Final = 10_000_000
MAX_PRICE: Final = 1_000_000_000
MAX_AMOUNT = 1_000_000_000
MAX_TITLE_ROWS: Final = 40
KEPT_BAD_ROWS: Final = 200
SHOWN_CHARACTERS: Final = 80
FIRST_DAY: Final = date(2000, 1, 1)

# A workbook is a zip: what it says it holds is checked before anything is unpacked.
MAX_ENTRY_BYTES: Final = 64 * 2**20
MAX_ARCHIVE_BYTES: Final = 128 * 2**20
MAX_ARCHIVE_ENTRIES: Final = 1_000
MAX_COMPRESSION_RATIO: Final = 200


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What the child process may use before it is ended.

    Polars and the Excel reader reserve about half a gigabyte of addresses before they hold a byte,
    so `address_bytes` stands above the memory that a file may really fill.
    """

    address_bytes: int = 5 * 2**28
    cpu_seconds: int = 60
    wall_seconds: float = 90.0
    file_bytes: int = 512 * 2**20
    open_files: int = 64
