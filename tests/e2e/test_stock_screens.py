"""The life of a batch on the screens: adjusted, approved by somebody else, held, recalled and destroyed."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect
from tests.e2e.conftest import PHONE, OpenPage

from app.services import demo

SECOND = {"full_name": "Ravi Menon", "password": "a long enough word"}
SECOND_EMAIL = "ravi@pharmarec.example"
MEDICINE = "Aaa Zincovar 10"
BATCH = "E2E77"


@pytest.fixture
def owner(address: str) -> Iterator[httpx.Client]:
    """The demo's admin, calling the API."""
    with httpx.Client(base_url=address, timeout=60) as client:
        sign_in(client, demo.EMAIL, demo.PASSWORD)
        yield client


def sign_in(client: httpx.Client, email: str, password: str) -> str:
    answer = client.post("/api/auth/login", json={"email": email, "password": password}).raise_for_status()
    token = str(answer.json()["data"]["access_token"])
    client.headers["authorization"] = f"Bearer {token}"
    return token


@pytest.fixture
def medicine_id(owner: httpx.Client) -> int:
    """A medicine of its own with one batch of twenty, and a limit above which a second person must approve."""
    made = owner.post("/api/inventory", json={"name": MEDICINE, "price": "4.00"}).raise_for_status()
    medicine_id = int(made.json()["data"]["id"])
    soon = str(datetime.now(UTC).date() + timedelta(days=20))
    batch = {"qty": 20, "batch_no": BATCH, "expiry_date": soon, "unit_cost": "2.00"}
    owner.post(f"/api/inventory/{medicine_id}/batches", json=batch).raise_for_status()
    owner.put("/api/branches/current", json={"approval_limit": "5.00"}).raise_for_status()
    return medicine_id


def token_of_second_person(owner: httpx.Client, address: str) -> str:
    invitation = {"email": SECOND_EMAIL, "role": "manager"}
    link = owner.post("/api/people/invitations", json=invitation).raise_for_status().json()["data"]
    with httpx.Client(base_url=address, timeout=60) as client:
        client.post("/api/auth/accept", json={**SECOND, "token": link["token"]}).raise_for_status()
        return sign_in(client, SECOND_EMAIL, SECOND["password"])


def on_batch(page: Page, action: str) -> None:
    page.get_by_role("button", name=f"Do something with batch {BATCH}").click()
    page.get_by_role("menuitem", name=action).click()


def say(page: Page, why: str, button: str) -> None:
    """Fill the note of the open dialog and press its button."""
    box = page.get_by_role("dialog")
    box.get_by_role("textbox").fill(why)
    box.get_by_role("button", name=button, exact=True).click()
    expect(box).to_have_count(0)


def test_a_batch_is_adjusted_held_recalled_and_destroyed(
    open_page: OpenPage, owner: httpx.Client, medicine_id: int, address: str
) -> None:
    page = open_page(f"/medicine/?id={medicine_id}")
    ask_for_a_correction(page)

    theirs = open_page("/login/", is_known=False)
    token = token_of_second_person(owner, address)
    theirs.evaluate("token => localStorage.setItem('pharmarec.token', token)", token)
    approve(theirs)

    page.goto(f"/medicine/?id={medicine_id}")
    hold_and_release(page)
    reverse_the_correction(page)
    recall_and_lift(page)
    destroy(page)


def ask_for_a_correction(page: Page) -> None:
    on_batch(page, "Adjust the quantity")
    box = page.get_by_role("dialog")
    box.get_by_label("Units").fill("3")
    expect(box.get_by_text("A second person must approve it")).to_be_visible()
    box.get_by_role("button", name="Adjust", exact=True).click()
    expect(page.get_by_text("Sent for approval")).to_be_visible()
    page.goto("/approvals/")
    expect(page.get_by_text("Yours: somebody else decides")).to_be_visible()


def approve(page: Page) -> None:
    page.goto("/approvals/")
    page.get_by_role("row").filter(has_text=MEDICINE).get_by_role("button", name="Approve").click()
    say(page, "Counted it too", "Approve")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()


def hold_and_release(page: Page) -> None:
    stock = page.get_by_role("table", name="Stock by batch")
    on_batch(page, "Hold")
    say(page, "Cap looks loose", "Hold")
    expect(stock).to_contain_text("On hold")
    expect(page.get_by_text("− 17 held")).to_be_visible()
    on_batch(page, "Release")
    say(page, "The cap is fine", "Release")
    expect(stock).not_to_contain_text("On hold")


def reverse_the_correction(page: Page) -> None:
    lines = page.get_by_role("table", name="Movements")
    lines.get_by_role("button", name="Do something about Correction: breakage").click()
    page.get_by_role("menuitem", name="Reverse").click()
    say(page, "They were found", "Reverse")
    expect(lines).to_contain_text("taken back by line")
    expect(page.get_by_text("= 20 available")).to_be_visible()


def recall_and_lift(page: Page) -> None:
    on_batch(page, "Recall this batch")
    box = page.get_by_role("dialog", name=f"Recall batch {BATCH}")
    box.get_by_label("Reason").fill("Failed dissolution test")
    box.get_by_role("button", name="Recall and hold everywhere").click()
    expect(page.get_by_role("table", name="Branches")).to_contain_text("Demo Pharmacy")
    page.get_by_role("button", name="Lift", exact=True).click()
    say(page, "The maker withdrew it", "Lift the recall")
    expect(page.get_by_role("table", name="Recalls")).to_contain_text("Lifted")


def destroy(page: Page) -> None:
    page.goto("/expiry/?band=d30&sort=medicine_name")
    page.get_by_role("checkbox", name=f"Select {MEDICINE}, batch {BATCH}").click()
    page.get_by_role("button", name="Destroy together").click()
    box = page.get_by_role("dialog")
    box.get_by_label("Method").fill("Incineration by a licensed contractor")
    box.get_by_label("Witness").fill("Dr Meera Iyer")
    box.get_by_role("button", name="Destroy and write off").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the certificate").click()
    assert re.fullmatch(r"destruction-\d+\.pdf", download.value.suggested_filename)
    pdf = download.value.path().read_bytes()
    assert pdf.startswith(b"%PDF")
    assert pdf.rstrip().endswith(b"%%EOF")
    page.keyboard.press("Escape")
    expect(page.get_by_role("table", name="Destructions")).to_contain_text("Dr Meera Iyer")


def test_a_phone_reaches_every_page_behind_more(open_page: OpenPage) -> None:
    page = open_page("/", size=PHONE)
    page.get_by_role("button", name="More").click()
    page.get_by_role("dialog").get_by_role("link", name="Recalls").click()

    expect(page.get_by_role("heading", level=1, name="Recalls")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
