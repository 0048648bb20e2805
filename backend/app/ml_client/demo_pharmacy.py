"""The demo pharmacy that ships with the engine: real demand under made-up names."""

from datetime import date

from pharmarec_ml.demo import DemoPharmacy, load_demo
from pharmarec_ml.demo_items import DemoItem

__all__ = ["DemoItem", "DemoPharmacy", "load"]


def load(*, ends_on: date) -> DemoPharmacy:
    """The demo pharmacy with `ends_on` as its last day of sales."""
    return load_demo(ends_on=ends_on)
