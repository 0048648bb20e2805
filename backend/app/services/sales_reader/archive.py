"""Checks on a zipped workbook before the Excel reader unpacks it."""

import zipfile
import zlib
from pathlib import Path

from app.services.sales_reader import limits
from app.services.sales_reader.errors import ArchiveBomb, SalesFileError, UnreadableFile

_BLOCK = 2**18
_FORBIDDEN = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")
)
_OVERLAP = max(map(len, _FORBIDDEN)) - 1


def check_archive(path: Path) -> None:
    """Refuse a workbook that could harm: by size, by paths, or by what its XML declares.

    Raises:
        ArchiveBomb: too large when unpacked, compressed beyond reason, or with outside references.
        UnreadableFile: damaged or encrypted.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_declared(entries)
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _check_markup(archive, entry)
    except SalesFileError:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        # RuntimeError is how zipfile says that an entry is encrypted.
        raise UnreadableFile(
            "The workbook is damaged or protected by a password. "
            "Please save it again without a password and import the new copy."
        ) from error


def _check_declared(entries: list[zipfile.ZipInfo]) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    suspicious = (
        len(entries) > limits.MAX_ARCHIVE_ENTRIES
        or total > limits.MAX_ARCHIVE_BYTES
        or any(entry.file_size > limits.MAX_ENTRY_BYTES for entry in entries)
        or (total > 2**20 and total / packed > limits.MAX_COMPRESSION_RATIO)
    )
    if suspicious:
        raise ArchiveBomb(
            "The workbook unpacks to far more than a sales report can hold and was not opened. "
            "Please export the sales as CSV, or a shorter period.",
            unpacked_bytes=total,
            limit=limits.MAX_ARCHIVE_BYTES,
        )
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            raise ArchiveBomb(
                "The workbook names files outside itself and was not opened. "
                "Please save it again in your spreadsheet program."
            )


def _check_markup(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    tail = b""
    with archive.open(entry) as stream:
        while block := stream.read(_BLOCK):
            window = tail + block
            if any(word in window for word in _FORBIDDEN):
                raise ArchiveBomb(
                    "The workbook declares XML entities, which no spreadsheet program writes, "
                    "and was not opened. Please save it again in your spreadsheet program."
                )
            tail = window[-_OVERLAP:]
