"""Reads a file in a child process, so that no file can harm or slow the one that serves people."""

import asyncio
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Final

from app.services.sales_reader.contracts import ReadOptions, SalesFile
from app.services.sales_reader.errors import ReadTimeout, SalesFileError, UnreadableFile, too_large
from app.services.sales_reader.limits import ChildLimits
from app.services.sales_reader.wire import read_answer, write_request

logger = logging.getLogger(__name__)

_CHILD: Final = "app.services.sales_reader.child"
_ROOT: Final = Path(__file__).resolve().parents[3]
_ERRORS: Final = "errors.txt"
_TOLD: Final = 2_000
_DEFAULT: Final = ChildLimits()


async def read_sales(path: Path, *, filename: str, options: ReadOptions, allowed: ChildLimits = _DEFAULT) -> SalesFile:
    """Read a sales file under limits of memory and time.

    Args:
        path: where the upload lies; it is only read.
        filename: what its owner calls it; shown, never opened.
        options: what the caller knows better than the file.
        allowed: what the child may use.

    Raises:
        SalesFileError: the file as a whole cannot be read; see its subclasses.
    """
    with tempfile.TemporaryDirectory(prefix="pharmarec-read-") as name:
        folder = Path(name)
        await asyncio.to_thread(write_request, folder, path, filename, options, allowed)
        status = await _run(folder, allowed)
        return await asyncio.to_thread(_collect, folder, status)


async def _run(folder: Path, allowed: ChildLimits) -> int:
    """Run the child to its end, or end it; never leave it behind."""
    errors = os.open(folder / _ERRORS, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-P", "-m", _CHILD, str(folder),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=errors,
            env=_environment(),
            cwd=folder,
        )  # fmt: skip
    finally:
        os.close(errors)
    try:
        async with asyncio.timeout(allowed.wall_seconds):
            return await process.wait()
    except TimeoutError as error:
        raise _too_slow() from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def _environment() -> dict[str, str]:
    """Nothing of the server's own environment: a file's reader needs no secrets."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TZ") if name in os.environ}
    return kept | {
        "PYTHONPATH": str(_ROOT),
        "PYTHONUTF8": "1",
        # One thread each: their stacks and arenas count against the address limit.
        "POLARS_MAX_THREADS": "1",
        "RAYON_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "1",
    }


def _collect(folder: Path, status: int) -> SalesFile:
    file = read_answer(folder)
    if file is not None and status == 0:
        return file
    raise _reason(status, (folder / _ERRORS).read_text(encoding="utf-8", errors="replace"))


def _reason(status: int, errors: str) -> SalesFileError:
    """One clear sentence for whatever ended the child."""
    logger.warning("sales reader ended with status %s: %s", status, errors[-_TOLD:])
    if status < 0:
        names = {known.value: known.name for known in signal.Signals}
        return _too_slow() if names.get(-status) == "SIGXCPU" else too_large()
    return UnreadableFile(
        "The file is damaged or of a kind that cannot be read. "
        "Please save it again as CSV or XLSX and import the new copy."
    )


def _too_slow() -> ReadTimeout:
    return ReadTimeout(
        "Reading the file took too long and was stopped. Please export a shorter period, or save the sheet as CSV."
    )
