"""The second wall: what PostgreSQL itself lets the application see and change."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from app import database as walls
from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.models import Base, Medicine, Membership, User
from app.models.base import PharmacyOwned
from app.models.enums import Role
from app.postgres import TIMEOUTS
from app.services import pharmacies

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
]
APPEND_ONLY = ("stock_movements", "audit_log", "audit_leaves", "audit_checkpoints")
OWNED = sorted(
    mapper.local_table.name  # type: ignore[attr-defined]
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, PharmacyOwned)
)
NAMES = "SELECT name FROM medicines ORDER BY name"


@pytest.fixture
def no_first_wall() -> Iterator[None]:
    """Sessions that forget to narrow what they read and to check what they write."""
    listeners = (("do_orm_execute", walls._read_one_pharmacy), ("before_flush", walls._write_one_pharmacy))
    for name, listener in listeners:
        event.remove(Session, name, listener)
    yield
    for name, listener in listeners:
        event.listen(Session, name, listener)


async def open_three(database: Database) -> list[int]:
    """Three pharmacies, each with a medicine called after it."""
    async with database.transaction(EVERY_PHARMACY) as session:
        opened = [
            await pharmacies.open_pharmacy(session, name=name, currency="INR", time_zone="Asia/Kolkata")
            for name in ("one", "two", "three")
        ]
        session.add_all(Medicine(pharmacy_id=each.id, name=each.name, name_key=each.name) for each in opened)
    return [each.id for each in opened]


async def employ(database: Database, *pharmacy_ids: int) -> int:
    """Somebody who is admin in these pharmacies; their id."""
    async with database.transaction(EVERY_PHARMACY) as session:
        user = User(email="owner@example.com", password_hash="", full_name="Owner")
        session.add(user)
        await session.flush()
        session.add_all(Membership(user_id=user.id, pharmacy_id=each, role=Role.ADMIN) for each in pharmacy_ids)
    return user.id


async def facts(database: Database, question: str, **values: object) -> list[str]:
    """The first column of an answer about the catalogue."""
    async with database.read(EVERY_PHARMACY) as session:
        return list(await session.scalars(text(question), values))


async def test_every_owned_table_is_forced_behind_a_policy(database: Database) -> None:
    forced = await facts(
        database,
        "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid AND polname = 'one_pharmacy' "
        "WHERE relrowsecurity AND relforcerowsecurity AND polqual IS NOT NULL AND polwithcheck IS NOT NULL",
    )

    owned = {table.name for table in Base.metadata.tables.values() if "pharmacy_id" in table.c}
    assert set(OWNED) <= owned
    assert set(forced) == owned


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_the_application_may_only_add_to_what_is_append_only(database: Database, table: str) -> None:
    granted = await facts(
        database,
        "SELECT privilege_type FROM information_schema.role_table_grants "
        "WHERE grantee = 'pharmarec_app' AND table_name = :name ORDER BY 1",
        name=table,
    )

    assert granted == ["INSERT", "SELECT"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stock_movements SET note = 'x'",
        "DELETE FROM stock_movements",
        "TRUNCATE stock_movements",
        "DELETE FROM audit_log",
        "ALTER TABLE stock_movements DISABLE TRIGGER ALL",
    ],
)
async def test_the_application_is_refused_a_change_of_the_ledger(database: Database, change: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        async with database.transaction(EVERY_PHARMACY) as session:
            await session.execute(text(change))


async def test_without_the_first_wall_a_session_still_sees_one_pharmacy(
    database: Database, no_first_wall: None
) -> None:
    one, *_ = await open_three(database)

    async with database.read(one) as reading, database.transaction(one) as writing:
        seen = [list(await session.scalars(select(Medicine.name))) for session in (reading, writing)]

    assert seen == [["one"], ["one"]]


async def test_without_the_first_wall_an_insert_into_another_pharmacy_is_refused(
    database: Database, no_first_wall: None
) -> None:
    one, two, _ = await open_three(database)

    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(one) as session:
            session.add(Medicine(pharmacy_id=two, name="slipped in", name_key="slipped in"))


async def test_without_the_first_wall_an_update_reaches_one_pharmacy(database: Database, no_first_wall: None) -> None:
    one, *_ = await open_three(database)

    async with database.transaction(one) as session:
        await session.execute(text("UPDATE medicines SET category = 'changed'"))

    assert await facts(database, "SELECT name FROM medicines WHERE category = 'changed'") == ["one"]


async def test_a_row_cannot_be_moved_to_another_pharmacy(database: Database) -> None:
    one, two, _ = await open_three(database)

    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(one) as session:
            await session.execute(text("UPDATE medicines SET pharmacy_id = :two"), {"two": two})


async def test_a_membership_is_changed_by_its_own_pharmacy_alone(database: Database) -> None:
    one, two, _ = await open_three(database)
    await employ(database, one, two)

    async with database.transaction(one) as session:
        await session.execute(update(Membership).values(role=Role.STAFF))

    async with database.read(one) as session:
        roles = (await session.execute(select(Membership.pharmacy_id, Membership.role))).all()
    assert sorted(roles) == [(one, Role.STAFF), (two, Role.ADMIN)]


async def test_nobody_is_let_into_a_pharmacy_from_another(database: Database) -> None:
    one, two, _ = await open_three(database)
    user_id = await employ(database, two)

    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.transaction(one) as session:
            session.add(Membership(user_id=user_id, pharmacy_id=two, role=Role.ADMIN))


async def test_a_connection_that_names_no_pharmacy_sees_nothing(database: Database) -> None:
    await open_three(database)

    for engine in database.engines:
        async with engine.connect() as connection:
            assert (await connection.execute(text(NAMES))).all() == []


async def test_a_unit_of_work_of_several_branches_sees_those(database: Database) -> None:
    one, two, _ = await open_three(database)

    async with database.read(frozenset({one, two})) as session:
        assert list(await session.scalars(select(Medicine.name).order_by(Medicine.name))) == ["one", "two"]
        assert list(await session.scalars(text(NAMES))) == ["one", "two"]


async def test_a_read_changes_nothing(database: Database) -> None:
    one, *_ = await open_three(database)

    with pytest.raises(DBAPIError, match="read-only"):
        async with database.read(one) as session:
            await session.execute(text("UPDATE medicines SET category = 'changed'"))


async def test_a_nested_unit_of_work_leaves_no_wall_behind(database: Database) -> None:
    one, *_ = await open_three(database)
    async with database.transaction(one) as session, session.begin_nested():
        await session.scalars(text(NAMES))
    async with database.transaction(one):
        pass

    async with database.writer.connect() as connection:
        assert (await connection.execute(text(NAMES))).all() == []


@pytest.mark.parametrize("is_pooled", [False, True])
async def test_one_connection_serves_pharmacies_in_turn_and_mixes_nothing(settings: Settings, is_pooled: bool) -> None:
    alone = Database(settings.model_copy(update={"database_pooled": is_pooled, "database_pool_size": 1}))
    ids = await open_three(alone)
    seen: list[list[str]] = []

    for pharmacy_id in [*ids, EVERY_PHARMACY, *reversed(ids)] * 20:
        for unit in (alone.read(pharmacy_id), alone.transaction(pharmacy_id)):
            async with unit as session:
                seen.append(list(await session.scalars(text(NAMES))))
    async with alone.reader.connect() as connection:
        unnamed = (await connection.execute(text(NAMES))).all()
    await alone.close()

    each = [["one"], ["two"], ["three"], ["one", "three", "two"], ["three"], ["two"], ["one"]] * 20
    assert seen == [names for names in each for _ in range(2)]
    assert unnamed == []


@pytest.mark.parametrize("is_pooled", [False, True])
async def test_a_unit_of_work_may_not_wait_for_ever(settings: Settings, is_pooled: bool) -> None:
    opened = Database(settings.model_copy(update={"database_pooled": is_pooled}))

    async with opened.transaction(EVERY_PHARMACY) as session:
        told = {name: await session.scalar(text(f"SHOW {name}")) for name in TIMEOUTS}
    await opened.close()

    assert told == {"statement_timeout": "30s", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "5min"}


async def test_the_search_answers_for_the_pharmacy_of_its_transaction_alone(database: Database) -> None:
    one, two, _ = await open_three(database)
    async with database.transaction(EVERY_PHARMACY) as session:
        await session.execute(update(Medicine).values(search_text=Medicine.name_key))
    asked = text("SELECT name_key FROM search_medicines(:wanted, :part, 10)")

    async with database.read(one) as session:
        own = list(await session.scalars(asked, {"wanted": one, "part": "one"}))
        others = list(await session.scalars(asked, {"wanted": two, "part": "two"}))

    assert (own, others) == (["one"], [])
