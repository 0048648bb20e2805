"""A real `pharmarec run` with the demo pharmacy, and a real browser to look at it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize, expect, sync_playwright
from tests.servers.process import HOST, free_port, stop

ROOT = Path(__file__).resolve().parents[2]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 15_000

TakePicture: TypeAlias = Callable[[Page, str], None]
OpenPage: TypeAlias = Callable[..., Page]


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The running application, started as a person would start it; its address."""
    folder = tmp_path_factory.mktemp("installation")
    port = free_port()
    chosen = {"PORT": str(port), "PHARMAREC_DATA_DIR": str(folder / "data"), "PHARMAREC_RATE_LIMIT": ""}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [Path(sys.executable).parent / "pharmarec", "run"],
            cwd=ROOT,
            env=os.environ | chosen,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(f"http://{HOST}:{port}", process, log)
        yield f"http://{HOST}:{port}"
    finally:
        stop(process, signal=signal.SIGTERM, seconds=20)
    assert process.returncode == 0, f"it did not stop cleanly:\n{log.read_text()[-3000:]}"


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path, *, seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if httpx.get(f"{address}/health/ready", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    pytest.fail(f"PharmaRec did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        pytest.skip("Chromium is not installed and cannot be without root: apt-get install chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def signed_in(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of what the browser keeps of a person who used the demo login."""
    kept = tmp_path_factory.mktemp("browser") / "state.json"
    context = browser.new_context(base_url=address)
    page = context.new_page()
    sign_in(page)
    context.storage_state(path=kept)
    context.close()
    return kept


def sign_in(page: Page) -> None:
    page.goto("/login/")
    page.get_by_role("button", name="Use the demo pharmacy").click()
    expect(page.get_by_role("heading", level=1, name="Today")).to_be_visible(timeout=PATIENCE_MS)


@pytest.fixture
def open_page(browser: Browser, address: str, signed_in: Path) -> Iterator[OpenPage]:
    """Opens a path as the demo user. A page that complains in its console, and should not, fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def opened(
        path: str,
        *,
        size: ViewportSize = DESKTOP,
        scheme: str = "light",
        is_known: bool = True,
        complains: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=address,
            viewport=size,
            color_scheme="dark" if scheme == "dark" else "light",
            locale="en-IN",
            timezone_id="Asia/Kolkata",
            storage_state=signed_in if is_known else None,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if not complains:  # the browser itself notes each refused request there
            page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def take_picture(tmp_path: Path) -> TakePicture:
    """Saves what the page shows; into docs/screenshots when UPDATE_SCREENSHOTS=1, for the README."""
    is_update = os.environ.get("UPDATE_SCREENSHOTS") == "1"
    folder = ROOT / "docs" / "screenshots" if is_update else tmp_path
    folder.mkdir(parents=True, exist_ok=True)

    def taken(page: Page, name: str) -> None:
        page.mouse.move(0, 0)
        page.screenshot(path=folder / f"{name}.png", animations="disabled")

    return taken
