"""Whatever is sent as a sales file: a refusal with a sentence that helps, and nothing is stored."""

import io
import zipfile
from typing import Any

import httpx
import pytest
from tests.factories import imports, medicines
from tests.factories.imports import csv_of, days_ago, xlsx_of

from app.config import Settings
from app.database import Database

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
GOOD = csv_of("date,medicine,quantity", f"{days_ago(1)},Crocin,2")
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def broken_quote() -> bytes:
    lines = [f"{days_ago(n)},Crocin,{n}" for n in range(1, 200)]
    return csv_of("date,medicine,quantity", f'{days_ago(200)},"Crocin,1', *lines)


def workbook_with(name: str, content: bytes) -> bytes:
    """A good workbook with one part replaced or added."""
    source, target = zipfile.ZipFile(io.BytesIO(xlsx_of(["date", "Crocin"], [days_ago(1), 2]))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            if entry.filename != name:
                made.writestr(entry, source.read(entry))
        made.writestr(name, content)
    return target.getvalue()


def one_sale(day: str, qty: str) -> bytes:
    return csv_of("date,medicine,quantity", f"{day},Crocin,{qty}", f"{days_ago(2)},Crocin,1")


REFUSED: list[tuple[str, str, bytes | None, str]] = [
    ("empty file", "sales.csv", b"", "EMPTY_FILE"),
    ("blank lines", "sales.csv", b" \r\n\t\n\n  \n", "EMPTY_FILE"),
    ("picture", "sales.csv", PNG, "UNREADABLE_FILE"),
    ("NUL bytes", "sales.csv", GOOD.replace(b"Cro", b"C\x00o"), "UNREADABLE_FILE"),
    ("broken quote", "sales.csv", broken_quote(), "BROKEN_QUOTE"),
    ("negative quantity", "sales.csv", one_sale(str(days_ago(1)), "-3"), "BAD_ROWS"),
    ("date in 1900", "sales.csv", one_sale("1900-05-01", "3"), "BAD_ROWS"),
    ("line of 50 MB", "sales.csv", GOOD + b"x" * (50 * 2**20), "LINE_TOO_LONG"),
    ("zip bomb", "sales.xlsx", workbook_with("xl/media/big.xml", b"\0" * (70 * 2**20)), "ARCHIVE_BOMB"),
    ("outside entity", "sales.xlsx", workbook_with("xl/sharedStrings.xml", ENTITY), "ARCHIVE_BOMB"),
    ("torn workbook", "sales.xlsx", xlsx_of(["date", "Crocin"], [days_ago(1), 2])[:-200], "UNREADABLE_FILE"),
    ("no dates", "sales.csv", csv_of("medicine,quantity", "Crocin,2", "Dolo,3"), "NO_DATE_COLUMN"),
]


def check_refusal(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The error shape, with a sentence; answers its details."""
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, code), body
    assert set(body) == {"success", "error", "message", "status_code", "request_id", "details"}
    assert (body["success"], body["status_code"]) == (False, status)
    assert len(body["message"].split()) >= 3
    details: dict[str, Any] = body["details"]
    return details


@pytest.mark.parametrize(("filename", "content", "code"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_file_that_is_no_sales_report_is_refused(
    admin: httpx.AsyncClient, database: Database, settings: Settings, filename: str, content: bytes, code: str
) -> None:
    before = await imports.everything_stored(database, settings)

    answer = await imports.send(admin, content, filename=filename)

    check_refusal(answer, 422, code)
    assert await imports.everything_stored(database, settings) == before


async def test_a_refused_file_leaves_nothing_behind_in_either_database(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    before = await imports.everything_stored(database, settings)

    for content, code in ((PNG, "UNREADABLE_FILE"), (one_sale(str(days_ago(1)), "-3"), "BAD_ROWS")):
        check_refusal(await imports.send(admin, content), 422, code)

    assert await imports.everything_stored(database, settings) == before


WISHES: list[tuple[str, dict[str, str], str]] = [
    ("not JSON", {"mapping": "{columns:"}, "MALFORMED_MAPPING"),
    ("not an object", {"mapping": '["date"]'}, "MALFORMED_MAPPING"),
    ("nested without end", {"mapping": "[" * 20_000}, "MALFORMED_MAPPING"),
    ("too long", {"mapping": " " * 20_001}, "VALIDATION_ERROR"),
    ("unknown role", {"mapping": '{"columns": {"0": "expiry"}}'}, "BAD_MAPPING"),
    ("unknown column", {"mapping": '{"columns": {"9": "date"}}'}, "BAD_MAPPING"),
    ("columns of another kind", {"mapping": '{"columns": 3}'}, "BAD_MAPPING"),
    ("unknown date order", {"date_order": "ydm"}, "VALIDATION_ERROR"),
    ("unknown answer", {"skip_bad_rows": "perhaps"}, "VALIDATION_ERROR"),
]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_wishes_that_make_no_sense_are_refused(
    admin: httpx.AsyncClient, database: Database, settings: Settings, subtests: Any
) -> None:
    before = await imports.everything_stored(database, settings)

    for name, wishes, code in WISHES:
        with subtests.test(name):
            check_refusal(await imports.send(admin, GOOD, to="", filename="sales.csv", **wishes), 422, code)

    assert await imports.everything_stored(database, settings) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_form_without_a_file_names_the_missing_field(
    admin: httpx.AsyncClient, database: Database, settings: Settings
) -> None:
    before = await imports.everything_stored(database, settings)

    answers = [
        await admin.post("/api/imports/sales", data={"date_order": "dmy"}),
        await admin.post("/api/imports/sales", data={"file": "text, not a file"}),
        await admin.post("/api/imports/sales", json={"file": "sales.csv"}),
    ]

    for answer in answers:
        assert check_refusal(answer, 422, "VALIDATION_ERROR")["fields"][0]["field"] == "body.file"
    assert await imports.everything_stored(database, settings) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("is_told", [True, False], ids=["length told", "length not told"])
async def test_more_than_this_installation_takes_is_refused(
    admin: httpx.AsyncClient, database: Database, settings: Settings, is_told: bool
) -> None:
    boundary = "limit"
    head = f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="s.csv"\r\n\r\n'.encode()
    body = head + b"x" * (settings.upload_limit_bytes + 1) + f"\r\n--{boundary}--\r\n".encode()
    before = await imports.everything_stored(database, settings)

    async def pieces() -> Any:
        for start in range(0, len(body), 2**20):
            yield body[start : start + 2**20]

    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    answer = await admin.post("/api/imports/sales", content=body if is_told else pieces(), headers=headers)

    check_refusal(answer, 413, "FILE_TOO_LARGE")
    assert await imports.everything_stored(database, settings) == before


NAMES = {
    b"../../../escaped.csv": "escaped.csv",
    b"/etc/escaped.csv": "escaped.csv",
    b"..\\\\..\\\\escaped.csv": "escaped.csv",
    b"esc\x00aped.csv": "escaped.csv",
    "é".encode() * 300: "é" * 255,
    b" ": "unnamed",
}


@pytest.mark.parametrize(("sent", "shown"), NAMES.items(), ids=["up", "root", "windows", "NUL", "long", "blank"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_file_name_is_only_ever_shown(
    admin: httpx.AsyncClient, settings: Settings, sent: bytes, shown: str
) -> None:
    head = b'--x\r\ncontent-disposition: form-data; name="file"; filename="' + sent + b'"\r\n\r\n'
    headers = {"content-type": "multipart/form-data; boundary=x"}

    answer = await admin.post("/api/imports/sales", content=head + GOOD + b"\r\n--x--\r\n", headers=headers)
    done = await imports.finished(admin, medicines.data(answer)["id"])

    assert (done["status"], done["filename"]) == ("done", shown)
    assert list(settings.data_dir.parent.rglob("*escaped*")) == []
    assert imports.files(settings) == []


async def test_what_a_spreadsheet_smuggles_into_its_cells_is_stored_as_plain_text(
    admin: httpx.AsyncClient, database: Database
) -> None:
    file = xlsx_of(
        ["date", "medicine", "quantity", "bill"],
        [days_ago(2), "Cro\x07cin _x0000_", 2, "=1+1 _x0000_"],
        [days_ago(1), "Dolo", "ma_x0000_ny", "B\x01 7"],
    )

    done = await imports.imported(admin, file, filename="till.xlsx", skip_bad_rows="true")

    assert (done["status"], done["added"], done["skipped_bad"]) == ("done", 1, 1)
    [bad] = await imports.problems(admin, done["id"])
    assert "\x00" not in bad["found"]
