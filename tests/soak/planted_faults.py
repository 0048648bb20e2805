"""Faults planted one at a time in a copy of the product, and whether the machine finds them.

python -m tests.soak.planted_faults [--operations 1500]
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
STOCK = "app/services/stock"


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, and the text of the product that is replaced."""

    title: str
    file: str
    right: str
    wrong: str


FAULTS = (
    Fault(
        "last expired goes first",
        f"{STOCK}/fefo.py",
        "sorted(lots, key=soonest_first)",
        "sorted(lots, key=soonest_first, reverse=True)",
    ),
    Fault("a batch expires a day early", f"{STOCK}/fefo.py", "expires_on < on", "expires_on <= on"),
    Fault(
        "a line carries the balance before it",
        f"{STOCK}/ledger.py",
        "balance_after=change.balance_after,",
        "balance_after=change.balance_after - min(change.qty, Decimal(0)),",
    ),
    Fault(
        "a reversal has the sign of what it reverses",
        f"{STOCK}/returns.py",
        "if movement.change_qty < 0 else",
        "if movement.change_qty > 0 else",
    ),
    Fault(
        "a line is reversed twice",
        f"{STOCK}/returns.py",
        "    if await session.scalar(select(StockMovement.id)",
        "    if False and await session.scalar(select(StockMovement.id)",
    ),
    Fault("more comes back than was sold", f"{STOCK}/returns.py", "if qty > still_out:", "if qty > still_out + 5:"),
    Fault(
        "a held batch is sold",
        f"{STOCK}/queries.py",
        "Batch.state == BatchState.OK",
        "Batch.state != BatchState.RECALLED",
    ),
    Fault(
        "reserved units are sold",
        f"{STOCK}/queries.py",
        "type_coerce(Batch.on_hand_qty - Batch.reserved_qty, Quantity())",
        "type_coerce(Batch.on_hand_qty, Quantity())",
    ),
    Fault(
        "a release frees nothing",
        f"{STOCK}/queries.py",
        "reserved_qty=Batch.reserved_qty - qty",
        "reserved_qty=Batch.reserved_qty",
    ),
    Fault("closed books take entries", f"{STOCK}/periods.py", "day > closed or", "day >= closed or"),
    Fault(
        "a person approves their own correction",
        f"{STOCK}/adjustments.py",
        "if adjustment.requested_by == actor.user_id:",
        "if adjustment.requested_by != adjustment.requested_by:",
    ),
    Fault(
        "a half cent is always rounded up",
        "app/utils/quantities.py",
        "rounding=ROUND_HALF_EVEN",
        'rounding="ROUND_HALF_UP"',
    ),
)


def plant(fault: Fault, folder: Path) -> Path:
    """A copy of the product with one fault; answers the folder that holds `app`."""
    backend = folder / "backend"
    shutil.copytree(CHECKOUT / "backend", backend, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "alembic").symlink_to(CHECKOUT / "alembic")
    file = backend / fault.file
    source = file.read_text()
    assert fault.right in source, f"“{fault.right}” stands no longer in {fault.file}"
    file.write_text(source.replace(fault.right, fault.wrong))
    return backend


def found(backend: Path, operations: int) -> str | None:
    """What the machine says of a copy of the product; None: it finds nothing wrong."""
    paths = (backend, CHECKOUT / "ml-engine", CHECKOUT)
    run = subprocess.run(
        [sys.executable, "-m", "tests.soak.soak", "--database", "sqlite", "--operations", str(operations)],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": ":".join(map(str, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode == 0:
        return None
    after = re.search(r"diverged after ([\d,]+) operations", run.stdout)
    said = re.findall(r"^(?:\w+\.)*[A-Z]\w+(?:: .*|$)", run.stderr, re.MULTILINE)
    assert after, run.stderr
    assert said, run.stderr
    return f"after {after[1]} operations: {said[-1][:90]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--operations", type=int, default=1_500)
    told = parser.parse_args()
    missed = 0
    for fault in FAULTS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            what = found(plant(fault, Path(folder)), told.operations)
        missed += what is None
        sys.stdout.write(f"{fault.title:<45} {time.monotonic() - begun:5.0f} s  {what or 'NOT FOUND'}\n")
        sys.stdout.flush()
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
