"""What kind of file it really is: its first bytes decide, never its name."""

import zipfile
from pathlib import Path
from typing import Literal, TypeAlias

from app.services.sales_reader import limits
from app.services.sales_reader.errors import EmptyFile, ReadTooLarge, UnreadableFile

Kind: TypeAlias = Literal["text", "xlsx", "xlsb", "xls", "ods"]

_OTHER_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"%PDF-", "a PDF document"),
    (b"\x1f\x8b", "a compressed file (gzip); please unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7z); please unpack it first"),
    (b"Rar!", "a compressed file (RAR); please unpack it first"),
    (b"SQLite format 3\x00", "a database file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"PAR1", "a Parquet file"),
)
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table", b"<!--", b"<meta", b"<head")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def kind_of(path: Path) -> Kind:
    """Tell a workbook from a text file.

    Raises:
        EmptyFile: nothing is in it.
        ReadTooLarge: more than `limits.MAX_FILE_BYTES`.
        UnreadableFile: a picture, a document, a program, or a zip without a workbook.
    """
    size = path.stat().st_size
    if size == 0:
        raise EmptyFile("The file is empty. Please export the sales again and check the file.")
    if size > limits.MAX_FILE_BYTES:
        raise ReadTooLarge(
            f"The file is larger than {limits.MAX_FILE_BYTES // 2**20} MB. Please export a shorter period.",
            bytes=size,
            limit=limits.MAX_FILE_BYTES,
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_ZIP):
        return _workbook_in(path)
    if head.startswith(_OLE):
        return "xls"
    _refuse_other_kinds(head)
    return "text"


def _refuse_other_kinds(head: bytes) -> None:
    for magic, name in _OTHER_KINDS:
        # Short magics are also how a text may begin: "BM" or "MZ" need a byte that no text has.
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head or magic == b"\x1f\x8b"):
            raise UnreadableFile(f"This is {name}, not a table of sales. Please export the sales as CSV or XLSX.")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise UnreadableFile(
            "This is a web page or XML file, whatever its name says. "
            "Open it in a spreadsheet program, save it as XLSX or CSV, and import that."
        )


def _workbook_in(path: Path) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {info.filename.lower() for info in archive.infolist()}
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableFile(
            "The workbook is damaged and cannot be opened. "
            "Please save it again in your spreadsheet program and import the new copy."
        ) from error
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    raise UnreadableFile(
        "This is a zip archive without a workbook in it. Please unpack it and import the CSV or XLSX file inside."
    )
