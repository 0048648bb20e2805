"""search.

A part of three characters or more is found by trigrams: a GIN index on PostgreSQL, an FTS5 table on SQLite. What begins
with `search_` belongs to the search alone: the models do not describe it.

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CREATE_ROLES = """
DO $$
DECLARE
    wanted text;
    is_16 boolean := current_setting('server_version_num')::int >= 160000;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['pharmarec_app', 'pharmarec_search'] LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL; -- another database of this server was migrated at the same moment
        END;
        IF NOT pg_has_role(current_user, wanted, CASE WHEN is_16 THEN 'SET' ELSE 'MEMBER' END) THEN
            EXECUTE format(
                'GRANT %I TO %I' || CASE WHEN is_16 THEN ' WITH SET TRUE, INHERIT FALSE' ELSE '' END,
                wanted, current_user
            );
        END IF;
    END LOOP;
END $$
"""
"""Roles belong to the server, not to one database: they are made where they are missing and never dropped.

`pharmarec_app` is who every unit of work runs as. `pharmarec_search` may own functions that search behind the policies
of row-level security; nobody signs in as either.
"""


INDEXES = (
    "CREATE INDEX search_names ON medicines (pharmacy_id, name_key text_pattern_ops) WHERE archived_at IS NULL",
    "CREATE INDEX search_parts ON medicines USING gin (pharmacy_id, search_text gin_trgm_ops) WHERE archived_at IS NULL",
)

FUNCTION = """
CREATE FUNCTION search_medicines(wanted bigint, part text, most integer)
RETURNS TABLE (id bigint, name_key text, place integer)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 100 SET search_path = pg_catalog, pg_temp
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    escaped text := replace(replace(replace(part, '\\', '\\\\'), '%', '\\%'), '_', '\\_');
    past text := part || chr(1114111);
    found bigint[];
BEGIN
    IF current_setting('app.every_pharmacy', true) IS DISTINCT FROM 'on'
        AND wanted::text <> ALL (string_to_array(coalesce(current_setting('app.pharmacies', true), ''), ','))
    THEN
        RETURN;
    END IF;
    IF length(part) < 3 OR part ~ '^[[:punct:][:space:]]*$' THEN -- without a trigram
        RETURN QUERY
        SELECT m.id, m.name_key::text, (m.name_key <> part)::integer FROM public.medicines m
        WHERE m.pharmacy_id = wanted AND m.archived_at IS NULL AND m.name_key ~>=~ part AND m.name_key ~<~ past
        ORDER BY m.name_key USING ~<~ LIMIT most;
        RETURN;
    END IF;
    found := ARRAY(
        SELECT m.id FROM public.medicines m
        WHERE m.pharmacy_id = wanted AND m.archived_at IS NULL AND m.search_text LIKE '%' || escaped || '%'
        LIMIT most
    );
    IF cardinality(found) = most THEN -- there may be more, and better ones
        found := found || ARRAY(
            SELECT m.id FROM public.medicines m
            WHERE m.pharmacy_id = wanted AND m.archived_at IS NULL AND m.search_text LIKE '% ' || escaped || '%'
            LIMIT most
        ) || ARRAY(
            SELECT m.id FROM public.medicines m
            WHERE m.pharmacy_id = wanted AND m.archived_at IS NULL AND m.name_key ~>=~ part AND m.name_key ~<~ past
            ORDER BY m.name_key USING ~<~ LIMIT most
        );
    END IF;
    RETURN QUERY
    SELECT m.id, m.name_key::text, CASE
        WHEN m.name_key = part THEN 0
        WHEN starts_with(m.name_key, part) THEN 1
        WHEN strpos(m.name_key, ' ' || part) > 0 THEN 2
        WHEN strpos(m.name_key, part) > 0 THEN 3
        WHEN strpos(m.search_text, ' ' || part) > 0 THEN 4
        ELSE 5
    END FROM public.medicines m WHERE m.id = ANY (found);
END $$
"""
"""A pharmacy's medicines with `part` in their text, and how well each fits; `most` of each kind, NULL for all.

