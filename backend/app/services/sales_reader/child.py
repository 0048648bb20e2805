"""The process that reads one file and ends: `python -m app.services.sales_reader.child FOLDER`."""

import sys
from contextlib import suppress
from pathlib import Path

from app.services.sales_reader.errors import SalesFileError, too_large
from app.services.sales_reader.limits import ChildLimits
from app.services.sales_reader.parse import parse
from app.services.sales_reader.wire import read_request, write_file, write_refusal

if sys.platform != "win32":
    import resource

    def _restrict(allowed: ChildLimits) -> None:
        """Give up memory, time and files beyond what reading a table needs."""
        for kind, soft, hard in (
            (resource.RLIMIT_AS, allowed.address_bytes, allowed.address_bytes),
            # A second apart, so that the signal tells time (XCPU) from memory (KILL).
            (resource.RLIMIT_CPU, allowed.cpu_seconds, allowed.cpu_seconds + 1),
            (resource.RLIMIT_FSIZE, allowed.file_bytes, allowed.file_bytes),
            (resource.RLIMIT_NOFILE, allowed.open_files, allowed.open_files),
            (resource.RLIMIT_CORE, 0, 0),
        ):
            # Some systems know a limit and refuse to set it; the parent's clock still holds.
            with suppress(ValueError, OSError):
                resource.setrlimit(kind, (soft, hard))

else:

    def _restrict(allowed: ChildLimits) -> None:
        """Windows has no such limits; the parent's clock still holds."""


def main(folder: Path) -> None:
    """Read what the request in `folder` names and leave the answer beside it."""
    path, filename, options, allowed = read_request(folder)
    _restrict(allowed)
    try:
        file = parse(path, filename=filename, options=options)
        write_file(folder, file)
    except SalesFileError as error:
        write_refusal(folder, error)
    except MemoryError:
        write_refusal(folder, too_large())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
