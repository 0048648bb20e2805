"""CSV and its relatives, read line by line into a table."""

import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from app.services.sales_reader import delimiters, limits
from app.services.sales_reader.errors import BrokenQuote
from app.services.sales_reader.table import Table, TableBuilder
from app.services.sales_reader.text_file import line_too_long

_SAMPLE_LINES = 1_000
_SAMPLE_CHARACTERS = 2**20
_BATCH = 5_000


class _Lines:
    """Feeds the CSV reader, counting lines and remembering those of the record being read."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.count = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._file:
            if len(line) > limits.MAX_LINE_CHARACTERS:
                raise line_too_long()
            self.count += 1
            self.record.append(line)
            yield line


def read_delimited(path: Path, *, encoding: str) -> tuple[Table, str]:
    """Read the file's rows and say which delimiter separates their cells.

    Raises:
        BrokenQuote: a quotation mark is opened and never closed, or closed in mid-text.
        LineTooLong: one line is longer than any table's.
    """
    with path.open(encoding=encoding, newline="") as file:
        sample = _sample(file)
    hint = delimiters.hinted(sample[0]) if sample else None
    delimiter = hint or delimiters.choose(sample)
    builder = TableBuilder()
    with path.open(encoding=encoding, newline="") as file:
        records = _records(_Lines(file), delimiter)
        if hint:
            next(records, None)
        while batch := list(islice(records, _BATCH)):
            builder.add([row for _, row in batch], [number for number, _ in batch])
    return builder.build(), delimiter


def _sample(file: TextIO) -> list[str]:
    sample: list[str] = []
    size = 0
    for line in islice(file, _SAMPLE_LINES):
        sample.append(line)
        size += len(line)
        if size > _SAMPLE_CHARACTERS:
            break
    return sample


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    source = iter(lines)
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    while True:
        start = lines.count + 1
        lines.record.clear()
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = _forgiven(lines.record, start=start, delimiter=delimiter, error=error)
        if row and row != ["\x1a"]:
            yield start, row


def _forgiven(record: list[str], *, start: int, delimiter: str, error: csv.Error) -> list[str]:
    """A record on one line whose quotation marks stand inside a text, such as `"Vicks" rub`."""
    if len(record) == 1 and "field limit" in str(error):
        raise line_too_long()
    if len(record) == 1 and _is_closed(record[0], delimiter):
        return next(csv.reader(record, delimiter=delimiter))
    number = start + _opening_line(record, delimiter)
    raise BrokenQuote(
        f"A quotation mark on line {number} is opened and never properly closed, "
        "so the lines after it cannot be told apart. Please correct that line and try again.",
        line=number,
    ) from error


def _is_closed(line: str, delimiter: str) -> bool:
    """Whether the line ends outside quotation marks: a following line stays a record of its own."""
    return list(csv.reader([line, "end"], delimiter=delimiter))[-1] == ["end"]


def _opening_line(record: list[str], delimiter: str) -> int:
    """Which line of the record opens the quotation mark that is not properly closed.

    Walks the text once: a mark opens only at the start of a cell and closes only before a
    delimiter or a line end.
    """
    text = "".join(record)
    opened, at_start, place = 0, True, 0
    while place < len(text):
        if not (at_start and text[place] == '"'):
            at_start = text[place] in (delimiter, "\n", "\r")
            place += 1
            continue
        opened = place
        close = _closing_mark(text, place + 1)
        if close < 0 or (close + 1 < len(text) and text[close + 1] not in (delimiter, "\n", "\r")):
            break
        at_start, place = False, close + 1
    return len(text[:opened].splitlines()) - (0 if text[:opened].endswith(("\n", "\r")) else 1)


def _closing_mark(text: str, start: int) -> int:
    """Where the cell that began before `start` ends; doubled marks belong to its text."""
    place = text.find('"', start)
    while place >= 0 and text[place + 1 : place + 2] == '"':
        place = text.find('"', place + 2)
    return place
