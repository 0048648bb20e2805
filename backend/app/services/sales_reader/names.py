"""Names and references as they are stored: one space between words, nothing invisible."""

import unicodedata

# Joiners shape letters in Hindi and other scripts; every other invisible character goes.
_JOINERS = frozenset("‌‍")


def clean(text: str) -> str:
    """Normalise spaces and drop control characters; formulas stay the plain text they are."""
    if not (text.isascii() and text.isprintable()):
        composed = unicodedata.normalize("NFC", text)
        text = "".join(map(_visible, composed))
    return " ".join(text.split())


def _visible(letter: str) -> str:
    if letter.isspace():
        return " "
    category = unicodedata.category(letter)
    return "" if category in ("Cc", "Cf", "Cs") and letter not in _JOINERS else letter
