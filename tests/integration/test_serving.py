"""`pharmarec` where the installation or the folder it is called in is not as it should be."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from tests.servers.postgres import Postgres
from tests.servers.process import free_port

PHARMAREC = Path(sys.executable).with_name("pharmarec")
SOURCES = Path(__file__).resolve().parents[2] / "backend" / "app"


def environment(data_dir: Path, **chosen: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"PHARMAREC_DATA_DIR": str(data_dir), "PYTHONWARNINGS": "default"} | chosen


def refusal(data_dir: Path, *command: str, **chosen: str) -> str:
    """What a command says that fails; one sentence, and exit code 1."""
    done = subprocess.run(
        [PHARMAREC, *(command or ("migrate",))],
        env=environment(data_dir, **chosen),
        cwd=data_dir.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("pharmarec: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def until_ready(url: str, process: subprocess.Popen[bytes]) -> httpx.Response:
    for _ in range(300):
        try:
            return httpx.get(f"{url}/health/ready")
        except httpx.TransportError:
            assert process.poll() is None
            time.sleep(0.1)
    raise AssertionError("it never answered")


@pytest.mark.parametrize("folder", ["foreign", "sources"])
def test_serving_runs_nothing_of_the_folder_it_is_called_in(tmp_path: Path, sqlite_template: Path, folder: str) -> None:
    (tmp_path / "foreign" / "app").mkdir(parents=True)
    (tmp_path / "foreign" / "app" / "__init__.py").write_text("raise SystemExit('this is not PharmaRec')")
    (tmp_path / "pharmarec.sqlite3").write_bytes(sqlite_template.read_bytes())
    port = free_port()

    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "app.cli", "serve"],
        cwd=SOURCES if folder == "sources" else tmp_path / "foreign",
        env=environment(tmp_path, HOST="localhost", PORT=str(port)),
    )
    try:
        answer = until_ready(f"http://localhost:{port}", process)
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(timeout=30)

    assert (answer.status_code, ended) == (200, 0)


def test_settings_that_are_wrong_are_named(tmp_path: Path) -> None:
    said = refusal(tmp_path, PHARMAREC_TIME_ZONE="Mars/Base", PHARMAREC_DATABASE_URL="mysql://root:secret@db/x")

    assert "PHARMAREC_TIME_ZONE" in said
    assert "PHARMAREC_DATABASE_URL" in said
    assert "root" not in said


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").touch()

    assert str(tmp_path / "data") in refusal(tmp_path / "data")


def test_a_damaged_database_is_called_so(tmp_path: Path) -> None:
    (tmp_path / "pharmarec.sqlite3").write_bytes(b"no database" * 1000)

    assert "file is not a database" in refusal(tmp_path)
    assert "file is not a database" in refusal(tmp_path, "suggest")


def test_an_unknown_revision_is_told(tmp_path: Path) -> None:
    assert "nowhere" in refusal(tmp_path, "migrate", "nowhere")


def test_a_database_that_does_not_answer_is_told(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://u:p@127.0.0.1:{free_port()}/x"

    assert "does not answer" in refusal(tmp_path, PHARMAREC_DATABASE_URL=url)


def test_a_host_that_is_no_address_is_told(tmp_path: Path) -> None:
    assert "no address" in refusal(tmp_path, "serve", HOST="256.256.256.256")


@pytest.mark.postgres
def test_a_database_that_is_not_there_is_told(tmp_path: Path, postgres_server: Postgres) -> None:
    url = postgres_server.create("soon_gone")
    postgres_server.drop("soon_gone")

    assert '"soon_gone" does not exist' in refusal(tmp_path, PHARMAREC_DATABASE_URL=url)
