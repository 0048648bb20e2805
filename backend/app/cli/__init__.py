"""`pharmarec`: everything the product does without a browser.

Exit codes: 0 done, 1 failed, 2 wrong use. Results go to standard output, everything else to standard error.
"""

import sys
from typing import NoReturn

import pydantic
import typer
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.cli import audit, ledger, orders, sales, serving
from app.config import Settings
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
ledger.add_to(cli)
audit.add_to(cli)


def main() -> None:
    """Run a command; what goes wrong for a known reason is one sentence on standard error and exit code 1."""
    try:
        cli()
    except PharmaRecException as error:
        _give_up(error.message)
    except pydantic.ValidationError as error:
        if error.title != Settings.__name__:
            raise
        _give_up("; ".join(_wrong_setting(one["loc"], one["msg"]) for one in error.errors()) + ".")
    except CommandError as error:
        _give_up(f"The database cannot be brought to this revision: {error}")
    except SQLAlchemyError as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        _give_up(f"The database cannot be used: {_first_line(said)}")
    except OSError as error:
        _give_up(f"{error.filename or 'The database does not answer'}: {error.strerror or _first_line(error)}")


def _wrong_setting(path: tuple[int | str, ...], message: str) -> str:
    """A setting by the name it has in the environment. What it was set to is left out: it may be a secret."""
    return f"PHARMAREC_{str(path[0]).upper()}: {message.removeprefix('Value error, ')}"


def _first_line(error: BaseException | None) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _give_up(sentence: str) -> NoReturn:
    sys.stderr.write(f"pharmarec: {sentence}\n")
    sys.exit(1)
