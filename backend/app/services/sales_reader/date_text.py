"""Dates and times as they are written, before anybody knows whether the day or the month is first."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from app.services.sales_reader.contracts import DateOrder

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier janv enero ene janeiro jaenner janner",
            "feb february februar fevrier fevr febrero fevereiro fev",
            "mar march marz maerz mrz mars marzo marco",
            "apr april avril avr abril abr",
            "may mai mayo maio",
            "jun june juni juin junio junho",
            "jul july juli juillet juil julio julho",
            "aug august aout agosto ago",
            "sep sept september septembre septiembre setembro set",
            "oct october oktober okt octobre octubre outubro out",
            "nov november novembre noviembre novembro",
            "dec december dezember dez decembre diciembre dic dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_SEPARATOR = r"\s*[-/.\s]\s*"
_THREE_NUMBERS = re.compile(rf"(\d{{1,4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,4}})", re.ASCII)
_EIGHT_DIGITS = re.compile(r"\d{8}", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(\.\d+)?", re.ASCII)
_DAY_NAME_YEAR = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|\.|º)?[-/,.\s]*(?:de\s+)?([^\W\d]+)\.?[-/,.\s]*(?:de\s+|del\s+)?'?(\d{4}|\d{2})"
)
_NAME_DAY_YEAR = re.compile(r"([^\W\d]+)\.?[-/.\s]*(\d{1,2})(?:st|nd|rd|th)?[-/,.\s]+(\d{4})")
_YEAR_NAME_DAY = re.compile(r"(\d{4})[-/,.\s]*([^\W\d]+)\.?[-/,.\s]*(\d{1,2})")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|mie|jeu|jue|ven|vie|sam|dim|dom|seg|ter|qua|qui|sex|sab)"
    r"[^\W\d]*[.,]?(?:-feira)?,?\s+(?=\S*\d)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?m?\.?\s*(?:z|utc|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE | re.ASCII,
)
_TRAILING_TIME = re.compile(rf"(?<=\d)(?:\s*[T,]\s*|\s+)({_TIME.pattern})$", re.IGNORECASE | re.ASCII)
_SHEET_TIME = re.compile(r"^18(?:99|98)-12-3\d\s+")
_SHEET_EPOCH = date(1899, 12, 30)
_SHEET_FIRST, _SHEET_LAST = 36_526, 73_050
_SECONDS = 86_400
_LONGEST = 48


@dataclass(frozen=True, slots=True)
class DateText:
    """Three numbers of a date in the order in which they stand.

    `fixed` says that the text itself tells year, month and day apart; they are then in that order.
    """

    first: int
    second: int
    third: int
    fixed: bool
    short_year: bool = False

    def read(self, order: DateOrder) -> date | None:
        """The day under this order; None when no such day exists."""
        year, month, day = self._ordered(order)
        if self.short_year:
            year += 2000
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def _ordered(self, order: DateOrder) -> tuple[int, int, int]:
        if self.fixed:
            return self.first, self.second, self.third
        if order == "ymd":
            # Without a leading year of four digits this reading exists for short years only.
            return (self.first, self.second, self.third) if self.short_year else (0, 0, 0)
        day, month = (self.first, self.second) if order == "dmy" else (self.second, self.first)
        return self.third, month, day


def split_time(text: str) -> tuple[str, int | None]:
    """The date part of a text and the second of the day, if it names one."""
    text = text.strip()
    match = _TRAILING_TIME.search(text) if len(text) <= _LONGEST else None
    if match is None:
        return text, None
    return text[: match.start()].strip(), second_of_day(match.group(1))


@lru_cache(maxsize=65_536)
def second_of_day(text: str) -> int | None:
    """Seconds since midnight of `10:32`, `3:15 pm` or a sheet's fraction of a day."""
    if len(text) > _LONGEST:
        return None
    text = _SHEET_TIME.sub("", text.strip())
    match = _TIME.fullmatch(text)
    if match is None:
        return _fraction_of_day(text)
    hour, minute, second = (int(part or 0) for part in match.group(1, 2, 3))
    half = (match.group(4) or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        moment = time(hour, minute, second)
    except ValueError:
        return None
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _fraction_of_day(text: str) -> int | None:
    if not re.fullmatch(r"0?\.\d+", text, re.ASCII):
        return None
    return min(round(float(text) * _SECONDS), _SECONDS - 1)


@lru_cache(maxsize=65_536)
def dissect(text: str) -> DateText | None:
    """The three numbers of a date; None when the text has not the shape of one."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if _EIGHT_DIGITS.fullmatch(text):
        return _from_eight_digits(text)
    match = _THREE_NUMBERS.fullmatch(_WEEKDAY.sub("", text))
    if match is not None:
        return _from_numbers(*match.groups())
    return _from_month_name(text) or _from_month_name(_WEEKDAY.sub("", text))


def _from_numbers(first: str, second: str, third: str) -> DateText | None:
    if len(first) == 4 and len(third) <= 2:
        return DateText(int(first), int(second), int(third), fixed=True)
    if len(first) <= 2 and len(third) in (2, 4):
        short = len(third) == 2
        return DateText(int(first), int(second), int(third), fixed=False, short_year=short)
    return None


def _from_eight_digits(text: str) -> DateText | None:
    year_first = DateText(int(text[:4]), int(text[4:6]), int(text[6:]), fixed=True)
    if 1900 <= year_first.first <= 2099 and year_first.read("ymd") is not None:
        return year_first
    day_first = DateText(int(text[:2]), int(text[2:4]), int(text[4:]), fixed=False)
    if 1900 <= day_first.third <= 2099 and (day_first.read("dmy") or day_first.read("mdy")):
        return day_first
    return None


def _from_month_name(text: str) -> DateText | None:
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    for pattern, places in (
        (_DAY_NAME_YEAR, (3, 2, 1)),
        (_NAME_DAY_YEAR, (3, 1, 2)),
        (_YEAR_NAME_DAY, (1, 2, 3)),
    ):
        match = pattern.fullmatch(plain)
        if match is None:
            continue
        year, name, day = match.group(*places)
        month = _MONTHS.get(name)
        if month is not None:
            full_year = int(year) + (2000 if len(year) == 2 else 0)
            return DateText(full_year, month, int(day), fixed=True)
    return None


def from_serial(text: str) -> tuple[DateText, int | None] | None:
    """The day, and the second if there is a fraction, of a spreadsheet's day number."""
    match = _SERIAL.fullmatch(text.strip())
    if match is None or not _SHEET_FIRST <= int(match.group(1)) <= _SHEET_LAST:
        return None
    day = _SHEET_EPOCH + timedelta(days=int(match.group(1)))
    second = None
    if match.group(2):
        second = min(round(float(match.group(2)) * _SECONDS), _SECONDS - 1)
    return DateText(day.year, day.month, day.day, fixed=True), second
