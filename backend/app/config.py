"""Settings, read once from the environment (prefix PHARMAREC_) and an optional `.env` file."""

import os
import secrets
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import limits
import platformdirs
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.exceptions import ConfigurationError
from app.utils.sealing import Sealer

CHECKOUT = Path(__file__).resolve().parents[2]
PLACEHOLDER_SECRETS = ("", "change-me", "changeme", "changethis", "secret")
SHORTEST_SECRET = 32
DRIVERS = ("sqlite+aiosqlite", "postgresql+asyncpg")


def _default_data_dir() -> Path:
    """`data/` beside the sources in a checkout, the user's own data folder otherwise."""
    if (CHECKOUT / "uv.lock").exists():
        return CHECKOUT / "data"
    return Path(platformdirs.user_data_dir("pharmarec"))


class Settings(BaseSettings):
    """Everything an installation can choose. The defaults serve one pharmacy on one laptop."""

    model_config = SettingsConfigDict(env_prefix="PHARMAREC_", env_file=CHECKOUT / ".env", extra="ignore")

    environment: Literal["development", "test", "production"] = "development"
    data_dir: Path = Field(default_factory=_default_data_dir)
    database_url: str = Field(default="", description="Empty: SQLite in data_dir.")
    read_database_url: str = Field(default="", description="A replica for reads; empty: database_url.")
    database_pool_size: int = Field(default=20, ge=1, le=200)
    database_pooled: bool = Field(default=False, description="A transaction pooler (pgbouncer) stands before it.")
    redis_url: str = Field(default="", description="Empty: caches and jobs live in this process.")
    secret_key: SecretStr = Field(default=SecretStr(""), description="Signs tokens; empty: made once and kept.")
    audit_secret: SecretStr = Field(
        default=SecretStr(""), description="Signs the audit log, never to be changed; empty: made once and kept."
    )
    data_key: SecretStr = Field(default=SecretStr(""), description="Seals personal data; empty: made once and kept.")
    earlier_data_keys: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list, description="Still open what they sealed; the newest first, never drop the oldest."
    )
    token_hours: int = Field(default=24, ge=1, le=24 * 30)
    bcrypt_cost: int = Field(default=12, ge=4, le=16)
    cors_origins: Annotated[list[str], NoDecode] = Field(default_factory=list)
    trusted_proxies: Annotated[list[str], NoDecode] = Field(
        default_factory=list, description="Addresses or networks whose X-Forwarded-For is believed."
    )
    rate_limit: str = Field(default="2000/second", description="For each client address; empty: none.")
    schedule: bool = Field(default=True, description="Look for what is due: events, nightly jobs, jobs left over.")
    web_dir: Path = Field(default=CHECKOUT / "frontend" / "out", description="The exported web app.")
    currency: str = Field(default="INR", min_length=3, max_length=3)
    time_zone: str = Field(default="Asia/Kolkata")
    upload_limit_bytes: int = Field(default=64 * 1024 * 1024, ge=1024)
    demo: bool = Field(default=False, description="Show the demo login on the sign-in page.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"

    @model_validator(mode="before")
    @classmethod
    def _split_lists(cls, values: dict[str, object]) -> dict[str, object]:
        for name in ("cors_origins", "trusted_proxies", "earlier_data_keys"):
            told = values.get(name)
            if isinstance(told, str):
                values[name] = [one.strip() for one in told.split(",") if one.strip()]
        return values

    @field_validator("database_url", "read_database_url")
    @classmethod
    def _known_database(cls, told: str) -> str:
        if told:
            try:
                url = make_url(told)
            except (ArgumentError, ValueError) as error:
                raise ValueError("not the address of a database") from error
            if url.drivername not in DRIVERS or not url.database:
                raise ValueError(f"begins with {' or '.join(DRIVERS)} and names a database")
        return told

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("not a time zone; one looks like Asia/Kolkata") from error
        return name

    @field_validator("rate_limit")
    @classmethod
    def _readable_limit(cls, limit: str) -> str:
        if limit:
            try:
                limits.parse(limit)
            except ValueError as error:
                raise ValueError("not a rate; one looks like 2000/second") from error
        return limit

    @cached_property
    def database(self) -> str:
        """The URL of the primary database."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'pharmarec.sqlite3'}"

    @property
    def uploads_dir(self) -> Path:
        """Where files lie while they are imported."""
        return self.data_dir / "uploads"

    @cached_property
    def signing_key(self) -> str:
        """The key that signs tokens: the one configured, or one made at first use and kept in data_dir."""
        return self.secret_key.get_secret_value() or _kept_key(self.data_dir / "secret.key")

    @cached_property
    def audit_key(self) -> str:
        """The secret behind the audit log: the one configured, or one made at first use and kept in data_dir."""
        return self.audit_secret.get_secret_value() or _kept_key(self.data_dir / "audit.key")

    @cached_property
    def sealer(self) -> Sealer:
        """What seals personal data: with the key configured, or one made at first use and kept in data_dir."""
        newest = self.data_key.get_secret_value() or _kept_key(self.data_dir / "data.key")
        return Sealer([newest, *(key.get_secret_value() for key in self.earlier_data_keys)])

    def check(self) -> "Settings":
        """Refuse to run with settings that are unsafe where patients depend on them.

        Raises:
            ConfigurationError: a production setting is missing or a placeholder; the message names each.
        """
        problems = [*_secret_problems(self), *_production_problems(self)]
        if problems:
            raise ConfigurationError("Refusing to start: " + "; ".join(problems) + ".", problems=problems)
        return self


def _kept_key(kept: Path) -> str:
    """The key in a file, made where there is none. Processes that start together end up with the same one."""
    if not _has_content(kept):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.unlink(missing_ok=True)  # an empty one: a disk that was full, once
        made = kept.with_name(f"{kept.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its key is the one
            os.link(made, kept)
        made.unlink()
    return kept.read_text()


def _has_content(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _secret_problems(settings: Settings) -> list[str]:
    return [
        *_problems_of_secret(settings, "PHARMAREC_SECRET_KEY", settings.secret_key),
        *_problems_of_secret(settings, "PHARMAREC_DATA_KEY", settings.data_key),
        *_problems_of_secret(settings, "PHARMAREC_AUDIT_SECRET", settings.audit_secret),
    ]


def _problems_of_secret(settings: Settings, name: str, told: SecretStr) -> list[str]:
    secret = told.get_secret_value()
    if settings.environment == "production" and secret in PLACEHOLDER_SECRETS:
        return [f"{name} is missing or a placeholder"]
    if secret and len(secret) < SHORTEST_SECRET:
        return [f"{name} has fewer than {SHORTEST_SECRET} characters"]
    return []


def _production_problems(settings: Settings) -> list[str]:
    if settings.environment != "production":
        return []
    found = {
        "PHARMAREC_DATABASE_URL must name PostgreSQL": not settings.database.startswith("postgresql"),
        "PHARMAREC_CORS_ORIGINS must not be *": "*" in settings.cors_origins,
        "PHARMAREC_BCRYPT_COST must be at least 12": settings.bcrypt_cost < 12,
        "PHARMAREC_DEMO must be off": settings.demo,
    }
    return [problem for problem, is_so in found.items() if is_so]
