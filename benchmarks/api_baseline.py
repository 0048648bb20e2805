"""The yardstick of benchmarks/api.py: the medicine list as a FastAPI tutorial would write it.

`app` answers GET /orm: ORM objects to Pydantic to JSON, token checked, counted and paged, nothing cached.
`bare` answers 5,200 constant bytes to everything: the ceiling of the server itself.
Both read DATABASE_URL (postgresql+asyncpg://...). Numbers differ from machine to machine: compare ratios.
"""

import datetime as dt
import os
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from decimal import Decimal
from typing import Annotated, Any

import jwt
from fastapi import Depends, FastAPI, Header
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Numeric, String, func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SECRET = "benchmark" * 4
engine = create_async_engine(os.environ["DATABASE_URL"])
session_factory = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


class Base(DeclarativeBase):
    pass


class Medicine(Base):
    __tablename__ = "bench_medicines"
    id: Mapped[int] = mapped_column(primary_key=True)
    pharmacy_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(200))
    generic_name: Mapped[str] = mapped_column(String(200))
    batch_no: Mapped[str] = mapped_column(String(40))
    stock_qty: Mapped[int]
    reorder_level: Mapped[int]
    expiry_date: Mapped[dt.date]
    price: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    manufacturer: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[dt.datetime]
    updated_at: Mapped[dt.datetime]


class MedicineOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)
    id: int
    name: str
    generic_name: str
    batch_no: str
    stock_qty: int
    reorder_level: int
    expiry_date: dt.date
    price: Decimal
    manufacturer: str
    created_at: dt.datetime
    updated_at: dt.datetime


class Meta(BaseModel):
    current_page: int
    page_size: int
    total_items: int
    total_pages: int
    has_next: bool
    has_prev: bool


class MedicinePage(BaseModel):
    success: bool = True
    data: list[MedicineOut]
    meta: Meta


async def get_session() -> AsyncIterator[AsyncSession]:
    async with session_factory() as session:
        yield session


def current_claims(authorization: Annotated[str, Header()]) -> dict[str, Any]:
    token = authorization.removeprefix("Bearer ")
    claims: dict[str, Any] = jwt.decode(token, SECRET, algorithms=["HS256"])
    return claims


OpenSession = Annotated[AsyncSession, Depends(get_session)]
Claims = Annotated[dict[str, Any], Depends(current_claims)]


@app.get("/orm")
async def list_medicines(claims: Claims, session: OpenSession, page: int = 1, page_size: int = 20) -> MedicinePage:
    mine = Medicine.pharmacy_id == claims["pid"]
    total = await session.scalar(select(func.count()).select_from(Medicine).where(mine)) or 0
    start = (page - 1) * page_size
    rows = await session.scalars(select(Medicine).where(mine).order_by(Medicine.id).offset(start).limit(page_size))
    pages = -(-total // page_size)
    meta = Meta(
        current_page=page,
        page_size=page_size,
        total_items=total,
        total_pages=pages,
        has_next=page < pages,
        has_prev=page > 1,
    )
    return MedicinePage(data=[MedicineOut.model_validate(row) for row in rows], meta=meta)


BODY = b"x" * 5200
Send = Callable[[dict[str, object]], Awaitable[None]]


async def bare(scope: MutableMapping[str, object], _receive: object, send: Send) -> None:
    if scope["type"] == "http":
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": BODY})


async def fill(rows: int) -> str:
    """Create and fill the table for ten pharmacies; a token of the first one."""
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
    medicines = [
        {
            "pharmacy_id": 1 + number % 10,
            "name": f"Medicine {number}",
            "generic_name": "Paracetamol",
            "batch_no": "B1",
            "stock_qty": number,
            "reorder_level": 3,
            "expiry_date": dt.date(2027, 1, 1),
            "price": Decimal("1.50"),
            "manufacturer": "Example Labs",
            "created_at": now,
            "updated_at": now,
        }
        for number in range(rows)
    ]
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
        await connection.execute(insert(Medicine), medicines)
    await engine.dispose()
    return jwt.encode({"sub": "1", "pid": 1}, SECRET, algorithm="HS256")
