from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.api.deps import ActorDep, OnceDep, PageParams, PlatformDep, ReadSessionDep, RowId, WriteSessionDep, may
from app.responses import Paginated, Success, errors, paginated, success
from app.schemas.catalogue import (
    PRINTABLE,
    BarcodeLink,
    BarcodeRead,
    ClassMatrix,
    DuplicatePair,
    GenericDetail,
    GenericFilter,
    GenericRead,
    MergeCreate,
    MergeRead,
    PackRead,
    PacksSet,
    Removed,
    ScannedRead,
    SupplierItemRead,
    SupplierItemSet,
)
from app.services import classification, duplicates, inventory, stock
from app.utils import clock

router = APIRouter(prefix="/catalogue", tags=["catalogue"])

Code = Annotated[str, Path(min_length=4, max_length=80, pattern=PRINTABLE, description="What the scanner read.")]


@router.get("/generics", dependencies=[may("inventory.read")], response_model=Paginated[GenericRead])
async def list_generics(wanted: Annotated[GenericFilter, Query()], actor: ActorDep, session: ReadSessionDep) -> object:
    """The generics that have a brand, with what may be sold of all their brands."""
    today = clock.today(actor.time_zone)
    return paginated(await stock.list_generics(session, q=wanted.q, page=wanted.page_request, on=today))


@router.get(
    "/generics/{generic_id}",
    dependencies=[may("inventory.read")],
    response_model=Success[GenericDetail],
    responses=errors(inventory.GenericNotFound),
)
async def get_generic(generic_id: RowId, actor: ActorDep, session: ReadSessionDep) -> object:
    """A generic with its brands, the one with most stock first."""
    today = clock.today(actor.time_zone)
    return success(await stock.get_generic(session, generic_id=generic_id, on=today))


@router.get("/classes", dependencies=[may("costs.read")], response_model=Success[ClassMatrix])
async def get_classes(session: ReadSessionDep) -> object:
    """How many medicines, and how much of the year's consumption, stand in each class."""
    return success(await classification.matrix(session))


@router.get(
    "/barcodes/{barcode}",
    dependencies=[may("inventory.read")],
    response_model=Success[ScannedRead],
    responses=errors(inventory.UnknownBarcode),
)
async def scan_barcode(barcode: Code, actor: ActorDep, session: ReadSessionDep, platform: PlatformDep) -> object:
    """What a scan means; what another branch has learned counts as well."""
    return success(
        await inventory.scan(session, platform.database, code=barcode, pharmacy_id=actor.pharmacy_id),
    )


@router.get("/duplicates", dependencies=[may("catalogue.write")], response_model=Paginated[DuplicatePair])
async def list_duplicates(page: PageParams, actor: ActorDep, session: ReadSessionDep) -> object:
    """Medicines that may be one and the same, the likeliest first."""
    return paginated(await duplicates.find(session, page=page, on=clock.today(actor.time_zone)))


@router.get("/merges", dependencies=[may("catalogue.write")], response_model=Paginated[MergeRead])
async def list_merges(page: PageParams, session: ReadSessionDep) -> object:
    """Merges, the latest first."""
    return paginated(await duplicates.list_merges(session, page=page))


