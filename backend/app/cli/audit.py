"""`pharmarec verify-audit`, `export-checkpoint`, `export-audit-key`: proving the audit log without the API."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from app.cli.context import PharmacyOption, messages, settings, workplace
from app.config import Settings
from app.database import EVERY_PHARMACY, Database
from app.services import audit, pharmacies
from app.services.audit import NotACheckpoint, Trust, Verdict

CheckpointOption = Annotated[
    list[Path] | None,
    typer.Option("--checkpoint", exists=True, dir_okay=False, help="A checkpoint that was exported earlier."),
]
PublicKeyOption = Annotated[
    Path | None,
    typer.Option("--public-key", exists=True, dir_okay=False, help="Trust this key, and no secret of this machine."),
]


def add_to(cli: typer.Typer) -> None:
    for command in (verify_audit, export_checkpoint, export_audit_key):
        cli.command(command.__name__.replace("_", "-"))(command)


def verify_audit(
    pharmacy: PharmacyOption = None, checkpoint: CheckpointOption = None, public_key: PublicKeyOption = None
) -> None:
    """Prove the audit log; the first row that was changed, removed, added or moved is named, and the exit code is 1."""
    chosen = settings()
    trust = _trust(chosen, checkpoint or [], public_key)
    verdicts = asyncio.run(_verify(chosen, pharmacy, trust))
    for one in verdicts:
        typer.echo(_told(one))
    if any(one.fault for one in verdicts):
        raise typer.Exit(1)


def export_checkpoint(pharmacy: PharmacyOption = None) -> None:
    """Seal what waits and print the signed checkpoint. Keep it where nobody of the pharmacy can change it."""
    typer.echo(asyncio.run(_export(pharmacy)), nl=False)


def export_audit_key() -> None:
    """Print the public key that checks checkpoints."""
    typer.echo(audit.public_key_text(audit.signing_key(settings().audit_key).public_key()))


def _trust(chosen: Settings, checkpoints: list[Path], public_key: Path | None) -> Trust:
    if public_key is None:
        key, audit_key = audit.signing_key(chosen.audit_key).public_key(), chosen.audit_key
    else:
        key, audit_key = audit.read_public_key(public_key.read_text("utf-8")), None
    kept = {path: audit.read_note(path.read_text("utf-8")) for path in checkpoints}
    for path, one in kept.items():
        if not one.is_signed_by([key]):
            raise NotACheckpoint(f"{path} was not signed with this key.")
    return Trust([key], audit_key, list(kept.values()))


async def _verify(chosen: Settings, pharmacy_id: int | None, trust: Trust) -> list[Verdict]:
    database = Database(chosen)
    try:
        async with database.read(EVERY_PHARMACY) as session:  # each has a log of its own
            known = [one.id for one in await pharmacies.every(session) if pharmacy_id in (None, one.id)]
        asked_for = {one.checkpoint.pharmacy_id for one in trust.kept}
        asked_for |= set() if pharmacy_id is None else {pharmacy_id}
        if asked_for - set(known):
            raise typer.BadParameter(f"Not among the pharmacies that are proved: {sorted(asked_for - set(known))}.")
        with messages.status("Proving …"):
            return [await audit.verify(database, pharmacy_id=one, trust=trust) for one in known]
    finally:
        await database.close()


async def _export(pharmacy_id: int | None) -> str:
    async with workplace(pharmacy_id) as place:
        await audit.seal(place.database, pharmacy_id=place.pharmacy.id)
        async with place.database.read(place.pharmacy.id) as session:
            latest = await audit.latest_checkpoint(session, audit_key=place.settings.audit_key)
    return str(latest["checkpoint"])


def _told(one: Verdict) -> str:
    log = f"Pharmacy {one.pharmacy_id}"
    if one.fault is None:
        waits = f", {one.waiting:,} more wait to be sealed" if one.waiting else ""
        return f"{log}: {one.entries:,} entries are as they were written, {one.checkpoints:,} checkpoints agree{waits}."
    rows = {"entry": one.fault.audit_id, "leaf": one.fault.leaf_index}
    where = ", ".join(f"{name} {number}" for name, number in rows.items() if number is not None)
    return f"{log}: NOT as it was written. First bad row: {where or 'a checkpoint'}: {one.fault.problem}."
