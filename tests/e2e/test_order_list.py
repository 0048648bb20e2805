"""The main job, as its user does it: see what to order and why, change it, accept it, dismiss it."""

import re

from playwright.sync_api import Locator, Page, expect
from tests.e2e.conftest import PHONE, OpenPage, TakePicture


def rows(page: Page) -> Locator:
    return page.locator("tr[data-row-id]")


def open_row(page: Page, number: int) -> tuple[Locator, str]:
    """The row at a place of the open list, found again by its id however the list changes, and its medicine."""
    expect(rows(page).nth(number)).to_be_visible()
    row_id = rows(page).nth(number).get_attribute("data-row-id")
    row = page.locator(f'tr[data-row-id="{row_id}"]')
    return row, row.locator('[data-row-part="name"]').inner_text()


def test_the_demo_shows_what_to_order_and_why(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/reorder/?sort=-order_value")
    expect(rows(page).first).to_be_visible()
    assert rows(page).count() >= 10
    take_picture(page, "reorder")

    row, medicine = open_row(page, 0)
    row.locator('[data-row-part="name"]').click()

    why = page.get_by_role("complementary", name=f"Why this quantity of {medicine}")
    expect(why.get_by_text("Safety stock")).to_be_visible()
    expect(why.get_by_text("Order up to")).to_be_visible()
    assert re.search(r"[.!]$", why.locator("p.text-pretty").inner_text()), "a sentence explains the quantity"


def test_an_edited_quantity_is_kept(open_page: OpenPage) -> None:
    page = open_page("/reorder/")
    row, medicine = open_row(page, 1)
    box = row.get_by_label(f"Order quantity of {medicine}", exact=True)
    before = box.input_value()

    row.get_by_label(f"One pack more of {medicine}").click()
    with page.expect_response(lambda response: response.request.method == "PUT"):
        box.press("Enter")
    page.reload()

    again = page.get_by_label(f"Order quantity of {medicine}", exact=True)
    expect(again).not_to_have_value(before)
    assert float(again.input_value()) > float(before)


def test_an_accepted_row_moves_to_the_accepted(open_page: OpenPage) -> None:
    page = open_page("/reorder/")
    row, medicine = open_row(page, 2)

    row.get_by_role("button", name="Accept", exact=True).click()

    expect(row.get_by_text("Accepted", exact=True)).to_be_visible()
    page.goto("/reorder/?status=accepted")
    expect(page.get_by_role("button", name=medicine, exact=True)).to_be_visible()
    page.goto("/reorder/")
    expect(rows(page).first).to_be_visible()
    expect(page.get_by_role("button", name=medicine, exact=True)).to_have_count(0)


def test_a_row_is_dismissed_with_a_reason_and_can_come_back(open_page: OpenPage) -> None:
    page = open_page("/reorder/")
    row, medicine = open_row(page, 3)

    row.get_by_role("button", name="Dismiss", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"Dismiss {medicine}")
    dialog.get_by_label("Enough on the shelf").check()
    dialog.get_by_role("button", name="Dismiss item").click()

    expect(dialog).to_be_hidden()
    page.goto("/reorder/?status=dismissed")
    dismissed = rows(page).filter(has_text=medicine)
    expect(dismissed).to_contain_text("Enough on the shelf")
    dismissed.get_by_role("button", name=f"Reopen {medicine}").click()
    expect(dismissed.get_by_text("Dismissed", exact=True)).to_be_hidden()


def test_the_order_list_works_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/reorder/", size=PHONE)

    row, _ = open_row(page, 0)

    expect(row.get_by_role("button", name="Accept", exact=True)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing scrolls sideways"
