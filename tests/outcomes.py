"""A pytest plugin that writes what became of each test, for scripts/run_checks.py to count."""

import json
import os
from pathlib import Path

import pytest

OUTCOMES = {"passed": "passed", "xfailed": "passed", "failed": "failed", "error": "failed"}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    stats = terminalreporter.stats
    for report in stats.get("passed", []):
        for name, told in report.user_properties:
            terminalreporter.write_line(f"{name}: {told}")
    target = os.environ.get("PHARMAREC_TEST_OUTCOMES")
    if not target:
        return
    found = [
        {"test": report.nodeid, "outcome": outcome, "reason": ""}
        for name, outcome in OUTCOMES.items()
        for report in stats.get(name, [])
    ]
    found += [
        {"test": report.nodeid, "outcome": "skipped", "reason": _reason(report)} for report in stats.get("skipped", [])
    ]
    Path(target).write_text(json.dumps(found), encoding="utf-8")


def _reason(report: pytest.TestReport) -> str:
    where = report.longrepr
    return str(where[2] if isinstance(where, tuple) else where).removeprefix("Skipped: ")
