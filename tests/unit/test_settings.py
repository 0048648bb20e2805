from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.config import Settings
from app.exceptions import ConfigurationError

GOOD = {
    "environment": "production",
    "secret_key": "a-real-secret-of-more-than-32-characters",
    "data_key": "a-data-key-of-more-than-32-characters-too",
    "audit_secret": "an-audit-secret-of-more-than-32-characters",
    "database_url": "postgresql+asyncpg://pharmarec@db/pharmarec",
}


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "SECRET_KEY", "ENVIRONMENT", "DATA_DIR", "CORS_ORIGINS", "DEMO", "REDIS_URL"):
        monkeypatch.delenv(f"PHARMAREC_{name}", raising=False)


def settings(**chosen: Any) -> Settings:
    return Settings(_env_file=None, **chosen)


def test_the_defaults_run_and_keep_their_database_in_the_data_folder(tmp_path: Path) -> None:
    chosen = settings(data_dir=tmp_path).check()

    assert chosen.database == f"sqlite+aiosqlite:///{tmp_path}/pharmarec.sqlite3"
    assert (chosen.bcrypt_cost, chosen.token_hours, chosen.redis_url) == (12, 24, "")


def test_the_environment_chooses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHARMAREC_CORS_ORIGINS", "https://a.example, https://b.example,")
    monkeypatch.setenv("PHARMAREC_TOKEN_HOURS", "8")

    assert (settings().cors_origins, settings().token_hours) == (["https://a.example", "https://b.example"], 8)


def test_a_signing_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = settings(data_dir=tmp_path / "data").signing_key
    second = settings(data_dir=tmp_path / "data").signing_key

    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_good_production_settings_are_let_through() -> None:
    assert settings(**GOOD).check().environment == "production"


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        ({"secret_key": ""}, "PHARMAREC_SECRET_KEY"),
        ({"secret_key": "change-me"}, "PHARMAREC_SECRET_KEY"),
        ({"secret_key": "short"}, "PHARMAREC_SECRET_KEY"),
        ({"data_key": ""}, "PHARMAREC_DATA_KEY"),
        ({"data_key": "change-me"}, "PHARMAREC_DATA_KEY"),
        ({"data_key": "short"}, "PHARMAREC_DATA_KEY"),
        ({"audit_secret": ""}, "PHARMAREC_AUDIT_SECRET"),
        ({"audit_secret": "secret"}, "PHARMAREC_AUDIT_SECRET"),
        ({"database_url": ""}, "PHARMAREC_DATABASE_URL"),
        ({"database_url": "sqlite+aiosqlite:////data/pharmarec.sqlite3"}, "PHARMAREC_DATABASE_URL"),
        ({"cors_origins": "*"}, "PHARMAREC_CORS_ORIGINS"),
        ({"bcrypt_cost": 4}, "PHARMAREC_BCRYPT_COST"),
        ({"demo": True}, "PHARMAREC_DEMO"),
    ],
)
def test_production_is_refused_what_is_unsafe_and_told_its_name(chosen: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        settings(**{**GOOD, **chosen}).check()


def test_every_problem_is_named_at_once() -> None:
    with pytest.raises(ConfigurationError) as refused:
        settings(environment="production", demo=True, bcrypt_cost=4).check()

    problems = refused.value.details["problems"]
    assert isinstance(problems, list)
    assert len(problems) == 6


def test_a_secret_never_shows_in_a_repr() -> None:
    assert GOOD["secret_key"] not in repr(settings(**GOOD))


@pytest.mark.parametrize("chosen", [{"token_hours": 0}, {"bcrypt_cost": 3}, {"environment": "staging"}])
def test_what_is_out_of_bounds_is_refused(chosen: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        settings(**chosen)
