"""Master data: medicines, what they are, what they come in, what is printed on them, and who delivers them."""

from app.services.inventory.barcodes import (
    BarcodeTaken,
    InvalidBarcode,
    Scanned,
    UnknownBarcode,
    barcodes_of,
    link,
    scan,
    unlink,
)
from app.services.inventory.generics import GenericNotFound, get_generic
from app.services.inventory.ladders import UnknownPack, in_base_units, packs_of, set_packs
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
    missing,
    restore_medicine,
    supplier_id_of,
)
from app.services.inventory.names import name_key
from app.services.inventory.packs import Pack, in_words
from app.services.inventory.service_levels import service_level, share_of_row, source_of_row
from app.services.inventory.supplier_items import (
    SupplierItemNotFound,
    drop_supplier_item,
    set_supplier_item,
    supplier_items,
)
from app.services.inventory.suppliers import SupplierNotFound, list_suppliers, set_calendar

__all__ = [
    "BarcodeTaken",
    "GenericNotFound",
    "InvalidBarcode",
    "MedicineExists",
    "MedicineNotFound",
    "NotDivisible",
    "Pack",
    "Scanned",
    "SupplierItemNotFound",
    "SupplierNotFound",
    "UnknownBarcode",
    "UnknownPack",
    "add_medicine",
    "archive_medicine",
    "barcodes_of",
    "bring_back",
    "by_names",
    "change_medicine",
    "drop_supplier_item",
    "get_generic",
    "get_medicine",
    "hold_medicine",
    "in_base_units",
    "in_words",
    "link",
    "list_suppliers",
    "missing",
    "name_key",
    "packs_of",
    "restore_medicine",
    "scan",
    "service_level",
    "set_calendar",
    "set_packs",
    "set_supplier_item",
    "share_of_row",
    "source_of_row",
    "supplier_id_of",
    "supplier_items",
    "unlink",
]
