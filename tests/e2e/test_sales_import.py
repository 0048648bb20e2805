"""Dropping a sales file: how it was read, what is wrong with it, and what came of it."""

from pathlib import Path

from playwright.sync_api import expect
from tests.e2e.conftest import OpenPage

GOOD_ROWS = 20
LONG = 20_000
"""How long an import of a few rows may take on a busy machine, in milliseconds."""


def write_sales(folder: Path, *, name: str = "till.csv") -> Path:
    """A long-format export with day-first dates, twenty good rows and one negative quantity."""
    lines = ["date,medicine,quantity,price"]
    lines += [f"{day:02}/10/2026,Wizard Cough Syrup,{day % 4 + 1},55.00" for day in range(1, GOOD_ROWS + 1)]
    lines.append("21/10/2026,Wizard Cough Syrup,-3,55.00")
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_sales_file_is_previewed_imported_and_recognised_again(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/imports/")
    page.get_by_label("Sales file").set_input_files(write_sales(tmp_path))

    bad = page.get_by_role("table", name="Rows that cannot be read")
    expect(bad).to_contain_text("-3")
    expect(page.get_by_role("table", name="Columns of the file")).to_contain_text("Quantity")
    page.get_by_role("button", name="Import without 1 bad row").click()

    added = page.locator("dl").filter(has_text="Already there")
    expect(page.get_by_role("link", name="See what to order")).to_be_visible(timeout=LONG)
    expect(added).to_contain_text(f"Added{GOOD_ROWS}")

    page.get_by_role("button", name="Close import").click()
    page.get_by_label("Sales file").set_input_files(write_sales(tmp_path, name="renamed.csv"))
    page.get_by_role("button", name="Import without 1 bad row").click()

    expect(page.get_by_role("link", name="See what to order")).to_be_visible(timeout=LONG)
    expect(added).to_contain_text("Added0")
    expect(added).to_contain_text(f"Already there{GOOD_ROWS}")


def test_dates_that_can_be_read_two_ways_are_asked_about(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/imports/")
    path = tmp_path / "ambiguous.csv"
    path.write_text("date,medicine,quantity\n01/02/2026,Ambiguous Tablets,3\n02/03/2026,Ambiguous Tablets,4\n")

    page.get_by_label("Sales file").set_input_files(path)

    expect(page.get_by_role("button", name="Import", exact=False).last).to_be_disabled()
    page.get_by_role("button", name="Month first").click()
    expect(page.get_by_role("button", name="Import 2 sales")).to_be_enabled()


def test_a_picture_is_refused_with_a_sentence(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/imports/", complains=True)
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)

    page.get_by_label("Sales file").set_input_files(path)

    expect(page.get_by_role("alert").filter(has_text=".").first).to_be_visible()
    expect(page.get_by_label("Sales file")).to_be_enabled()
