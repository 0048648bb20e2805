"""Somebody asks for what is not there: the till notes the demand."""

from playwright.sync_api import expect
from tests.e2e.conftest import PHONE, OpenPage, TakePicture


def test_what_was_asked_for_in_vain_is_noted_and_taken_back(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/medicine/?id=1")
    page.get_by_role("button", name="Note the demand", exact=True).click()
    asked = page.get_by_role("dialog", name="Not in stock: note the demand")
    asked.get_by_label("Asked for").fill("3")
    asked.get_by_label("Note", exact=True).fill("Mrs Rao, Friday")
    take_picture(page, "lost-sale-dialog")
    asked.get_by_role("button", name="Note it").click()

    notes = page.get_by_role("list", name="Asked for in vain")
    expect(notes.get_by_role("listitem")).to_contain_text("Mrs Rao, Friday")
    take_picture(page, "lost-sale")

    notes.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Nothing was asked for in vain")).to_be_visible()


def test_noting_demand_works_on_a_phone(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/medicine/?id=2", size=PHONE)
    page.get_by_role("button", name="Note the demand", exact=True).click()
    asked = page.get_by_role("dialog", name="Not in stock: note the demand")
    asked.get_by_label("Asked for").fill("2")
    asked.get_by_role("button", name="Note it").click()

    expect(page.get_by_role("list", name="Asked for in vain").get_by_role("listitem")).to_contain_text("2")

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing scrolls sideways"
    page.get_by_role("heading", name="Asked for in vain").scroll_into_view_if_needed()
    take_picture(page, "lost-sale-phone")
