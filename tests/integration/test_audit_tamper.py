"""Whatever somebody changes behind the application, the verifier names the first row that it spoils."""

import random
from dataclasses import replace

import pytest
from sqlalchemy import text
from tests.factories import audit as logs

from app.config import Settings
from app.database import Database, migration_engine
from app.models import AuditLeaf
from app.services import audit
from app.services.audit import Fault, Trust

ENTRIES = 21


async def fault_after(settings: Settings, pharmacy_id: int, *statements: str, **values: object) -> Fault:
    """What the verifier says after these statements; before them it finds nothing."""
    assert (await logs.verdict(settings, pharmacy_id)).fault is None
    await logs.tamper(settings, *statements, **values)
    found = (await logs.verdict(settings, pharmacy_id)).fault
    assert found is not None, statements
    return found


async def entry_at(settings: Settings, leaf_index: int) -> int:
    leaves = (await logs.stored(settings))[AuditLeaf]
    return next(int(leaf["audit_id"]) for leaf in leaves if leaf["leaf_index"] == leaf_index)


async def test_a_log_that_nobody_touched_is_proved(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    await logs.write(database, pharmacy_id, entries=3, first=100)

    found = await logs.verdict(settings, pharmacy_id)

    assert (found.entries, found.checkpoints, found.waiting, found.fault) == (ENTRIES, 1, 3, None)


@pytest.mark.parametrize("verb", ["UPDATE audit_log SET channel = 'x'", "DELETE FROM audit_log"])
async def test_the_database_refuses_to_change_an_entry(database: Database, settings: Settings, verb: str) -> None:
    await logs.sealed(database, entries=2)
    engine = migration_engine(settings.database)

    with pytest.raises(Exception, match="audit_log is append-only"):
        async with engine.begin() as connection:
            await connection.execute(text(verb))
    await engine.dispose()


async def test_changed_bytes_are_named(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    changed = await entry_at(settings, 7)

    found = await fault_after(
        settings, pharmacy_id, "UPDATE audit_log SET entry = :entry WHERE id = :id", entry=b"{}", id=changed
    )

    assert (found.audit_id, found.leaf_index) == (changed, 7)
    assert found.problem == "the bytes of the entry are not those that were sealed"


@pytest.mark.parametrize(
    ("column", "statement"),
    [
        ("channel", "UPDATE audit_log SET channel = 'desktop' WHERE id = :id"),
        ("action", "UPDATE audit_log SET action = 'medicine.archived' WHERE id = :id"),
        ("subject_kind", "UPDATE audit_log SET subject_kind = 'batch' WHERE id = :id"),
        ("subject_id", "UPDATE audit_log SET subject_id = 999 WHERE id = :id"),
        ("recorded_at", "UPDATE audit_log SET recorded_at = '2020-01-01 00:00:00.000000' WHERE id = :id"),
        ("MAC", "UPDATE audit_log SET mac = entry WHERE id = :id"),
    ],
)
async def test_a_changed_column_is_named(database: Database, settings: Settings, column: str, statement: str) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    changed = await entry_at(settings, 7)

    found = await fault_after(settings, pharmacy_id, statement, id=changed)

    assert (found.audit_id, found.leaf_index) == (changed, 7)
    assert column in found.problem


async def test_an_entry_given_to_another_pharmacy_is_named(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    other, changed = await logs.open_pharmacy(database), await entry_at(settings, 4)

    found = await fault_after(
        settings, pharmacy_id, "UPDATE audit_log SET pharmacy_id = :other WHERE id = :id", other=other, id=changed
    )

    assert found == Fault("the entry is gone", changed, 4)


async def test_a_removed_entry_is_named(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    removed = await entry_at(settings, 7)

    found = await fault_after(settings, pharmacy_id, "DELETE FROM audit_log WHERE id = :id", id=removed)

    assert found == Fault("the entry is gone", removed, 7)


async def test_an_entry_removed_with_its_leaf_is_named(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    statements = "DELETE FROM audit_leaves WHERE audit_id = :id", "DELETE FROM audit_log WHERE id = :id"

    found = await fault_after(settings, pharmacy_id, *statements, id=await entry_at(settings, 7))

    assert found == Fault("leaf 7 is gone", None, 7)


@pytest.mark.parametrize("at", [6, 7])
async def test_an_entry_removed_with_its_gap_is_named(database: Database, settings: Settings, at: int) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    removed, following = await entry_at(settings, at), await entry_at(settings, at + 1)
    await logs.tamper(
        settings,
        "DELETE FROM audit_leaves WHERE audit_id = :id",
        "DELETE FROM audit_log WHERE id = :id",
        "UPDATE audit_leaves SET leaf_index = -leaf_index WHERE leaf_index > :at",
        "UPDATE audit_leaves SET leaf_index = -leaf_index - 1 WHERE leaf_index < 0",
        id=removed,
        at=at,
    )

    found = (await logs.verdict(settings, pharmacy_id)).fault

    assert found == Fault("the leaf stood at another place when it was sealed", following, at)


@pytest.mark.parametrize("ends", [(3, 9), (2, 8)])
async def test_two_entries_that_changed_places_are_named(
    database: Database, settings: Settings, ends: tuple[int, int]
) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    swap = (
        "UPDATE audit_leaves SET leaf_index = -1 WHERE leaf_index = :one",
        "UPDATE audit_leaves SET leaf_index = :one WHERE leaf_index = :two",
        "UPDATE audit_leaves SET leaf_index = :two WHERE leaf_index = -1",
    )

    found = await fault_after(settings, pharmacy_id, *swap, one=ends[0], two=ends[1])

    assert found.leaf_index == ends[0]


async def test_an_entry_put_in_by_another_hand_is_named_before_it_is_sealed(
    database: Database, settings: Settings
) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    forged = (
        "INSERT INTO audit_log (id, pharmacy_id, recorded_at, channel, action, subject_kind, subject_id, entry, mac) "
        "SELECT 900, pharmacy_id, recorded_at, channel, action, subject_kind, subject_id, entry, :mac "
        "FROM audit_log WHERE id = :id"
    )

    found = await fault_after(settings, pharmacy_id, forged, mac=b"m" * 32, id=await entry_at(settings, 20))
    await audit.seal(database, pharmacy_id=pharmacy_id)

    assert found.audit_id == 900
    leaves = (await logs.stored(settings))[AuditLeaf]
    assert 900 not in {leaf["audit_id"] for leaf in leaves}, "it never gets a place"


async def test_a_copied_entry_is_named(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    original = await entry_at(settings, 4)
    copy = (
        "INSERT INTO audit_log (id, pharmacy_id, recorded_at, channel, action, subject_kind, subject_id, entry, mac) "
        "SELECT 900, pharmacy_id, recorded_at, channel, action, subject_kind, subject_id, entry, mac "
        "FROM audit_log WHERE id = :id"
    )

    found = await fault_after(settings, pharmacy_id, copy, id=original)

    assert found == Fault(f"it is a copy of entry {original}", 900, None)


async def test_a_tail_that_was_cut_off_is_found_by_the_last_checkpoint(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    cut = (
        "DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_leaves WHERE leaf_index >= 18)",
        "DELETE FROM audit_leaves WHERE leaf_index >= 18",
    )

    found = await fault_after(settings, pharmacy_id, *cut)

    assert found == Fault("the leaves 18 to 20 are gone", None, 18)


async def test_a_tail_cut_off_with_its_checkpoints_is_found_by_an_exported_one(
    database: Database, settings: Settings
) -> None:
    pharmacy_id = await logs.sealed(database, entries=18)
    await logs.write(database, pharmacy_id, entries=3, first=100)
    await audit.seal(database, pharmacy_id=pharmacy_id)
    trust = await trust_with_checkpoint(database, settings, pharmacy_id)
    await logs.tamper(
        settings,
        "DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_leaves WHERE leaf_index >= 18)",
        "DELETE FROM audit_leaves WHERE leaf_index >= 18",
        "DELETE FROM audit_checkpoints WHERE tree_size > 18",
    )

    assert (await logs.verdict(settings, pharmacy_id)).fault is None, "by itself the rest is a good log"
    found = (await logs.verdict(settings, pharmacy_id, trust)).fault
    assert found == Fault("the leaves 18 to 20 are gone", None, 18)


async def trust_with_checkpoint(database: Database, settings: Settings, pharmacy_id: int) -> Trust:
    """The application's trust, and the present checkpoint as if it were kept elsewhere."""
    exported = await logs.checkpoint(database, pharmacy_id, settings)
    return replace(logs.trust_in(settings), kept=[audit.read_note(exported)])


async def test_a_log_written_again_with_the_key_is_found_by_an_exported_checkpoint(
    database: Database, settings: Settings
) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    trust = await trust_with_checkpoint(database, settings, pharmacy_id)
    await logs.tamper(
        settings,
        "DELETE FROM audit_checkpoints",
        "DELETE FROM audit_leaves",
        "DELETE FROM audit_log WHERE subject_id = 5",
    )
    await audit.seal(database, pharmacy_id=pharmacy_id)

    assert (await logs.verdict(settings, pharmacy_id)).fault is None, "whoever has the key can write a good log"
    found = (await logs.verdict(settings, pharmacy_id, trust)).fault
    assert found is not None


async def test_a_checkpoint_signed_by_another_key_is_found(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)

    found = await fault_after(
        settings, pharmacy_id, "UPDATE audit_checkpoints SET signature = :forged", forged=b"s" * 64
    )

    assert found == Fault(f"the checkpoint of {ENTRIES} entries has a wrong signature", None, None)


async def test_nothing_is_signed_over_a_tree_that_was_changed(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=ENTRIES)
    await logs.tamper(settings, "UPDATE audit_leaves SET hashes = :forged WHERE leaf_index = 20", forged=b"h" * 32)
    await logs.write(database, pharmacy_id, entries=1)

    with pytest.raises(audit.LogDamaged):
        await audit.seal(database, pharmacy_id=pharmacy_id)


TAMPERS = (
    "UPDATE audit_log SET entry = :junk WHERE id = :id",
    "UPDATE audit_log SET action = 'nothing.done' WHERE id = :id",
    "UPDATE audit_log SET subject_id = subject_id + 1 WHERE id = :id",
    "UPDATE audit_log SET mac = :junk WHERE id = :id",
    "DELETE FROM audit_log WHERE id = :id",
    "DELETE FROM audit_leaves WHERE audit_id = :id",
    "UPDATE audit_leaves SET hashes = :junk WHERE audit_id = :id",
    "UPDATE audit_leaves SET leaf_index = 1000 + leaf_index WHERE audit_id = :id",
)


async def test_a_hundred_random_tampers_are_each_named(database: Database, settings: Settings) -> None:
    chance = random.Random(20261124)
    pharmacy_id = await logs.sealed(database, entries=64)
    kept = await logs.stored(settings)

    for _ in range(104):
        at, statement = chance.randrange(64), chance.choice(TAMPERS)
        audit_id = next(leaf["audit_id"] for leaf in kept[AuditLeaf] if leaf["leaf_index"] == at)
        await logs.tamper(settings, statement, id=audit_id, junk=chance.randbytes(32))

        found = (await logs.verdict(settings, pharmacy_id)).fault

        assert found is not None, (statement, at)
        assert found.leaf_index == at, (statement, at, found)
        await logs.put_back(settings, kept)
    assert (await logs.verdict(settings, pharmacy_id)).fault is None


async def test_the_nightly_proof_fails_where_the_log_was_changed(database: Database, settings: Settings) -> None:
    pharmacy_id = await logs.sealed(database, entries=3)
    await logs.write(database, pharmacy_id, entries=2, first=100)
    assert await audit.prove_log(database, pharmacy_id=pharmacy_id) == {"entries": 5, "checkpoints": 2}
    changed = await entry_at(settings, 1)
    await logs.tamper(settings, "UPDATE audit_log SET action = 'nothing.done' WHERE id = :id", id=changed)

    with pytest.raises(audit.LogTamperedWith) as refused:
        await audit.prove_log(database, pharmacy_id=pharmacy_id)

    assert (refused.value.details["audit_id"], refused.value.details["leaf_index"]) == (changed, 1)


async def test_a_damaged_log_does_not_keep_others_from_being_sealed(database: Database, settings: Settings) -> None:
    damaged, good = await logs.sealed(database, entries=2), await logs.open_pharmacy(database)
    await logs.tamper(
        settings,
        "UPDATE audit_leaves SET hashes = :forged",
        "UPDATE audit_checkpoints SET made_at = '2020-01-01 00:00:00.000000'",
        forged=b"h" * 64,
    )
    for pharmacy_id in (damaged, good):
        await logs.write(database, pharmacy_id, entries=1, first=100)

    assert await audit.seal_news(database) == [damaged, good]
    assert (await logs.verdict(settings, good)).entries == 1
    assert await audit.seal_news(database) == [damaged], "what was sealed just now is left alone"
