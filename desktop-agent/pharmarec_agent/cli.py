"""`pharmarec-agent send FILE`: exit codes 0 imported, 1 refused or unreachable, 2 wrong use."""

from pathlib import Path
from typing import Annotated

import httpx
import typer

from pharmarec_agent.uploader import Refused, Server, Unreachable

cli = typer.Typer(help="Brings sales files to a PharmaRec server.", no_args_is_help=True, add_completion=False)

SalesFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV, XLSX, XLS or ODS.")]
ServerOption = Annotated[str, typer.Option("--server", envvar="PHARMAREC_AGENT_SERVER", help="https://…")]
EmailOption = Annotated[str, typer.Option("--email", envvar="PHARMAREC_AGENT_EMAIL")]
PasswordOption = Annotated[
    str, typer.Option("--password", envvar="PHARMAREC_AGENT_PASSWORD", prompt=True, hide_input=True)
]


@cli.callback()
def agent() -> None:
    """Brings sales files to a PharmaRec server."""


@cli.command()
def send(file: SalesFile, server: ServerOption, email: EmailOption, password: PasswordOption) -> None:
    """Hand a sales file to the server and say what it made of it."""
    with httpx.Client(base_url=server) as client:
        try:
            there = Server(client)
            there.sign_in(email=email, password=password)
            outcome = there.send(file)
        except (Refused, Unreachable) as error:
            typer.echo(f"pharmarec-agent: {error}", err=True)
            raise typer.Exit(1) from error
    typer.echo(outcome.message)
    if not outcome.is_done:
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    cli()
