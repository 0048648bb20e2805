"""Opening the demo pharmacy: a year of real demand, a shelf, orders on their way, and somebody to sign in as."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.database import EVERY_PHARMACY, Database
from app.ml_client import demo_pharmacy
from app.ml_client.demo_pharmacy import DemoItem, DemoPharmacy
from app.models import Sale
from app.models.enums import MovementReason, SaleSource, Schedule, Storage, Ven
from app.services import auth, inventory, reorder_engine, stock
from app.utils import clock
from app.utils.quantities import line_total

EMAIL: Final = "demo@pharmarec.example"
PASSWORD: Final = "demo-pharmacy"  # noqa: S105 - shown to everybody, and offered only where the demo is
CURRENCY: Final = "USD"
CHUNK: Final = 2_000
NEED: Final = {0.98: Ven.VITAL, 0.95: Ven.ESSENTIAL}
"""How much a patient needs what is stocked with such care."""
SLIP: Final = Decimal("0.10")
SLIP_EVERY: Final = 97
"""Some are sold above their MRP, for the data doctor to find."""


@dataclass(frozen=True)
class Opened:
    """What was loaded."""

    pharmacy_id: int
    medicines: int
    sales: int


async def open_demo(database: Database, *, time_zone: str, bcrypt_cost: int) -> Opened:
    """Add the demo pharmacy, whose sales end yesterday, with its suggestions and their proof computed."""
    today = clock.today(time_zone)
    demo = demo_pharmacy.load(ends_on=today - timedelta(days=1))
    owner = auth.NewAccount(EMAIL, PASSWORD, "Demo Pharmacist", "Demo Pharmacy")
    hashed = await auth.hashed(PASSWORD, cost=bcrypt_cost)
    async with database.transaction(EVERY_PHARMACY) as session:  # there is no pharmacy yet
        account = await auth.register(session, owner, password_hash=hashed, currency=CURRENCY, time_zone=time_zone)
    pharmacy_id = account.pharmacy.id
    async with database.transaction(pharmacy_id) as session:
        medicine_ids = await _add_medicines(session, demo)
        await _fill_shelf(session, demo, medicine_ids, today)
        await _add_sales(session, demo, medicine_ids, pharmacy_id, time_zone)
    await reorder_engine.refresh(database, pharmacy_id=pharmacy_id, time_zone=time_zone)
    await reorder_engine.prove(database, pharmacy_id=pharmacy_id, time_zone=time_zone)
    return Opened(pharmacy_id, len(demo.items), len(demo.sales))


async def _add_medicines(session: AsyncSession, demo: DemoPharmacy) -> dict[int, int]:
    """Add the medicines; answers their ids by the ids of the demo's products."""
    on_order: dict[int, int] = defaultdict(int)
    for order in demo.orders:
        on_order[order.product_id] += order.qty
    added: dict[int, int] = {}
    for item in demo.items:
        medicine = await inventory.add_medicine(session, _terms(item, on_order[item.product_id]))
        added[item.product_id] = medicine.id
    return added


def _terms(item: DemoItem, on_order: int) -> dict[str, object]:
    return {
        "name": item.name,
        "generic_name": item.generic_name,
        "category": item.category,
        "strength": item.strength,
        "form": item.form,
        "manufacturer": item.manufacturer,
        "supplier_name": item.supplier_name,
        "price": item.unit_price,
        "unit_cost": item.unit_cost,
        "reorder_level": Decimal(item.reorder_level),
        "pack_size": Decimal(item.pack_size),
        "moq": Decimal(item.moq),
        "lead_time_days": item.lead_time_days,
        "review_days": item.review_days,
        "service_level": item.service_level,
        "on_order_qty": Decimal(on_order),
        "mrp": item.unit_price - SLIP if item.product_id % SLIP_EVERY == 0 else item.unit_price,
        "schedule": Schedule.OTC,
        "storage": Storage.COOL if item.storage == "Below 25 °C" else Storage.ROOM,
        "ven": NEED.get(item.service_level, Ven.NON_ESSENTIAL),
    }


async def _fill_shelf(session: AsyncSession, demo: DemoPharmacy, medicine_ids: dict[int, int], today: date) -> None:
    """Open the stock today: the year's sales came before it and are demand only."""
    cause = stock.Cause(MovementReason.OPENING, clock.now(), note="Opening stock of the demo")
    stocked = set()
    for batch in demo.batches:
        stocked.add(batch.product_id)
        arrived = stock.NewBatch(
            medicine_id=medicine_ids[batch.product_id],
            batch_no=batch.batch_no,
            expires_on=batch.expiry_date,
            received_on=batch.received_on,
            unit_cost=batch.unit_cost,
        )
        await stock.receive(session, arrived, qty=Decimal(batch.qty), cause=cause)
    for product_id in medicine_ids.keys() - stocked:
        empty = stock.NewBatch(medicine_ids[product_id], None, None, today, None)
        await stock.receive(session, empty, qty=Decimal(0), cause=cause)


async def _add_sales(
    session: AsyncSession, demo: DemoPharmacy, medicine_ids: dict[int, int], pharmacy_id: int, time_zone: str
) -> None:
    noons: dict[date, datetime] = {}
    rows: Iterator[dict[str, object]] = (
        {
            "pharmacy_id": pharmacy_id,
            "medicine_id": medicine_ids[sale.product_id],
            "qty_sold": Decimal(sale.quantity),
            "unit_price": sale.unit_price,
            "total_amount": line_total(Decimal(sale.quantity), sale.unit_price),
            "sold_on": sale.sold_on,
            "sold_at": noons.setdefault(sale.sold_on, clock.at_noon(sale.sold_on, time_zone)),
            "source": SaleSource.IMPORT,
            "takes_stock": False,
        }
        for sale in demo.sales
    )
    while chunk := list(islice(rows, CHUNK)):
        await session.execute(insert(Sale), chunk)
