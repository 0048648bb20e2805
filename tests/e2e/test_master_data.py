"""Master data, as its user minds it: packs, barcodes, duplicates, and what the data doctor finds."""

import re

from playwright.sync_api import Page, expect
from tests.e2e.conftest import PHONE, OpenPage, TakePicture

CODE = "8901234567890"
SCAN = """code => [...code, 'Enter'].forEach(
    key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))"""


def add_medicine(page: Page, name: str) -> None:
    """Add a medicine with ten tablets on the shelf, and go to its page."""
    page.get_by_role("button", name="Add medicine").click()
    dialog = page.get_by_role("dialog", name="Add a medicine")
    for label, value in {"Name": name, "Base unit": "tablet", "On the shelf": "10"}.items():
        dialog.get_by_label(label, exact=True).and_(page.locator("input")).fill(value)
    dialog.get_by_role("button", name="Add medicine").click()
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_three_tablets_of_a_strip_leave_seven(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/inventory/")
    add_medicine(page, "Loosely 500")

    page.get_by_role("button", name="Set packs").click()
    dialog = page.get_by_role("dialog", name="Packs")
    dialog.get_by_label("Pack 1, name").fill("strip")
    dialog.get_by_label("Pack 1, how many tablet it holds").fill("10")
    dialog.get_by_role("button", name="Larger pack").click()
    expect(dialog.get_by_text("10 strips, 100 tablets")).to_be_visible()
    dialog.get_by_role("button", name="Set packs").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("1 strip", exact=True).first).to_be_visible()

    page.get_by_role("button", name="Record a sale").click()
    sale = page.get_by_role("dialog", name="Record a sale")
    sale.get_by_label("Counted in").select_option("strip")
    sale.get_by_label("Quantity sold").fill("1")
    expect(sale.get_by_text("10 tablets", exact=True)).to_be_visible()
    sale.get_by_label("Counted in").select_option("")
    sale.get_by_label("Quantity sold").fill("3")
    sale.get_by_role("button", name="Record sale").click()

    expect(sale).to_be_hidden()
    expect(page.get_by_text("7 tablets", exact=True).first).to_be_visible()
    take_picture(page, "packs")


def test_what_must_be_minded_stands_beside_the_name(open_page: OpenPage) -> None:
    page = open_page("/inventory/")
    add_medicine(page, "Carefully 20")

    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit medicine")
    dialog.get_by_label("Schedule").select_option("H1")
    dialog.get_by_label("Storage").select_option("fridge_2_8")
    dialog.get_by_label("Looks or sounds like another").check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()

    for badge in ("H1", "2–8 °C", "LASA"):
        expect(page.locator("#content header").first).to_contain_text(badge)


def test_an_unknown_scan_is_linked_and_found_from_then_on(open_page: OpenPage) -> None:
    page = open_page("/inventory/", complains=True)  # the browser notes the answer 404
    add_medicine(page, "Scannable 10")
    page.goto("/reorder/")
    expect(page.locator("tr[data-row-id]").first).to_be_visible()

    page.evaluate(SCAN, CODE)
    dialog = page.get_by_role("dialog", name=re.compile("Link"))
    dialog.get_by_label("Search its medicine").fill("Scannable")
    dialog.get_by_role("button", name="Scannable 10").click()
    dialog.get_by_role("button", name="Link barcode").click()
    expect(page.get_by_role("list", name="Linked barcodes").get_by_text(CODE)).to_be_visible()

    page.goto("/")
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_placeholder(re.compile("scan a pack")).fill(CODE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Scannable 10")).to_be_visible()


def test_a_duplicate_is_merged_and_the_merge_undone(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/catalogue/")
    pairs = page.get_by_role("list", name="Likely duplicates").locator(":scope > li")
    expect(pairs.first).to_be_visible()
    many = pairs.count()

    pairs.first.get_by_role("button", name=re.compile("^Compare")).click()
    dialog = page.get_by_role("dialog", name="Are these one medicine?")
    expect(dialog.get_by_role("row", name=re.compile("In stock"))).to_be_visible()
    take_picture(page, "duplicates")
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(dialog).to_be_hidden()
    expect(pairs).to_have_count(many - 1)

    page.get_by_role("list", name="Merged lately").get_by_role("button", name=re.compile("^Undo")).first.click()
    expect(pairs).to_have_count(many)
    expect(page.get_by_role("list", name="Merged lately")).to_contain_text("undone")


def test_generics_and_classes_are_shown(open_page: OpenPage) -> None:
    page = open_page("/catalogue/?tab=generics&q=paracetamol")
    page.get_by_role("list", name="Generics").get_by_role("button").first.click()
    expect(page.get_by_role("table", name=re.compile("Brands of Paracetamol"))).to_be_visible()

    page.get_by_role("radio", name="Classes").click()
    expect(page.get_by_role("table", name="Classes by value and need")).to_contain_text("most of the value")


def test_the_data_doctor_mends_a_price_with_one_click(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/data-doctor/?severity=error")
    above = page.get_by_role("list", name="Is sold above its MRP").locator(":scope > li")
    expect(above.first).to_be_visible()
    many = above.count()
    take_picture(page, "data-doctor")

    above.first.get_by_role("button", name=re.compile("^Sell at the MRP")).click()

    expect(page.get_by_text(re.compile("put right$"))).to_be_visible()
    expect(above).to_have_count(many - 1)


def test_the_data_doctor_fits_a_phone(open_page: OpenPage) -> None:
    page = open_page("/data-doctor/", size=PHONE)

    expect(page.get_by_role("listitem").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing scrolls sideways"
