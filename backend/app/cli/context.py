"""What the commands that work on one pharmacy share: the database, brought up to date, and the pharmacy."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console

from app import migrations
from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.models import Pharmacy
from app.services import pharmacies
from app.utils import logging

messages = Console(stderr=True)

PharmacyOption = Annotated[
    int | None, typer.Option("--pharmacy", help="The id of the pharmacy, where there are several.")
]


@dataclass(frozen=True)
class Workplace:
    """A pharmacy with the installation it lives in."""

    settings: Settings
    database: Database
    pharmacy: Pharmacy


def settings() -> Settings:
    """The settings of this installation, and logs for a person rather than a machine."""
    chosen = Settings().check()
    logging.configure("WARNING", "console")
    return chosen


@asynccontextmanager
async def workplace(pharmacy_id: int | None) -> AsyncIterator[Workplace]:
    """The pharmacy a command works on. An empty installation receives a default one.

    Raises:
        typer.BadParameter: there are several pharmacies and none, or an unknown one, was named.
    """
    chosen = settings()
    await migrations.upgrade(chosen)
    database = Database(chosen)
    try:
        yield Workplace(chosen, database, await _pharmacy(database, chosen, pharmacy_id))
    finally:
        await database.close()


async def _pharmacy(database: Database, chosen: Settings, pharmacy_id: int | None) -> Pharmacy:
    async with database.transaction(EVERY_PHARMACY) as session:  # which pharmacy it will be is the question here
        known = await pharmacies.every(session)
        if not known:
            return await pharmacies.open_pharmacy(
                session, name="My pharmacy", currency=chosen.currency, time_zone=chosen.time_zone
            )
    matching = [one for one in known if pharmacy_id in (None, one.id)]
    if len(matching) == 1:
        return matching[0]
    there = ", ".join(f"{one.id} ({one.name})" for one in known)
    raise typer.BadParameter(f"Name one of the pharmacies with --pharmacy: {there}.")
