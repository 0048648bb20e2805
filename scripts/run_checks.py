"""Run every check and test, two at a time, and say how many of each kind passed.

    python scripts/run_checks.py all      # what `make test` and the build server run
    python scripts/run_checks.py check    # only what needs no server and no browser

Exits 1 when anything failed. With CI=true a skipped test is a failure too.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
PYTHON_SOURCES = [
    "backend/app",
    "ml-engine/pharmarec_ml",
    "ml-engine/training",
    "desktop-agent/pharmarec_agent",
    "tests",
    "scripts",
    "benchmarks",
]
LOADED_BY_NAME = "aiosqlite|asyncpg|greenlet|python-multipart|tzdata"
"""Database drivers, the form parser and the time zones: found by their users, imported by nobody."""

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Tally:
    """Outcomes by kind, in the order in which kinds were first met."""

    passed: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, outcome: str, *, count: int = 1) -> None:
        """Count an outcome: "passed", "failed" or "skipped"."""
        with self.lock:
            for counter in (self.passed, self.failed, self.skipped):
                counter[kind] += 0
            getattr(self, outcome)[kind] += count

    def skip(self, kind: str, reason: str) -> None:
        self.add(kind, "skipped")
        if reason not in self.reasons:
            self.reasons.append(reason)


@dataclass(frozen=True)
class Check:
    """A command that is right when it exits 0 and counts as one check of its kind."""

    kind: str
    command: list[str]
    folder: Path = ROOT
    report: bool = False
    """The command is Vitest: count the tests in the JSON report it is told to write."""


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def node(*arguments: str) -> list[str]:
    return ["npm", "run", "--silent", *arguments]


def deptry(project: str, package: str) -> Check:
    """Every import is declared, every declared package is imported or loaded by name."""
    options = ["--known-first-party", package, "--no-ansi", "--config", f"{project}/pyproject.toml"]
    by_name = ["--per-rule-ignores", f"DEP002={LOADED_BY_NAME}"] if project == "backend" else []
    return Check("dependencies", tool("deptry", f"{project}/{package}", *options, *by_name))


def python_checks() -> list[Check]:
    return [
        Check("format", tool("ruff", "format", "--check", "--quiet")),
        Check("lint", tool("ruff", "check", "--quiet")),
        Check("imports", tool("lint-imports")),
        deptry("backend", "app"),
        deptry("ml-engine", "pharmarec_ml"),
        deptry("desktop-agent", "pharmarec_agent"),
        Check("API types", tool("python", "scripts/api_types.py", "--check")),
        Check("types", tool("mypy", *PYTHON_SOURCES)),
    ]


def web_checks() -> list[Check]:
    web = ROOT / "frontend"
    return [Check("web lint", node("check"), web), Check("web types", node("types"), web)]


def web_tests() -> list[Check]:
    return [Check("web unit", node("test", "--"), ROOT / "frontend", report=True)]


def run(check: Check, tally: Tally, scratch: Path) -> None:
    """Run one check out of sight; its output is shown only when it failed."""
    started = time.monotonic()
    report = scratch / f"{check.kind.replace(' ', '-')}.json"
    extra = ["--reporter=default", "--reporter=json", f"--outputFile.json={report}"]
    command = [*check.command, *(extra if check.report else [])]
    done = subprocess.run(
        command, cwd=check.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    seconds = time.monotonic() - started
    if check.report and report.exists():
        count_vitest(json.loads(report.read_text()), tally, kind=check.kind)
    if not check.report or (done.returncode and not tally.failed[check.kind]):
        tally.add(check.kind, "failed" if done.returncode else "passed")
    verdict = "FAILED" if done.returncode else "ok"
    with tally.lock:
        print(f"{verdict:7} {check.kind:14} {seconds:6.1f} s", flush=True)
        if done.returncode:
            print(f"$ {' '.join(command)}\n{done.stdout}", flush=True)


def run_lane(lane: list[Check], tally: Tally, scratch: Path) -> None:
    for check in lane:
        run(check, tally, scratch)


def pytest(label: str, paths: list[str], tally: Tally, scratch: Path, *, options: list[str]) -> None:
    """Run tests in sight and count them by folder."""
    paths = [path for path in paths if any((ROOT / path).rglob("test_*.py"))]
    if not paths:
        return
    print(f"\n{label}: {' '.join(paths)}", flush=True)
    report = scratch / f"{label}.json"
    quiet = ["-q", "--no-header", "--durations=5", "-p", "no:cacheprovider", "-p", "tests.outcomes"]
    command = tool("python", "-m", "pytest", *paths, *quiet, *options)
    environment = {**os.environ, "PHARMAREC_TEST_OUTCOMES": str(report)}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    before = sum(tally.failed.values())
    if report.exists():
        count_pytest(json.loads(report.read_text()), tally)
    if done.returncode not in (0, 5) and sum(tally.failed.values()) == before:
        tally.add(label, "failed")


def count_vitest(result: dict[str, int], tally: Tally, *, kind: str) -> None:
    """Add the totals of Vitest's JSON report to the tally."""
    tally.add(kind, "passed", count=result["numPassedTests"])
    tally.add(kind, "failed", count=result["numFailedTests"])
    tally.add(kind, "skipped", count=result["numPendingTests"] + result["numTodoTests"])