A policy stands before every other condition, and LIKE may not go first: under one, no trigram is ever looked up. So the
search runs as a role that the policy lets through. Each lookup has one good plan, through its index; to weigh it anew
for every text took longer than to carry it out.
"""

OWN_FUNCTION = (
    "GRANT SELECT (id, pharmacy_id, name_key, search_text, archived_at) ON medicines TO pharmarec_search",
    "CREATE POLICY search_reads ON medicines FOR SELECT TO pharmarec_search USING (true)",
    "GRANT CREATE ON SCHEMA public TO pharmarec_search",
    "ALTER FUNCTION search_medicines OWNER TO pharmarec_search",
    "REVOKE CREATE ON SCHEMA public FROM pharmarec_search",
    "SET LOCAL ROLE pharmarec_search",
    "REVOKE EXECUTE ON FUNCTION search_medicines FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION search_medicines TO pharmarec_app",
    "RESET ROLE",
)

FTS5 = (
    "CREATE VIRTUAL TABLE search_medicines USING fts5("
    "search_text, pharmacy_id UNINDEXED, name_key UNINDEXED, archived_at UNINDEXED, content='medicines', content_rowid='id', tokenize='trigram case_sensitive 1')",
    "CREATE TRIGGER search_adds AFTER INSERT ON medicines BEGIN "
    "INSERT INTO search_medicines (rowid, search_text) VALUES (new.id, new.search_text); END",
    "CREATE TRIGGER search_removes AFTER DELETE ON medicines BEGIN "
    "INSERT INTO search_medicines (search_medicines, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); END",
    "CREATE TRIGGER search_changes AFTER UPDATE OF search_text ON medicines BEGIN "
    "INSERT INTO search_medicines (search_medicines, rowid, search_text) "
    "VALUES ('delete', old.id, old.search_text); "
    "INSERT INTO search_medicines (rowid, search_text) VALUES (new.id, new.search_text); END",
)

MANY = 100_000
"""The rows that one pharmacy may have in a table."""

MEDICINES = sa.table(
    "medicines",
    *(sa.column(name) for name in ("id", "name_key", "generic_name", "manufacturer", "search_text")),
)


def upgrade() -> None:
    op.add_column("medicines", sa.Column("search_text", sa.Text(), server_default="", nullable=False))
    fold_what_is_there()
    if op.get_bind().dialect.name == "sqlite":
        for statement in (*FTS5, "INSERT INTO search_medicines (search_medicines) VALUES ('rebuild')"):
            op.execute(statement)
        tell_planner_of_pharmacies()
        return
    op.execute(CREATE_ROLES)
    for extension in ("pg_trgm", "btree_gin"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    for statement in (*INDEXES, FUNCTION, *OWN_FUNCTION):
        op.execute(statement)


def tell_planner_of_pharmacies() -> None:
    """Tell SQLite that most rows of a table may be one pharmacy's.

    It takes any value of an unknown index for ten rows, and would look all batches of a pharmacy through for those of
    one medicine.
    """
    connection = op.get_bind()
    op.execute("ANALYZE sqlite_schema")  # makes the table of what the planner knows
    op.execute("DELETE FROM sqlite_stat1")
    inspector = sa.inspect(connection)
    known = sa.table("sqlite_stat1", sa.column("tbl"), sa.column("idx"), sa.column("stat"))
    for table in inspector.get_table_names():
        for index in inspector.get_indexes(table):
            columns = index["column_names"]
            if columns[0] == "pharmacy_id":
                stat = " ".join([str(MANY), str(MANY), *(["10"] * (len(columns) - 1))])
                connection.execute(known.insert().values(tbl=table, idx=index["name"], stat=stat))


def fold_what_is_there() -> None:
    """Give each medicine its text. The databases fold only ASCII alike, so it is done here."""
    connection = op.get_bind()
    told = sa.select(MEDICINES.c.id, MEDICINES.c.name_key, MEDICINES.c.generic_name, MEDICINES.c.manufacturer)
    folded = [
        {"of": row.id, "text": "".join(f" {' '.join(part.casefold().split())} \n" for part in row[1:] if part)}
        for row in connection.execute(told)
    ]
    if folded:
        change = sa.update(MEDICINES).where(MEDICINES.c.id == sa.bindparam("of"))
        connection.execute(change.values(search_text=sa.bindparam("text")), folded)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for trigger in ("search_adds", "search_removes", "search_changes"):
            op.execute(f"DROP TRIGGER {trigger}")
        op.execute("DROP TABLE search_medicines")
    else:
        for statement in (
            "DROP FUNCTION search_medicines",
            "DROP POLICY search_reads ON medicines",
            "REVOKE SELECT (id, pharmacy_id, name_key, search_text, archived_at) ON medicines FROM pharmarec_search",
            "DROP INDEX search_parts",
            "DROP INDEX search_names",
            "DROP EXTENSION IF EXISTS btree_gin",
            "DROP EXTENSION IF EXISTS pg_trgm",
        ):
            op.execute(statement)
    op.drop_column("medicines", "search_text")
