"""`pharmarec verify-ledger`: prove the ledger without the API."""

import asyncio

import typer

from app.cli.context import PharmacyOption, messages, settings
from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.services import pharmacies, stock


def add_to(cli: typer.Typer) -> None:
    cli.command("verify-ledger")(verify_ledger)


def verify_ledger(pharmacy: PharmacyOption = None) -> None:
    """Prove the ledger of one pharmacy, or of all: names the first line of each batch that does not add up."""
    if not asyncio.run(_verify(settings(), pharmacy)):
        raise typer.Exit(1)


async def _verify(chosen: Settings, pharmacy_id: int | None) -> bool:
    database = Database(chosen)
    try:
        async with database.read(EVERY_PHARMACY) as session:  # which pharmacies there are
            there = [one for one in await pharmacies.every(session) if pharmacy_id in (None, one.id)]
        if not there:
            raise typer.BadParameter("There is no such pharmacy.")
        with messages.status("Walking through the ledger …"):
            proofs = [(one, await _proof(database, one.id)) for one in there]
    finally:
        await database.close()
    for one, proof in proofs:
        _tell(one.name, proof)
    return not any(proof.divergences for _, proof in proofs)


async def _proof(database: Database, pharmacy_id: int) -> stock.Proof:
    async with database.read(pharmacy_id) as session:
        return await stock.look_through(session)


def _tell(name: str, proof: stock.Proof) -> None:
    looked_at = f"{proof.movements_count:,} movements of {proof.batches_count:,} batches"
    if not proof.divergences:
        typer.echo(f"{name}: {looked_at}; everything adds up.")
        return
    typer.echo(f"{name}: {looked_at}; {len(proof.divergences)} batches do not add up.")
    for one in proof.divergences:
        place = f"movement {one.movement_id} (line {one.sequence})" if one.movement_id else "its own figures"
        typer.echo(f"batch {one.batch_id}, {place}: {one.kind} should be {one.expected} and is {one.found}")
