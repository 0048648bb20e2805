"""`pharmarec verify-ledger`: a ledger that adds up, and one in which each thing was changed that can be."""

import asyncio
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import settings_for_tests
from tests.factories import audit
from tests.integration.test_command_line import pharmarec

from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.models.enums import MovementReason
from app.services import inventory, pharmacies, stock
from app.services.stock import proof
from app.utils import clock

TAMPERED = {
    "a line's balance": "UPDATE stock_movements SET balance_after = 7000000000 WHERE id = 2",
    "a line's change": "UPDATE stock_movements SET change_qty = -2000000000 WHERE id = 5",
    "a line that is gone": "DELETE FROM stock_movements WHERE id = 8",
    "the last line gone": "DELETE FROM stock_movements WHERE id = 12",
    "what is on hand": "UPDATE batches SET on_hand_qty = 9000000000 WHERE id = 5",
    "how many lines there are": "UPDATE batches SET movement_count = 4 WHERE id = 6",
    "what is reserved": "UPDATE batches SET reserved_qty = 1000000000 WHERE id = 7",
}
"""Each in a batch of its own. Batch 1 has the lines 1 to 3, batch 2 the lines 4 to 6, and so on."""


@pytest.fixture
def installed(database_url: str, tmp_path: Path) -> Settings:
    """A pharmacy with eight batches: each received ten and gave one twice."""
    settings = settings_for_tests(tmp_path, database_url=database_url)
    asyncio.run(_fill(settings))
    return settings


async def _fill(settings: Settings) -> None:
    database = Database(settings)
    async with database.transaction(EVERY_PHARMACY) as session:  # it is being opened
        shop = await pharmacies.open_pharmacy(session, name="Asha", currency="INR", time_zone="Asia/Kolkata")
    async with database.transaction(shop.id) as session:
        medicine = await inventory.add_medicine(session, {"name": "Dolo"})
        day, cause = clock.today("UTC"), stock.Cause(MovementReason.RECEIPT, clock.now())
        for place in range(8):
            new = stock.NewBatch(medicine.id, f"B{place}", None, day, None)
            batch = await stock.receive(session, new, qty=Decimal(10), cause=cause)
            await session.flush()
            for _ in range(2):
                await stock.issue_batch(session, batch_id=batch.id, qty=Decimal(1), cause=cause)
                await session.flush()
    await database.close()


def verify(settings: Settings, *arguments: object) -> subprocess.CompletedProcess[str]:
    return pharmarec(settings.data_dir, "verify-ledger", *arguments, PHARMAREC_DATABASE_URL=settings.database)


def test_a_ledger_that_adds_up_is_proved(installed: Settings) -> None:
    done = verify(installed)

    assert (done.returncode, done.stdout) == (0, "Asha: 24 movements of 8 batches; everything adds up.\n"), done.stderr


def test_the_first_movement_of_each_batch_that_does_not_add_up_is_named(installed: Settings) -> None:
    asyncio.run(audit.tamper(installed, *TAMPERED.values()))

    done = verify(installed)

    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "Asha: 22 movements of 8 batches; 7 batches do not add up.",
        "batch 1, movement 2 (line 2): balance should be 9 and is 7",
        "batch 2, movement 5 (line 2): balance should be 8 and is 9",
        "batch 3, movement 9 (line 3): sequence should be 2 and is 3",
        "batch 4, its own figures: on_hand should be 9 and is 8",
        "batch 5, its own figures: on_hand should be 8 and is 9",
        "batch 6, its own figures: movement_count should be 3 and is 4",
        "batch 7, its own figures: reserved should be 0 and is 1",
    ]


async def test_a_batch_with_many_bad_lines_hides_no_other(installed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "MOST_SHOWN", 2)
    await audit.tamper(installed, TAMPERED["a line's balance"], TAMPERED["a line's change"])  # breaks 2 and 3, and 5

    database = Database(installed)
    async with database.read(EVERY_PHARMACY) as session:
        found = await stock.look_through(session)
    await database.close()

    assert [(one.batch_id, one.movement_id) for one in found.divergences] == [(1, 2), (2, 5)]


def test_a_pharmacy_that_is_not_there_is_refused(installed: Settings) -> None:
    done = verify(installed, "--pharmacy", 7)

    assert (done.returncode, done.stdout) == (2, "")
    assert "no such pharmacy" in done.stderr
