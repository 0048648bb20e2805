"""Why a sales file is refused, each with a stable code and a sentence for the pharmacist."""

from typing import ClassVar

from app.exceptions import ValidationError


class SalesFileError(ValidationError):
    """The file as a whole cannot be read; single bad rows are reported, not raised."""

    code: ClassVar[str] = "UNREADABLE_FILE"


class EmptyFile(SalesFileError):
    code = "EMPTY_FILE"


class UnreadableFile(SalesFileError):
    """Not a table at all, or a damaged one."""

    code = "UNREADABLE_FILE"


class BrokenQuote(SalesFileError):
    """A quotation mark swallows the lines after it."""

    code = "BROKEN_QUOTE"


class LineTooLong(SalesFileError):
    code = "LINE_TOO_LONG"


class ArchiveBomb(SalesFileError):
    """A workbook that unpacks to far more than it should, or carries what no workbook needs."""

    code = "ARCHIVE_BOMB"


class TooManyColumns(SalesFileError):
    code = "TOO_MANY_COLUMNS"


class TooManyRows(SalesFileError):
    code = "TOO_MANY_ROWS"


class NoDateColumn(SalesFileError):
    code = "NO_DATE_COLUMN"


class NoMedicineColumn(SalesFileError):
    code = "NO_MEDICINE_COLUMN"


class NoQuantityColumn(SalesFileError):
    code = "NO_QUANTITY_COLUMN"


class AmbiguousColumns(SalesFileError):
    """Two columns could be the medicine or the quantity and nothing tells them apart."""

    code = "AMBIGUOUS_COLUMNS"


class AmbiguousDates(SalesFileError):
    """Every date can be read day first or month first; details: options, examples."""

    code = "AMBIGUOUS_DATES"


class ConflictingDates(SalesFileError):
    """Some dates can only be day first, others only month first; details: examples."""

    code = "CONFLICTING_DATES"


class BadMapping(SalesFileError):
    """The column roles that the caller chose do not fit the file."""

    code = "BAD_MAPPING"


class ReadTimeout(SalesFileError):
    code = "READ_TIMEOUT"


class ReadTooLarge(SalesFileError):
    code = "READ_TOO_LARGE"


def from_code(code: str, message: str, details: dict[str, object]) -> SalesFileError:
    """Rebuild the refusal that the child process wrote down."""
    for kind in SalesFileError.__subclasses__():
        if kind.code == code:
            return kind(message, **details)
    return UnreadableFile(message, **details)


def too_large() -> ReadTooLarge:
    """The refusal of a file that needs more memory than one file may have."""
    return ReadTooLarge(
        "The file needs more memory than one import may use. Please export a shorter period, or save the sheet as CSV."
    )
