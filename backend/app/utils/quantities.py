"""Exact quantities and money. No float ever touches either.

A quantity counts base units (a tablet, a millilitre, or an imported fraction of a pack) with at most nine decimal
places; the database stores whole billionths. Money has at most four; the database stores whole ten-thousandths.
"""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

QUANTITY_PLACES: Final = 9
MONEY_PLACES: Final = 4
MAX_QUANTITY: Final = Decimal(10_000_000)
MAX_MONEY: Final = Decimal(1_000_000_000)

_CENT: Final = Decimal("0.01")
_SCALES: Final = {places: 10**places for places in (QUANTITY_PLACES, MONEY_PLACES)}


def to_scaled(value: Decimal | int, places: int) -> int:
    """The whole number of 10^-places in a value.

    Raises:
        ValueError: the value has more decimal places than `places`.
    """
    scaled = Decimal(value).scaleb(places)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than {places} decimal places")
    return int(scaled)


def from_scaled(value: int, places: int) -> Decimal:
    """The inverse of `to_scaled`, without trailing zeros ("3.67", "40")."""
    whole, rest = divmod(value, _SCALES[places])
    return plain(Decimal(value).scaleb(-places)) if rest else Decimal(whole)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent: 4E+1 becomes 40."""
    normal = value.normalize()
    return normal.quantize(Decimal(1)) if normal == normal.to_integral_value() else normal


def json_number(quantity: Decimal) -> int | float:
    """A quantity as a JSON number. Fifteen digits survive a float: 999,999.999999999 does."""
    return int(quantity) if is_whole(quantity) else float(quantity)


def stored_number(stored: int | Decimal) -> int | float:
    """A stored quantity as a JSON number."""
    whole, rest = divmod(int(stored), _SCALES[QUANTITY_PLACES])
    return json_number(from_scaled(int(stored), QUANTITY_PLACES)) if rest else whole


def stored_money_text(stored: int | Decimal) -> str:
    """Stored money as it travels."""
    cents, rest = divmod(int(stored), _SCALES[MONEY_PLACES] // 100)
    if rest or cents < 0:
        return money_text(from_scaled(int(stored), MONEY_PLACES))
    return f"{cents // 100}.{cents % 100:02}"


def is_whole(quantity: Decimal) -> bool:
    return quantity == quantity.to_integral_value()


def line_total(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """Quantity times price, rounded half-even to two decimal places."""
    return (quantity * unit_price).quantize(_CENT, rounding=ROUND_HALF_EVEN)


def worth(quantity: Decimal, unit_price: Decimal) -> Decimal:
    """As `line_total`, and at most MAX_MONEY: a mistyped price must not stop a list."""
    return min(line_total(quantity, unit_price), MAX_MONEY)


def money_text(amount: Decimal) -> str:
    """Money as it travels: at least two decimal places and no more than needed ("12.50", "0.0375")."""
    exact = plain(amount)
    return format(exact.quantize(_CENT) if exact == exact.quantize(_CENT) else exact, "f")
