"""The child process: the same answer as in this process, and no harm from any file."""

import asyncio
import datetime as dt
import zipfile
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest
from tests.unit.sales_reader.files import TODAY, options, write, write_sheets

from app.services.sales_reader import ReadOptions, SalesFile, errors, parse, read_sales
from app.services.sales_reader.limits import ChildLimits

HEAD = "Date,Medicine,Quantity,Price,Bill,Time\n"


async def in_child(path: Path, chosen: ReadOptions | None = None, allowed: ChildLimits | None = None) -> SalesFile:
    return await read_sales(path, filename="sales.csv", options=chosen or options(), allowed=allowed or ChildLimits())


async def test_a_child_gives_what_this_process_gives(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        HEAD + "13/01/2026,A,3.67,12.5,B-1,10:32\n13/01/2026,B,0,,,\nsoon,C,1,1,B-2,9:00\nTotal,,3.67,,,\n",
    )

    child, here = await in_child(path), parse(path, filename="sales.csv", options=options())

    assert child.preview == here.preview
    assert list(child.rows) == list(here.rows)
    assert child.rows[0].sold_at_time == dt.time(10, 32)


async def test_a_question_and_its_answer_pass_through(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "01/02/2026,A,1,,,\n")

    asked = await in_child(path)
    answered = await in_child(path, options("mdy", {"columns": {"4": "ignored"}}))

    assert asked.preview.question is not None
    assert asked.preview.question.options == ("dmy", "mdy")
    assert answered.rows[0].sold_on == dt.date(2026, 1, 2)


async def test_a_refusal_keeps_its_code_and_details(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + '13/01/2026,"A,1\n')

    with pytest.raises(errors.BrokenQuote, match="line 2") as caught:
        await in_child(path)

    assert (caught.value.status, caught.value.details) == (422, {"line": 2})


async def test_a_line_of_fifty_megabytes_is_refused_quickly(tmp_path: Path) -> None:
    path = write(tmp_path, b"Date,Medicine,Quantity\n2026-01-01,A," + b"1" * 50_000_000)

    begun = monotonic()
    with pytest.raises(errors.LineTooLong):
        await in_child(path)

    assert monotonic() - begun < 10


async def test_a_zip_bomb_is_refused_without_unpacking(tmp_path: Path) -> None:
    path = write_sheets(tmp_path, {"Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]]})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/x.xml", "w") as entry:
        for _ in range(300):
            entry.write(b" " * 2**20)

    with pytest.raises(errors.ArchiveBomb):
        await in_child(path)


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, b"PK\x03\x04" + b"\xff" * 500, b"\x00" * 5_000],
)
async def test_garbage_is_unreadable(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(errors.UnreadableFile):
        await in_child(write(tmp_path, content))


async def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    with pytest.raises(errors.EmptyFile):
        await in_child(write(tmp_path, b""))


async def test_a_sheet_that_claims_a_cell_at_the_far_end_ends_in_a_sentence(tmp_path: Path) -> None:
    path = write_sheets(tmp_path, {"Jan": [["Date", "Item", "Qty"], [TODAY, "A", 1]]})
    target = tmp_path / "far.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(entry.filename, content)

    with pytest.raises(errors.SalesFileError) as caught:
        await in_child(target)

    assert caught.value.code in ("READ_TOO_LARGE", "TOO_MANY_COLUMNS", "TOO_MANY_ROWS")


async def test_a_child_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = write(tmp_path, HEAD + "13/01/2026,A,1,,,\n")

    with pytest.raises(errors.ReadTimeout):
        await in_child(path, allowed=replace(ChildLimits(), wall_seconds=0.05))


async def test_a_child_that_needs_too_much_memory_is_ended(tmp_path: Path) -> None:
    rows = "".join(f"13/01/2026,Medicine {i},{i},,B{i},\n" for i in range(200_000))
    path = write(tmp_path, HEAD + rows)

    with pytest.raises(errors.SalesFileError) as caught:
        await in_child(path, allowed=replace(ChildLimits(), address_bytes=2**26))

    assert caught.value.code == "READ_TOO_LARGE"


async def test_a_child_that_calculates_too_long_is_ended(tmp_path: Path) -> None:
    rows = "".join(f"13/01/2026,Medicine {i},{i},{i}.5,B{i},10:00\n" for i in range(400_000))
    path = write(tmp_path, HEAD + rows)

    with pytest.raises(errors.ReadTimeout):
        await in_child(path, allowed=replace(ChildLimits(), cpu_seconds=1))


async def test_a_reader_who_leaves_takes_the_child_along(tmp_path: Path) -> None:
    rows = "".join(f"13/01/2026,Medicine {i},{i},{i}.5,B{i},10:00\n" for i in range(400_000))
    path = write(tmp_path, HEAD + rows)

    reading = asyncio.create_task(in_child(path))
    await asyncio.sleep(0.3)
    reading.cancel()
    begun = monotonic()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert monotonic() - begun < 2
