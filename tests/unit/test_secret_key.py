"""The signing key that an installation makes for itself, and settings that are refused at once."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.config import CHECKOUT, Settings


def key_of(folder: Path) -> str:
    return Settings(_env_file=None, data_dir=folder, secret_key="").signing_key


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as processes:
        keys = list(processes.map(key_of, [tmp_path / "data"] * 6))

    assert len(set(keys)) == 1
    assert [one.name for one in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_an_empty_key_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch(mode=0o644)

    key = key_of(tmp_path)

    assert len(key) >= 32
    assert (tmp_path / "secret.key").read_text() == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "chosen",
    [
        {"time_zone": "Mars/Base"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": ""},
        {"rate_limit": "lots"},
        {"rate_limit": "5/fortnight"},
        {"database_url": "postgresql://pharmarec@db/pharmarec"},
        {"database_url": "sqlite+aiosqlite://"},
        {"read_database_url": "nonsense"},
    ],
)
def test_what_nothing_can_be_done_with_is_refused(chosen: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=next(iter(chosen))):
        Settings(_env_file=None, **chosen)


def test_proxies_are_told_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHARMAREC_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")

    assert Settings(_env_file=None).trusted_proxies == ["10.0.0.0/8", "127.0.0.1"]


def test_the_file_of_settings_lies_beside_the_sources_wherever_one_stands() -> None:
    assert Settings.model_config["env_file"] == CHECKOUT / ".env"
