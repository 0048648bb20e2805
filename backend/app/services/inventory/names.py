"""Names as they are compared and searched. Pure."""


def name_key(name: str) -> str:
    """A name folded for comparison: case and spacing do not matter."""
    return " ".join(name.casefold().split())


def search_text(*parts: str | None) -> str:
    """What a medicine is found by: each part folded, a blank before each word, nothing running from part to part."""
    return "".join(f" {name_key(part)} \n" for part in parts if part)
