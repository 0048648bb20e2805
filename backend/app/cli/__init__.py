"""`pharmarec`: everything the product does without a browser.

Exit codes: 0 done, 1 failed, 2 wrong use. Results go to standard output, everything else to standard error.
"""

import sys

import typer

from app.cli import orders, sales, serving
from app.exceptions import PharmaRecException

cli = typer.Typer(
    help="PharmaRec AI: what to order today, how much, why, and what will expire unsold.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
serving.add_to(cli)
sales.add_to(cli)
orders.add_to(cli)


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit code 1."""
    try:
        cli()
    except PharmaRecException as error:
        sys.stderr.write(f"pharmarec: {error.message}\n")
        sys.exit(1)
