"""Buying as an owner does it: within a budget, and from suppliers that keep a calendar."""

import re

from playwright.sync_api import expect
from tests.e2e.conftest import PHONE, OpenPage, TakePicture


def test_a_budget_shows_what_it_buys_and_what_is_lost_by_the_rest(
    open_page: OpenPage, take_picture: TakePicture
) -> None:
    page = open_page("/reorder/")
    box = page.get_by_label(re.compile("^Budget in"))
    box.fill("100")
    box.press("Enter")

    figures = page.get_by_label("What the budget does")
    expect(figures).to_contain_text("Expected lost sales")
    expect(page).to_have_url(re.compile(r"budget=100"))
    expect(page.get_by_role("table", name="Left out").get_by_role("row").nth(1)).to_contain_text(" of ")
    expect(page.get_by_role("table", name="Bought").get_by_role("row").nth(1)).to_be_visible()
    take_picture(page, "budget")
    page.set_viewport_size(PHONE)
    expect(figures).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    take_picture(page, "budget-phone")

    box.fill("")
    box.press("Enter")
    expect(page.get_by_role("table", name="Reorder list")).to_be_visible()


def test_a_supplier_gets_a_calendar_and_orders_follow_it(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/catalogue/?tab=suppliers")
    row = page.get_by_role("table", name="Suppliers and when they deliver").get_by_role("row").nth(1)
    expect(row).to_contain_text("any day")
    take_picture(page, "suppliers")
    row.get_by_role("button", name=re.compile("^Edit the calendar")).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("group", name="Takes orders on").get_by_text("Mon").click()
    dialog.get_by_role("group", name="Delivers on").get_by_text("Thu").click()
    dialog.get_by_label("Cut-off").fill("25:00")
    dialog.get_by_role("button", name="Save calendar").click()
    expect(dialog.get_by_text("A time, such as 14:00.")).to_be_visible()
    dialog.get_by_label("Cut-off").fill("14:00")
    take_picture(page, "calendar")
    dialog.get_by_role("button", name="Save calendar").click()

    expect(row).to_contain_text("Mon")
    expect(row).to_contain_text("until 14:00")
    expect(row).to_contain_text("Thu")
    page.set_viewport_size(PHONE)
    take_picture(page, "suppliers-phone")
