"""The backup script against an installation of its own."""

import os
import sqlite3
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "backup.sh"


def test_a_backup_holds_the_database_and_the_keys_for_their_owner_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "pharmarec.sqlite3") as database:
        database.execute("CREATE TABLE shelf (name TEXT)")
        database.execute("INSERT INTO shelf VALUES ('Crocin')")
    database.close()
    for name in ("secret", "data", "audit"):
        (tmp_path / f"{name}.key").write_text(f"the {name} key")

    done = subprocess.run(
        ["sh", SCRIPT],
        env={"PATH": os.environ["PATH"], "PHARMAREC_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    copy, *keys = map(Path, done.stdout.splitlines())
    assert {one.parent for one in (copy, *keys)} == {tmp_path / "backups"}
    assert [one.read_text() for one in keys] == ["the secret key", "the data key", "the audit key"]
    copied = sqlite3.connect(copy)
    assert copied.execute("SELECT name FROM shelf").fetchall() == [("Crocin",)]
    copied.close()
    assert {one.stat().st_mode & 0o777 for one in (copy, *keys)} == {0o600}
