"""Whether the orders are any good, as an owner looks it up."""

import re

from playwright.sync_api import expect
from tests.e2e.conftest import PHONE, OpenPage, TakePicture


def test_the_demo_proves_its_orders_on_its_own_past(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/")
    page.get_by_role("link", name="Proof", exact=True).click()

    expect(page.get_by_role("heading", level=1, name="Proof")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+% less$"))).to_be_visible()
    ways = page.get_by_role("table", name="Ways to order")
    expect(ways.get_by_role("row", name=re.compile("^PharmaRec"))).to_contain_text("%")
    expect(ways.get_by_role("row", name=re.compile("^What you did"))).to_contain_text("unknown")
    take_picture(page, "proof")

    page.get_by_label("Order", exact=True).select_option("medicine_name")
    expect(page).to_have_url(re.compile(r"sort=medicine_name"))
    names = page.get_by_role("table", name="Errors of forecasts").get_by_role("link")
    expect(names).to_have_count(20)
    shown = names.all_inner_texts()
    page.get_by_role("button", name="Next page").click()
    expect(names.first).not_to_have_text(shown[0])


def test_too_short_a_past_is_said_and_not_counted(open_page: OpenPage) -> None:
    page = open_page("/")
    sentence = "13 weeks to replay and 90 days before them to learn from are 181 days; 40 are known."
    nothing = {"state": "not_enough_data", "sentence": sentence, "ours": None, "amc": None, "actual": None}
    page.route("**/api/reorder/backtest", lambda route: route.fulfill(json={"success": True, "data": nothing}))
    page.get_by_role("link", name="Proof", exact=True).click()

    expect(page.get_by_role("heading", name="Not enough data yet")).to_be_visible()
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_text("Against the average")).to_have_count(0)


def test_the_proof_works_on_a_phone(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/proof/", size=PHONE)

    expect(page.get_by_role("table", name="Errors of forecasts").get_by_role("link").first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing scrolls sideways"
    take_picture(page, "proof-phone")
