"""Running the pharmacy: people and their roles, branches, the proven history, jobs, customers."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
from playwright.sync_api import expect
from tests.e2e.conftest import PHONE, OpenPage

NEWCOMER = "Meera Iyer"
EMAIL = "meera@pharmarec.example"
SECRET = "a long enough word"
SLOW = 20_000
"""How long a job may take on a busy machine, in milliseconds."""


def code_of(uri: str) -> str:
    """What an authenticator app shows that was given this address."""
    return pyotp.TOTP(parse_qs(urlsplit(uri).query)["secret"][0]).now()


def next_month() -> str:
    return str(datetime.now(UTC).date() + timedelta(days=30))


def test_somebody_is_invited_joins_is_promoted_and_shut_out(open_page: OpenPage) -> None:
    page = open_page("/people/", complains=True)
    page.get_by_role("button", name="Invite").click()
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_label("Link to hand over").input_value()
    page.get_by_role("button", name="I have passed it on").click()

    theirs = open_page(link[link.index("/accept/") :], is_known=False)
    theirs.get_by_label("Your name").fill(NEWCOMER)
    theirs.get_by_label("Password").fill(SECRET)
    theirs.get_by_role("button", name="Join the pharmacy").click()
    expect(theirs.get_by_role("heading", level=1, name="Today")).to_be_visible()
    expect(theirs.get_by_role("link", name="People")).to_have_count(0)

    page.reload()
    page.get_by_label(f"Role of {NEWCOMER}").select_option("manager")
    expect(page.get_by_text(f"{NEWCOMER} is now manager")).to_be_visible()

    page.get_by_label("Role of Demo Pharmacist").select_option("staff")
    expect(page.get_by_role("alert").filter(has_text="only admin")).to_be_visible()
    expect(page.get_by_label("Role of Demo Pharmacist")).to_have_value("admin")

    page.get_by_role("button", name=f"More about {NEWCOMER}").click()
    page.get_by_role("menuitem", name="Shut out").click()
    expect(page.get_by_role("row").filter(has_text=NEWCOMER)).to_contain_text("Shut out")

    page.get_by_role("button", name=f"More about {NEWCOMER}").click()
    page.get_by_role("menuitem", name="History").click()
    expect(page.get_by_role("dialog")).to_contain_text("Role changed")
    expect(page.get_by_role("dialog")).to_contain_text(re.compile(r"staff.*manager", re.DOTALL))


def test_a_role_is_changed_and_given_back(open_page: OpenPage) -> None:
    page = open_page("/people/?tab=roles")
    box = page.get_by_role("checkbox", name="Staff: See costs and values")

    box.click()
    page.get_by_role("button", name="Save roles").click()
    expect(page.get_by_text("The roles are changed")).to_be_visible()
    expect(box).to_be_checked()

    page.get_by_role("button", name="As it comes").click()
    page.get_by_role("button", name="Save roles").click()
    expect(box).not_to_be_checked()


def test_a_branch_is_opened_and_one_goes_there_and_back(open_page: OpenPage) -> None:
    page = open_page("/branches/")
    page.get_by_role("button", name="Open a branch").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Harbour Pharmacy")
    page.get_by_role("button", name="Open the branch").click()
    there = page.get_by_role("listitem").filter(has_text="Harbour Pharmacy")
    there.get_by_role("button", name="Switch").click()

    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible()
    page.get_by_role("button", name="Account and appearance").first.click()
    page.get_by_role("menuitem", name="Demo Pharmacy").click()

    expect(page.get_by_text("You are now in Demo Pharmacy")).to_be_visible()
    expect(page.get_by_role("heading", level=2, name="Order first")).to_be_visible()


def test_a_job_is_run_and_an_entry_is_proven(open_page: OpenPage) -> None:
    page = open_page("/jobs/")
    nightly = page.get_by_role("list", name="Every night").get_by_role("listitem").filter(has_text="Prove audit log")
    nightly.get_by_role("button", name="Run Prove audit log now").click()
    expect(nightly).to_contain_text("Done", timeout=SLOW)
    expect(page.get_by_role("table", name="Jobs")).to_contain_text("checkpoints")

    page.goto("/history/?action=medicine.added")
    page.get_by_role("list", name="History").get_by_role("button", name="Added").first.click()
    expect(page.get_by_label("Proof")).to_contain_text("Proven in your browser")

    with page.expect_download() as saved:
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Signed checkpoint").click()
    assert saved.value.path().read_text(encoding="utf-8").startswith("pharmarec/pharmacy/")


def test_a_customer_is_kept_held_and_erased(open_page: OpenPage) -> None:
    page = open_page("/customers/", complains=True)
    page.get_by_role("button", name="Add customer").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Arjun Nair")
    page.get_by_role("dialog").get_by_label("Phone").fill("+91 98450 12345")
    page.get_by_role("dialog").get_by_role("button", name="Add customer").click()
    panel = page.get_by_role("complementary", name="Customer")
    expect(panel.get_by_role("heading", name="Arjun Nair")).to_be_visible()

    panel.get_by_role("button", name="They allow: Refill reminders").click()
    panel.get_by_label("How did they say so?").fill("Signed form")
    panel.get_by_role("button", name="Note it").click()
    expect(panel.get_by_role("button", name="Withdraw: Refill reminders")).to_be_visible()

    panel.get_by_role("button", name="Hold by law").click()
    page.get_by_label("Until").fill(next_month())
    page.get_by_role("button", name="Hold the data").click()
    panel.get_by_role("button", name="Erase their data").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("have to be kept until")
    page.get_by_role("button", name="Keep them").click()

    panel.get_by_role("button", name="Lift the hold").click()
    panel.get_by_role("button", name="Erase their data").click()
    page.get_by_role("button", name="Erase for good").click()
    expect(panel.get_by_role("heading", name="Erased customer")).to_be_visible()


def test_a_second_step_is_set_up_asked_for_and_turned_off(open_page: OpenPage) -> None:
    page = open_page("/register/", is_known=False, complains=True)
    for label, text in (("Pharmacy name", "Two-step"), ("Your name", "Ira"), ("Email", "ira@pharmarec.example")):
        page.get_by_label(label).fill(text)
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Create pharmacy").click()
    page.get_by_role("heading", level=1, name="Today").wait_for()

    page.goto("/account/")
    page.get_by_role("button", name="Set it up").click()
    uri = page.get_by_label("Address for the authenticator app").input_value()
    page.get_by_label("Type the code").fill(code_of(uri))
    page.get_by_role("button", name="Turn it on").click()
    codes = page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(codes).to_have_count(8)
    recovery = codes.all_inner_texts()
    page.get_by_role("button", name="I have kept them").click()

    page.get_by_role("button", name="Account and appearance").first.click()
    page.get_by_role("menuitem", name="Sign out").click()
    page.get_by_label("Email").fill("ira@pharmarec.example")
    page.get_by_label("Password").fill(SECRET)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(recovery[0])
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("button", name="Turn it off").click()
    page.get_by_label("Code").fill(recovery[1])
    page.get_by_label("Password", exact=True).fill(SECRET)
    page.get_by_role("button", name="Turn it off").click()
    expect(page.get_by_role("button", name="Set it up")).to_be_visible()


def test_these_pages_fit_a_phone(open_page: OpenPage) -> None:
    page = open_page("/people/", size=PHONE)

    for path in ("people/", "people/?tab=roles", "branches/", "history/", "jobs/", "customers/", "account/"):
        page.goto(f"/{path}")
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], f"/{path} scrolls sideways"
