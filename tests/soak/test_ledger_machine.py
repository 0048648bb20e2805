from pathlib import Path

from tests.soak import soak


def test_random_operations_leave_the_ledger_as_plain_lists_have_it(database_url: str, tmp_path: Path) -> None:
    soak.drive(database_url, tmp_path, operations=1_500, seed=20_261_124)
