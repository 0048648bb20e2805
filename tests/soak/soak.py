"""`make soak`: the ledger under 100,000 random operations, on SQLite and on PostgreSQL.

python -m tests.soak.soak [--operations 100000] [--seed 1] [--database sqlite|postgresql]
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from unittest.mock import patch

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.conftest import settings_for_tests
from tests.servers import postgres
from tests.soak.ledger_machine import LedgerMachine, fake_now
from tests.soak.stored_stock import Stored

from app import migrations
from app.database import Database
from app.utils import clock

STEPS = 120
"""Operations on one pair of pharmacies, before a new pair is opened."""


EXAMPLES = 200
"""At most so many pairs of pharmacies for one seed; the next ones have the next seed."""


IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where SQLite's file lies: the product asks for each commit to reach the disk, which proves nothing here."""


def drive(url: str, folder: Path, *, operations: int, seed: int) -> None:
    """Run the machine on a migrated database until it has done that many operations.

    Raises:
        AssertionError: the product and the plain lists disagree.
    """
    LedgerMachine.operations = LedgerMachine.refusals = 0
    chosen = settings(
        max_examples=max(1, min(EXAMPLES, operations // STEPS)),
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # without shrinking: each step is a transaction
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    with patch.object(clock, "now", fake_now), asyncio.Runner() as runner:
        LedgerMachine.runner, LedgerMachine.stored = runner, Stored(url)
        LedgerMachine.database = Database(settings_for_tests(folder, database_url=url))
        try:
            runner.run(LedgerMachine.stored.open())
            for turn in count():
                run_state_machine_as_test(hypothesis.seed(seed + turn)(LedgerMachine), settings=chosen)
                if LedgerMachine.operations >= operations:
                    return
        finally:
            runner.run(LedgerMachine.stored.close())
            runner.run(LedgerMachine.database.close())


@contextmanager
def migrated(kind: str, folder: Path) -> Iterator[str]:
    """A new database of a kind, with every table."""
    if kind == "sqlite":
        url = f"sqlite+aiosqlite:///{folder / 'soak.sqlite3'}"
        asyncio.run(migrations.upgrade(settings_for_tests(folder, database_url=url)))
        yield url
        return
    with postgres.running() as server:
        url = server.create("soak")
        asyncio.run(migrations.upgrade(settings_for_tests(folder, database_url=url)))
        yield url


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    told = parser.parse_args()
    for kind in told.database or ["sqlite", "postgresql"]:
        begun = time.monotonic()
        try:
            _soak(kind, told.operations, told.seed)
        except Exception:
            say(f"{kind}: diverged after {LedgerMachine.operations:,} operations, seed {told.seed}")
            raise
        seconds = time.monotonic() - begun
        say(
            f"{kind}: {LedgerMachine.operations:,} operations, seed {told.seed}, {seconds:,.0f} s: nothing diverged; "
            f"the product refused {LedgerMachine.refusals:,} of them, as it must"
        )


def _soak(kind: str, operations: int, seed: int) -> None:
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder, migrated(kind, Path(folder)) as url:
        drive(url, Path(folder), operations=operations, seed=seed)


def say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
