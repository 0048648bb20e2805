"""Many at once, through the API: nothing is sold twice, lost or doubled, and nobody meets a 5xx."""

import asyncio
from collections import Counter
from collections.abc import Iterable

import httpx
import pytest
from tests.factories import medicines, sales


def statuses(answers: Iterable[httpx.Response]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


@pytest.mark.parametrize("batch_sizes", [[100], [50, 50]], ids=["one batch", "two batches"])
async def test_200_sales_of_100_units_sell_exactly_100(admin: httpx.AsyncClient, batch_sizes: list[int]) -> None:
    medicine = await medicines.add(admin)
    for number, size in enumerate(batch_sizes):
        await medicines.receive(admin, medicine["id"], size, batch_no=f"B{number}")

    answers = await asyncio.gather(*(sales.sell(admin, medicine["id"], 1) for _ in range(200)))

    assert statuses(answers) == {201: 100, 409: 100}
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == 0
    summary = medicines.data(await admin.get("/api/sales/summary"))
    assert (summary["sales_count"], summary["units_sold"]) == (100, 100)


async def test_sales_across_batches_at_the_same_moment_wait_for_each_other(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin)
    for number in range(5):
        await medicines.receive(admin, medicine["id"], 10, batch_no=f"B{number}")

    answers = await asyncio.gather(*(sales.sell(admin, medicine["id"], 7) for _ in range(20)))

    assert statuses(answers) == {201: 7, 409: 13}
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == 1


async def test_deliveries_at_the_same_moment_are_all_counted(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=1, batch_no="B1", on_order_qty=100)
    path = f"/api/inventory/{medicine['id']}/batches"

    answers = await asyncio.gather(*(admin.post(path, json={"qty": 3, "batch_no": "B1"}) for _ in range(20)))

    shown = await medicines.get(admin, medicine["id"])
    assert statuses(answers) == {201: 20}
    assert (shown["stock_qty"], shown["on_order_qty"]) == (61, 40)


async def test_counts_and_sales_at_the_same_moment_leave_a_ledger_that_adds_up(admin: httpx.AsyncClient) -> None:
    medicine = await medicines.add(admin, stock_qty=50)
    path = f"/api/inventory/{medicine['id']}"

    answers = await asyncio.gather(
        *(sales.sell(admin, medicine["id"], 2) for _ in range(15)),
        *(admin.put(path, json={"stock_qty": 40 + n}) for n in range(5)),
    )

    lines = await medicines.movements(admin, medicine["id"])
    assert statuses(answers) == {201: 15, 200: 5}
    assert (await medicines.get(admin, medicine["id"]))["stock_qty"] == sum(line["qty_change"] for line in lines)
