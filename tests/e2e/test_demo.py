"""The other pages of the running demo: signing in, today, a medicine, the inventory, a phone, the dark."""

import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import PHONE, OpenPage, TakePicture, sign_in


def settled(page: Page, title: str) -> None:
    """Wait until the page has its title and its answers."""
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_the_demo_login_leads_to_today(open_page: OpenPage) -> None:
    page = open_page("/login/", is_known=False)

    sign_in(page)

    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()


def test_a_stranger_is_asked_to_sign_in(open_page: OpenPage) -> None:
    page = open_page("/reorder/", is_known=False)

    page.wait_for_url("**/login/**")

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_today_shows_what_needs_doing(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/")

    settled(page, "Today")

    for card in ("Order first", "Takings", "Money at risk of expiry", "Orders by supplier"):
        expect(page.get_by_role("heading", level=2, name=card)).to_be_visible()
    assert page.get_by_role("listitem").count() >= 5, "the demo has something to do today"
    take_picture(page, "today")


def test_a_medicine_shows_its_stock_its_forecast_and_its_why(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/reorder/?urgency=at_risk&sort=-order_value")
    page.locator('tr[data-row-id] [data-row-part="name"]').first.click()
    page.get_by_role("complementary").get_by_role("link", name="Open").click()

    page.wait_for_url("**/medicine/**")
    expect(page.get_by_text("Stock by batch").first).to_be_visible()
    expect(page.get_by_test_id("why-card")).to_be_visible()
    expect(page.locator("svg.recharts-surface").first).to_be_visible()
    expect(page.get_by_role("table", name="Stock by batch").get_by_role("row").nth(1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    take_picture(page, "medicine")


def test_the_inventory_finds_as_one_types(open_page: OpenPage) -> None:
    page = open_page("/inventory/")
    settled(page, "Inventory")

    page.get_by_role("searchbox").first.fill("no medicine is called this")

    expect(page.get_by_role("link", name="Open")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/inventory/", "/imports/"])
def test_pages_fit_a_phone(open_page: OpenPage, path: str) -> None:
    page = open_page(path, size=PHONE)
    page.wait_for_load_state("networkidle")

    expect(page.get_by_role("heading", level=1)).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "nothing scrolls sideways"


def test_the_dark_theme_follows_the_system(open_page: OpenPage, take_picture: TakePicture) -> None:
    page = open_page("/", scheme="dark")
    settled(page, "Today")

    shade = "getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).slice(0, 3).map(Number)"
    light = "(([r, g, b]) => (r + g + b) / 3)"

    background = page.evaluate(f"{light}({shade})")
    assert background < 80, f"the background has a lightness of {background} of 255"
    take_picture(page, "today-dark")
