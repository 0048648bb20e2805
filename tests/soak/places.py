"""A pharmacy as the product has it, and as plain lists have it."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from tests.soak.plain_stock import Shop

from app.database import EVERY_PHARMACY, Database
from app.models import User
from app.models.enums import Role
from app.services import inventory, pharmacies
from app.services.rbac import PERMISSIONS, Actor

ZONE = "Asia/Kolkata"
LIMIT = Decimal(60)
PRICES = (Decimal(7), Decimal("1.00"), Decimal("0.3333"))

_numbers = count(1)


@dataclass
class Place:
    """One pharmacy with three medicines, an administrator and a manager."""

    pharmacy_id: int
    plain: Shop
    medicines: list[int]
    actors: dict[str, Actor]


async def open_place(database: Database) -> Place:
    """Open a pharmacy. Its first medicine is sold whole, and corrections above LIMIT need a second person."""
    number = next(_numbers)
    async with database.transaction(EVERY_PHARMACY) as session:  # it is being opened
        pharmacy = await pharmacies.open_pharmacy(session, name=f"Shop {number}", currency="INR", time_zone=ZONE)
        pharmacy.approval_limit = LIMIT
        people = [
            User(email=f"{who}{pharmacy.id}@soak.example", full_name=who, password_hash="none")
            for who in ("admin", "manager")
        ]
        session.add_all(people)
    async with database.transaction(pharmacy.id) as session:
        items = [
            await inventory.add_medicine(
                session, {"name": f"Medicine {place}", "price": price, "is_divisible": place > 0}
            )
            for place, price in enumerate(PRICES)
        ]
    ids = [item.id for item in items]
    actors = {
        user.full_name: Actor(user.id, pharmacy.id, Role(user.full_name), ZONE, PERMISSIONS[Role(user.full_name)])
        for user in people
    }
    return Place(pharmacy.id, Shop(dict(zip(ids, PRICES, strict=True)), {ids[0]}, LIMIT), ids, actors)