@router.post(
    "/merges",
    status_code=201,
    dependencies=[may("catalogue.write")],
    response_model=Success[MergeRead],
    responses=errors(inventory.MedicineNotFound, duplicates.CannotMerge),
)
async def merge(body: MergeCreate, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Make two medicines one. All of the second's history goes to the first; it can be undone for 24 hours."""
    merged = await once(MergeRead, lambda: duplicates.merge(session, **body.model_dump(), actor=actor))
    return success(merged, "Medicines merged.")


@router.post(
    "/merges/{merge_id}/undo",
    dependencies=[may("catalogue.write")],
    response_model=Success[MergeRead],
    responses=errors(duplicates.MergeNotFound, duplicates.CannotUndo),
)
async def undo_merge(merge_id: RowId, actor: ActorDep, session: WriteSessionDep, once: OnceDep) -> object:
    """Give back to the merged medicine exactly what the merge took."""
    undone = await once(MergeRead, lambda: duplicates.undo(session, merge_id, actor=actor))
    return success(undone, "Merge undone.")


@router.get(
    "/{medicine_id}/packs",
    dependencies=[may("inventory.read")],
    response_model=Success[list[PackRead]],
    responses=errors(inventory.MedicineNotFound),
)
async def list_packs(medicine_id: RowId, session: ReadSessionDep) -> object:
    """What a medicine comes in, smallest first."""
    await inventory.get_medicine(session, medicine_id)
    return success(await inventory.packs_of(session, medicine_id))


@router.put(
    "/{medicine_id}/packs",
    dependencies=[may("catalogue.write")],
    response_model=Success[list[PackRead]],
    responses=errors(inventory.MedicineNotFound),
)
async def set_packs(medicine_id: RowId, body: PacksSet, session: WriteSessionDep) -> object:
    """Say what a medicine comes in. Stock counts base units, and stays."""
    packs = [inventory.Pack(pack.name, pack.units) for pack in body.packs]
    told = await inventory.set_packs(session, medicine_id, base_unit=body.base_unit, packs=packs)
    return success(told, "Packs set.")


@router.get(
    "/{medicine_id}/barcodes",
    dependencies=[may("inventory.read")],
    response_model=Success[list[BarcodeRead]],
    responses=errors(inventory.MedicineNotFound),
)
async def list_barcodes(medicine_id: RowId, session: ReadSessionDep) -> object:
    """The codes of a medicine, the latest learned first."""
    return success(await inventory.barcodes_of(session, medicine_id))


@router.post(
    "/{medicine_id}/barcodes",
    status_code=201,
    dependencies=[may("catalogue.write")],
    response_model=Success[BarcodeRead],
    responses=errors(
        inventory.MedicineNotFound, inventory.UnknownPack, inventory.InvalidBarcode, inventory.BarcodeTaken
    ),
)
async def link_barcode(
    medicine_id: RowId, body: BarcodeLink, actor: ActorDep, session: WriteSessionDep, once: OnceDep
) -> object:
    """Link a code to a medicine, so that the next scan finds it."""
    linked = await once(
        BarcodeRead,
        lambda: inventory.link(session, medicine_id, code=body.code, pack=body.pack, actor_id=actor.user_id),
    )
    return success(linked, "Barcode linked.")


@router.delete(
    "/{medicine_id}/barcodes/{barcode_id}",
    dependencies=[may("catalogue.write")],
    response_model=Success[Removed],
    responses=errors(inventory.UnknownBarcode),
)
async def unlink_barcode(medicine_id: RowId, barcode_id: RowId, session: WriteSessionDep) -> object:
    """Forget a code."""
    await inventory.unlink(session, medicine_id, barcode_id)
    return success({"id": barcode_id}, "Barcode removed.")


@router.get(
    "/{medicine_id}/suppliers",
    dependencies=[may("costs.read")],
    response_model=Success[list[SupplierItemRead]],
    responses=errors(inventory.MedicineNotFound),
)
async def list_supplier_items(medicine_id: RowId, session: ReadSessionDep) -> object:
    """On what terms suppliers deliver a medicine."""
    await inventory.get_medicine(session, medicine_id)
    return success(await inventory.supplier_items(session, medicine_id))


@router.put(
    "/{medicine_id}/suppliers",
    dependencies=[may("catalogue.write")],
    response_model=Success[SupplierItemRead],
    responses=errors(inventory.MedicineNotFound),
)
async def set_supplier_item(medicine_id: RowId, body: SupplierItemSet, session: WriteSessionDep) -> object:
    """Say on what terms a supplier delivers a medicine; what was said before is replaced."""
    terms = body.model_dump(exclude={"supplier_name"})
    told = await inventory.set_supplier_item(session, medicine_id, supplier_name=body.supplier_name, terms=terms)
    return success(told, "Terms set.")


@router.delete(
    "/{medicine_id}/suppliers/{supplier_id}",
    dependencies=[may("catalogue.write")],
    response_model=Success[Removed],
    responses=errors(inventory.SupplierItemNotFound),
)
async def drop_supplier_item(medicine_id: RowId, supplier_id: RowId, session: WriteSessionDep) -> object:
    """Forget a supplier's terms."""
    await inventory.drop_supplier_item(session, medicine_id, supplier_id)
    return success({"id": supplier_id}, "Terms removed.")