def count_pytest(outcomes: list[dict[str, str]], tally: Tally) -> None:
    """Add what tests/outcomes.py wrote to the tally, by folder and database."""
    for outcome in sorted(outcomes, key=lambda each: each["test"]):
        kind = kind_of(outcome["test"])
        if outcome["outcome"] == "skipped":
            tally.skip(kind, outcome["reason"])
        else:
            tally.add(kind, outcome["outcome"])


def kind_of(test: str) -> str:
    """For tests/integration/test_sales.py::test_x[sqlite]: integration (sqlite)."""
    folder = test.split("/")[1]
    database = re.search(r"\[.*\b(sqlite|postgresql)\b.*\]", test)
    return f"{folder} ({database.group(1)})" if database else folder


def find_chromium() -> str | None:
    """Chromium's path; root gets it installed when it is missing and apt-get is there."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if found or os.geteuid() != 0 or not shutil.which("apt-get"):
        return found
    print("==> Installing Chromium for the browser tests", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        subprocess.run(["apt-get", *step], env=quiet, stdout=subprocess.DEVNULL, check=False)
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def tree() -> str:
    """What git says of the work tree; empty outside a checkout."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        return ""
    return subprocess.run(
        ["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout


def report(tally: Tally, seconds: float) -> int:
    """Print what ran of each kind and the closing line; the exit code."""
    print(f"\n{'kind':30} passed  failed skipped")
    for kind in tally.passed:
        row = (tally.passed[kind], tally.failed[kind], tally.skipped[kind])
        print(f"{kind:30} {row[0]:6} {row[1]:7} {row[2]:7}")
    for reason in tally.reasons:
        print(f"Skipped: {reason}")
    passed, failed, skipped = (sum(c.values()) for c in (tally.passed, tally.failed, tally.skipped))
    if IN_CI and skipped:
        print("CI=true: a skip is a failure.")
    print(f"All in {seconds:.0f} s.")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or (IN_CI and skipped) else 0


def main(scope: str) -> int:
    """Run the checks of a scope: "all" or "check"."""
    started, before, tally = time.monotonic(), tree(), Tally()
    os.environ["COLUMNS"] = "100"
    with tempfile.TemporaryDirectory(prefix="pharmarec-checks-") as name:
        scratch = Path(name)
        lanes = [python_checks(), web_checks() + (web_tests() if scope == "all" else [])]
        with ThreadPoolExecutor(len(lanes)) as pool:
            list(pool.map(lambda lane: run_lane(lane, tally, scratch), lanes))
        if scope == "check":
            pytest("architecture", ["tests/architecture"], tally, scratch, options=[])
            return report(tally, time.monotonic() - started)
        folders = sorted(p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name != "e2e")
        paths = [f"tests/{folder}" for folder in folders]
        pytest("tests", paths, tally, scratch, options=["-n", "2", "--dist", "worksteal"])
        os.environ["PHARMAREC_TEST_CHROMIUM"] = find_chromium() or ""
        pytest("e2e", ["tests/e2e"], tally, scratch, options=[])
    if IN_CI and before != tree():
        print(f"The tests changed the work tree:\n{tree()}")
        tally.add("clean tree", "failed")
    return report(tally, time.monotonic() - started)


if __name__ == "__main__":
    if sys.argv[1:] not in (["all"], ["check"]):
        sys.exit(f"usage: {sys.argv[0]} all|check")
    sys.exit(main(sys.argv[1]))
