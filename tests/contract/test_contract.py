"""Whatever the contract allows to be sent, and much of what it does not, is answered as the contract says.

Every check of Schemathesis, against the served application: as an admin, as staff and without a token. Besides the
cases that cover an operation's schema it gets random ones: PHARMAREC_FUZZ_EXAMPLES of them (4).
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.contract.running import application

EXAMPLES = os.environ.get("PHARMAREC_FUZZ_EXAMPLES", "4")
FEWEST_CASES = 4_000
HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def test_an_admin_is_answered_as_the_contract_says(database_url: str, tmp_path: Path) -> None:
    assert cases_tried("admin", database_url, tmp_path) > FEWEST_CASES


@pytest.mark.parametrize("caller", ["staff", "nobody"])
def test_others_are_answered_as_the_contract_says(caller: str, sqlite_url: str, tmp_path: Path) -> None:
    assert cases_tried(caller, sqlite_url, tmp_path) > FEWEST_CASES


def cases_tried(caller: str, database_url: str, folder: Path) -> int:
    """Try all operations as somebody; fails with what was found, and how to send it again."""
    with application(folder, database_url) as running:
        done = schemathesis(running.address, running.headers[caller], folder)
    found = re.search(r"(\d+) generated", done.stdout)
    print(f"{caller}: {found[0] if found else done.stderr}")  # noqa: T201
    assert done.returncode == 0, f"{done.stdout}\n{(folder / 'server.log').read_text(errors='replace')[-3000:]}"
    assert found is not None, done.stdout
    return int(found[1])


def schemathesis(address: str, headers: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it with every check it has."""
    told = [f"--header={name}: {value}" for name, value in headers.items()]
    options = ["--checks=all", "--phases=coverage,fuzzing", f"--max-examples={EXAMPLES}", "--no-color", *told]
    program = [str(Path(sys.executable).with_name("st")), "--config-file", str(HERE / "schemathesis.toml"), "run"]
    return subprocess.run(
        [*program, f"{address}/openapi.json", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
