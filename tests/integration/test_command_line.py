"""`pharmarec` as people type it: what it prints, what it stores, and how it ends."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest
from tests.factories.imports import csv_of, days_ago

PHARMAREC = Path(sys.executable).with_name("pharmarec")
REAL_FILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "pharmacy-daily.csv.gz"
SALES = csv_of("date,medicine,quantity", *(f"{days_ago(n)},{name},2" for n in range(60, 0, -1) for name in ("A", "B")))


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    """An installation that is set up and empty; saves each test the migration."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "pharmarec.sqlite3").write_bytes(sqlite_template.read_bytes())
    return tmp_path


def pharmarec(folder: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, with its output going nowhere that is a terminal."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    own = {"PHARMAREC_DATA_DIR": str(folder / "data"), "PHARMAREC_BCRYPT_COST": "4", "PYTHONWARNINGS": "default"}
    return subprocess.run(
        [PHARMAREC, *map(str, arguments)],
        cwd=folder,
        env=kept | own | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def file(folder: Path, content: bytes, name: str = "sales.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def stored_billionths(folder: Path) -> dict[str, int]:
    """What the database says was sold of each medicine."""
    query = "SELECT name, sum(qty_sold) FROM sales JOIN medicines ON medicines.id = medicine_id GROUP BY name"
    with closing(sqlite3.connect(folder / "data" / "pharmarec.sqlite3")) as database:
        return dict(database.execute(query))


def file_billionths(sales: Path) -> dict[str, int]:
    """What the file itself sums to: its columns 2 to 9."""
    header, *lines = (line.split(",") for line in sales.read_text().splitlines())
    columns = zip(*(line[1:9] for line in lines), strict=True)
    sums = (sum(map(Decimal, cells), Decimal(0)) for cells in columns)
    return {name: int(total.scaleb(9)) for name, total in zip(header[1:9], sums, strict=True)}


def check_refusal(done: subprocess.CompletedProcess[str], code: int) -> str:
    """Nothing on standard output, no traceback; answers what is on standard error."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


def test_an_empty_folder_is_set_up_by_the_first_import(tmp_path: Path) -> None:
    first = pharmarec(tmp_path, "import-sales", file(tmp_path, SALES))
    second = pharmarec(tmp_path, "import-sales", file(tmp_path, SALES, "renamed.csv"))
    suggested = pharmarec(tmp_path, "suggest")

    assert (first.returncode, second.returncode, suggested.returncode) == (0, 0, 0), first.stderr
    assert first.stdout.splitlines() == [
        "120 sales added.",
        "2 medicines are new.",
        f"120 quantities read, from {days_ago(60)} to {days_ago(1)}.",
    ]
    assert second.stdout.splitlines()[0] == "Nothing new: 120 sales imported before."
    heading, *lines = suggested.stdout.splitlines()
    assert heading.split() == ["Medicine", "On", "hand", "On", "order", "A", "day", "Cover", "Order", "Cost", "Why"]
    assert [line.split()[0] for line in lines[:2]] == ["A", "B"]
    assert lines[2].startswith("2 to order")
    assert "stock of 2 medicines yet: it counts as none" in suggested.stdout
    assert "\x1b" not in first.stdout + first.stderr + suggested.stdout + suggested.stderr
    assert list((tmp_path / "data" / "uploads").iterdir()) == []


def test_the_real_sales_of_six_years_become_eight_lines(folder: Path) -> None:
    if not REAL_FILE.exists():
        pytest.skip(f"{REAL_FILE.name} is not beside the repository")
    sales = file(folder, gzip.decompress(REAL_FILE.read_bytes()), "pharmacy-daily.csv")

    imported, again = (pharmarec(folder, "import-sales", sales) for _ in range(2))
    suggested = pharmarec(folder, "suggest")

    assert imported.stdout.splitlines() == [
        "14,455 sales added.",
        "8 medicines are new.",
        "16,848 quantities read, from 2014-01-02 to 2019-10-08.",
    ]
    assert again.stdout.splitlines()[0] == "Nothing new: 14,455 sales imported before."
    assert stored_billionths(folder) == file_billionths(sales)
    lines = suggested.stdout.splitlines()
    assert sorted(line.split()[0] for line in lines[1:9]) == [
        "M01AB",
        "M01AE",
        "N02BA",
        "N02BE",
        "N05B",
        "N05C",
        "R03",
        "R06",
    ]
    assert all("not told" in line for line in lines[1:9])
    assert lines[9].startswith("8 to order")
    assert "Sales are known up to 2019-10-08" in lines[10]
    assert "stock of 8 medicines yet: it counts as none" in lines[11]


def test_before_any_import_the_list_says_how_to_begin(folder: Path) -> None:
    done = pharmarec(folder, "suggest")

    assert done.returncode == 0
    assert "pharmarec import-sales FILE" in done.stdout


def test_wrong_use_ends_with_two(folder: Path) -> None:
    sales = file(folder, SALES)

    for arguments in (
        ["import-sales", "nowhere.csv"],
        ["import-sales", sales, "--date-order", "dym"],
        ["reorder"],
    ):
        assert check_refusal(pharmarec(folder, *arguments), 2), arguments


def test_a_file_that_cannot_be_read_ends_with_one_and_a_sentence(folder: Path) -> None:
    photo = file(folder, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)

    said = check_refusal(pharmarec(folder, "import-sales", photo), 1)

    assert said.startswith("pharmarec: ")
    assert said.count("\n") == 1
    assert list((folder / "data" / "uploads").iterdir()) == []


def test_bad_rows_are_left_out_when_asked_and_listed(folder: Path) -> None:
    sales = file(folder, csv_of("date,medicine,quantity", f"{days_ago(2)},A,1", f"{days_ago(1)},A,many"))

    refused = pharmarec(folder, "import-sales", sales)
    done = pharmarec(folder, "import-sales", sales, "--skip-bad-rows")

    assert "--skip-bad-rows" in check_refusal(refused, 1)
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "1 sale added, 1 bad row left out."
    assert done.stdout.splitlines()[-1].startswith("row 3, quantity: expected ")
    assert done.stdout.rstrip().endswith("found many")


def test_dates_that_can_be_read_two_ways_need_an_answer(folder: Path) -> None:
    sales = file(folder, csv_of("date,medicine,quantity", "03/04/2026,A,1", "05/06/2026,A,1"))

    assert "--date-order dmy" in check_refusal(pharmarec(folder, "import-sales", sales), 1)
    assert "2026-04-03 to 2026-06-05" in pharmarec(folder, "import-sales", sales, "--date-order", "dmy").stdout


def test_several_pharmacies_must_be_told_apart(folder: Path) -> None:
    sales = file(folder, SALES)
    with closing(sqlite3.connect(folder / "data" / "pharmarec.sqlite3")) as database, database:
        database.executemany(
            "INSERT INTO pharmacies (name, currency, time_zone, created_at) VALUES (?, 'INR', 'Asia/Kolkata', ?)",
            [("Corner shop", "2026-01-01 00:00:00"), ("Station shop", "2026-01-01 00:00:00")],
        )

    refused = pharmarec(folder, "import-sales", sales)
    unknown = pharmarec(folder, "import-sales", sales, "--pharmacy", "7")
    named = pharmarec(folder, "import-sales", sales, "--pharmacy", "2")

    for done in (refused, unknown):
        said = " ".join(check_refusal(done, 2).replace("│", " ").split())
        assert "1 (Corner shop), 2 (Station shop)" in said
    assert named.stdout.startswith("120 sales added.")


def test_help_names_every_command(folder: Path) -> None:
    done = pharmarec(folder, "--help")

    assert done.returncode == 0
    for command in ("run", "serve", "worker", "migrate", "seed", "import-sales", "suggest", "openapi"):
        assert command in done.stdout


def test_migrate_may_be_repeated(tmp_path: Path) -> None:
    done = [pharmarec(tmp_path, "migrate") for _ in range(2)]

    assert [(one.returncode, one.stdout) for one in done] == [(0, "The database is up to date.\n")] * 2


def test_openapi_is_a_document(folder: Path) -> None:
    done = pharmarec(folder, "openapi")

    assert json.loads(done.stdout)["info"]["title"] == "PharmaRec AI"
    assert "/api/imports/sales" in json.loads(done.stdout)["paths"]


def test_a_worker_without_redis_is_told_so(folder: Path) -> None:
    assert "PHARMAREC_REDIS_URL" in check_refusal(pharmarec(folder, "worker"), 1)
