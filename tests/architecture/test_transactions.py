"""One request or job is one transaction, ended in database.py and its engine alone."""

import re

from tests.architecture.sources import APP, files, place

SAFE = {"database.py", "sqlite.py", "migrations.py"}
SCHEMA = "models"
"""Tables say their partial indexes and checks in SQL; they run none of it."""
COMMIT = re.compile(r"\.(commit|rollback)\(")
AROUND_THE_WALL = re.compile(r"\b__table__\b|(?<![\w.])text\(|sqlalchemy\.text\b|import .*\btext\b")


def found(pattern: re.Pattern[str], *, skip: set[str]) -> list[str]:
    return [
        f"{place(path, number)} {line.strip()}"
        for path in files(APP, "*.py")
        if not skip & set(path.relative_to(APP).parts)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_only_the_database_module_commits() -> None:
    where = found(COMMIT, skip=SAFE)
    assert not where, f"One request or job = one transaction, committed once. {where}"


def test_nothing_walks_around_the_wall_between_pharmacies() -> None:
    where = found(AROUND_THE_WALL, skip=SAFE | {SCHEMA})
    assert not where, f"`__table__` and raw `text(` escape the session's wall. {where}"
