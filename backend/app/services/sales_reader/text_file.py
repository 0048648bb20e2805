"""Which encoding a text file is in, and whether it is text at all."""

import codecs
from pathlib import Path

from chardetng_py import EncodingDetector

from app.services.sales_reader import limits
from app.services.sales_reader.errors import LineTooLong, UnreadableFile

_BLOCK = limits.MAX_LINE_CHARACTERS
_HEAD = 2**16
_DETECTOR_BYTES = 2**21
_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_FALLBACK = "windows-1252"
# Tabs, line ends, form feeds and the end-of-file mark of old DOS programs.
_ALLOWED_CONTROLS = frozenset("\t\r\n\f\v\x1a")


def encoding_of(path: Path) -> str:
    """Find the encoding by reading the whole file once, in blocks.

    Raises:
        LineTooLong: a block without any line end, found before anything is decoded.
        UnreadableFile: the bytes are not text.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = _from_marks(head)
    if encoding is None:
        encoding = _from_bytes(path)
    else:
        _check_lines(path)
    return _proven(path, encoding)


def _from_marks(head: bytes) -> str | None:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    if b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    units = len(head) // 2
    # Separators, digits and line ends have a zero byte in UTF-16, always on the same side.
    if odd * 10 >= units and even * 20 <= odd:
        return "utf-16-le"
    if even * 10 >= units and odd * 20 <= even:
        return "utf-16-be"
    raise _not_text()


def _from_bytes(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    detector = EncodingDetector()
    fed, is_utf8 = 0, True
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            _check_line(block)
            if b"\x00" in block:
                raise _not_text()
            if is_utf8:
                is_utf8 = _decodes(decoder, block)
            if fed < _DETECTOR_BYTES and not block.isascii():
                detector.feed(block, last=False)
                fed += len(block)
        if is_utf8 and _decodes(decoder, b"", final=True):
            return "utf-8"
    detector.feed(b"", last=True)
    guess, certain = detector.guess_assess(tld=None, allow_utf8=False)
    return guess if certain else _FALLBACK


def _check_lines(path: Path) -> None:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            _check_line(block)


def _check_line(block: bytes) -> None:
    if len(block) == _BLOCK and b"\n" not in block and b"\r" not in block:
        raise line_too_long()


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _proven(path: Path, encoding: str) -> str:
    """The encoding, once the whole file has been decoded with it and looks like text."""
    try:
        with path.open(encoding=encoding, newline="") as file:
            _check_text(file.read(_HEAD))
            while file.read(_BLOCK):
                pass
    except UnicodeError as error:
        if encoding.startswith("utf-16"):
            raise _not_text() from error
        return "latin-1"
    return encoding


def _check_text(head: str) -> None:
    controls = sum(1 for letter in head if letter < " " and letter not in _ALLOWED_CONTROLS)
    if controls * 20 > len(head) or "\x00" in head:
        raise _not_text()


def _not_text() -> UnreadableFile:
    return UnreadableFile(
        "The file is not a text table: it holds bytes that no CSV file has. "
        "Please export the sales as CSV or XLSX and import that file."
    )


def line_too_long() -> LineTooLong:
    """The refusal of a line that no table has."""
    return LineTooLong(
        f"A line of the file is longer than {limits.MAX_LINE_CHARACTERS:,} characters. "
        "Please check that the export wrote one sale or one day on each line.",
        limit=limits.MAX_LINE_CHARACTERS,
    )
