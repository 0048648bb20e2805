"""Master data: medicines, what they are, what they come in, what is printed on them, and who delivers them."""

from app.services.inventory.medicines import (
    MedicineExists,
    MedicineNotFound,
    NotDivisible,
    add_medicine,
    archive_medicine,
    bring_back,
    by_names,
    change_medicine,
    get_medicine,
    hold_medicine,
    name_key,
)

__all__ = [
    "MedicineExists",
    "MedicineNotFound",
    "NotDivisible",
    "add_medicine",
    "archive_medicine",
    "bring_back",
    "by_names",
    "change_medicine",
    "get_medicine",
    "hold_medicine",
    "name_key",
]
