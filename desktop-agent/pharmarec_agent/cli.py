"""`pharmarec-agent send FILE`: exit codes 0 imported, 1 refused or unreachable, 2 wrong use."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import httpx
import typer

from pharmarec_agent.uploader import Refused, Server, Unreachable, Wishes

cli = typer.Typer(help="Brings sales files to a PharmaRec server.", no_args_is_help=True, add_completion=False)

SalesFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, XLSX, XLS or ODS.")]
ServerOption = Annotated[str, typer.Option("--server", envvar="PHARMAREC_AGENT_SERVER", help="https://…")]
EmailOption = Annotated[str, typer.Option("--email", envvar="PHARMAREC_AGENT_EMAIL")]
PasswordOption = Annotated[
    str, typer.Option("--password", envvar="PHARMAREC_AGENT_PASSWORD", prompt=True, hide_input=True)
]


class DateOrder(StrEnum):
    """How a file writes its dates."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


DateOrderOption = Annotated[DateOrder | None, typer.Option("--date-order", help="Where the file does not say.")]
SkipOption = Annotated[bool, typer.Option("--skip-bad-rows", help="Import the good rows and leave the bad ones out.")]


@cli.callback()
def agent() -> None:
    """Brings sales files to a PharmaRec server."""


@cli.command()
def send(
    file: SalesFile,
    server: ServerOption,
    email: EmailOption,
    password: PasswordOption,
    date_order: DateOrderOption = None,
    skip_bad_rows: SkipOption = False,
) -> None:
    """Hand a sales file to the server and say what it made of it."""
    wishes = Wishes(date_order, skip_bad_rows)
    with httpx.Client(base_url=server) as client:
        try:
            there = Server(client)
            there.sign_in(email=email, password=password)
            outcome = there.send(file, wishes)
        except (Refused, Unreachable) as error:
            typer.echo(f"pharmarec-agent: {error}", err=True)
            raise typer.Exit(1) from error
    typer.echo(outcome.message)
    if not outcome.is_done:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    cli()
