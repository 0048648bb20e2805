"""`pharmarec suggest`: the order list in the terminal."""

import asyncio
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from app.cli.context import PharmacyOption, messages, workplace
from app.schemas.reorder import SuggestionFilter
from app.services import reorder_engine
from app.services.reorder_engine import Analysis
from app.utils.paging import PageRequest
from app.utils.quantities import money_text, plain

COLUMNS = ("Medicine", "On hand", "On order", "A day", "Cover", "Order", "Cost", "Why")
RIGHT = range(1, 7)

LimitOption = Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many lines at most.")]


def add_to(cli: typer.Typer) -> None:
    cli.command("suggest")(suggest)


def suggest(limit: LimitOption = 1_000, pharmacy: PharmacyOption = None) -> None:
    """Print what to order today, how much and why; most urgent first."""
    asyncio.run(_suggest(limit, pharmacy))


async def _suggest(limit: int, pharmacy_id: int | None) -> None:
    async with workplace(pharmacy_id) as place:
        pharmacy = place.pharmacy
        with messages.status("Computing …"):
            await reorder_engine.refresh(place.database, pharmacy_id=pharmacy.id, time_zone=pharmacy.time_zone)
        async with place.database.read(pharmacy.id) as session:
            page = await reorder_engine.list_suggestions(
                session, wanted=SuggestionFilter(), page=PageRequest(page_size=limit)
            )
            analysis = await reorder_engine.analyse(session, time_zone=pharmacy.time_zone)
    _print_table([_line(reorder_engine.shaped(row)) for row in page.rows])
    _print_summary(analysis, page.total, pharmacy.currency)


def _line(one: dict[str, Any]) -> tuple[str, ...]:
    cover = one["days_of_cover"]
    return (
        one["medicine_name"],
        format(plain(one["usable_qty"]), "f") if one["stock_known"] else "not told",
        format(plain(one["on_order_qty"]), "f"),
        f"{one['demand_per_day']:.2f}",
        "-" if cover is None else f"{cover:.0f} d",
        format(plain(one["order_qty"]), "f"),
        money_text(one["order_value"]),
        one["reason"],
    )


def _print_table(lines: list[tuple[str, ...]]) -> None:
    console = Console()
    if console.is_terminal:
        table = Table(*COLUMNS)
        for index in RIGHT:
            table.columns[index].justify = "right"
        for line in lines:
            table.add_row(*line)
        console.print(table)
        return
    widths = [max(map(len, column)) for column in zip(COLUMNS, *lines, strict=True)]
    for line in (COLUMNS, *lines):
        cells = (
            cell.rjust(width) if index in RIGHT else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        typer.echo("  ".join(cells).rstrip())


def _print_summary(analysis: Analysis, total: int, currency: str) -> None:
    typer.echo(f"{total} to order, {money_text(analysis.order_value)} {currency} in all.")
    if analysis.data_through is not None:
        typer.echo(f"Sales are known up to {analysis.data_through}, {analysis.data_age_days} days ago.")
    if analysis.stock_unknown:
        typer.echo(f"Nobody has told the stock of {analysis.stock_unknown} medicines yet: it counts as none.")
    if analysis.medicines == 0:
        typer.echo("There are no medicines yet. Import a sales file: pharmarec import-sales FILE")
