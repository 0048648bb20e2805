"""`pharmarec verify-audit` and its kin, as somebody types them who keeps a checkpoint elsewhere."""

import asyncio
from pathlib import Path

import pytest
from tests.conftest import settings_for_tests
from tests.factories import audit as logs
from tests.integration.test_command_line import file, folder, pharmarec

from app.config import Settings
from app.database import Database

__all__ = ["folder"]


@pytest.fixture
def installed(folder: Path) -> Settings:
    """An installation in which three changes were made and sealed."""
    settings = settings_for_tests(folder / "data")
    asyncio.run(_write(settings))
    return settings


async def _write(settings: Settings) -> None:
    database = Database(settings)
    await logs.sealed(database, entries=3)
    await database.close()


def test_a_log_as_it_was_written_is_proved_against_an_exported_checkpoint(installed: Settings, folder: Path) -> None:
    exported = pharmarec(folder, "export-checkpoint")
    checkpoint = file(folder, exported.stdout.encode(), "checkpoint.txt")

    done = pharmarec(folder, "verify-audit", "--checkpoint", checkpoint)

    assert (exported.returncode, done.returncode) == (0, 0), exported.stderr + done.stderr
    assert done.stdout == "Pharmacy 1: 3 entries are as they were written, 2 checkpoints agree.\n"


def test_the_first_bad_row_is_named(installed: Settings, folder: Path) -> None:
    asyncio.run(logs.tamper(installed, "UPDATE audit_log SET action = 'nothing.done' WHERE id = 2"))

    done = pharmarec(folder, "verify-audit")

    assert done.returncode == 1
    assert done.stdout == (
        "Pharmacy 1: NOT as it was written. First bad row: entry 2, leaf 1: "
        "its action is 'nothing.done', and was 'medicine.changed'.\n"
    )


def test_a_log_is_proved_where_nobody_knows_the_secret(installed: Settings, folder: Path) -> None:
    key = file(folder, pharmarec(folder, "export-audit-key").stdout.encode(), "audit.pub")
    (folder / "data" / "audit.key").unlink()

    done = pharmarec(folder, "verify-audit", "--public-key", key)

    assert done.returncode == 0, done.stdout + done.stderr
    assert not (folder / "data" / "audit.key").exists(), "and no new one is made"


def test_a_checkpoint_that_somebody_rewrote_is_refused(installed: Settings, folder: Path) -> None:
    exported = asyncio.run(_export(installed))
    checkpoint = file(folder, exported.replace("\n3\n", "\n2\n").encode(), "checkpoint.txt")

    done = pharmarec(folder, "verify-audit", "--checkpoint", checkpoint)

    assert (done.returncode, done.stdout) == (1, "")
    assert "checkpoint.txt was not signed with this key" in done.stderr


async def _export(settings: Settings) -> str:
    database = Database(settings)
    exported = await logs.checkpoint(database, 1, settings)
    await database.close()
    return exported
