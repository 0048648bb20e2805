"""Files that somebody sends: put aside under a random name, within a limit, and gone again when refused."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import Depends, File, Form, UploadFile

from app.api.deps import ActorDep, PlatformDep
from app.exceptions import ValidationError
from app.schemas.imports import DateOrderIn, MappingIn
from app.services.imports import StagedFile, Wishes
from app.utils import clock

LONGEST_NAME: Final = 255

SalesUpload = Annotated[UploadFile, File(description="CSV, TSV, XLSX, XLS or ODS.")]


class MalformedMapping(ValidationError):
    """`mapping` is not JSON of the documented form."""

    code = "MALFORMED_MAPPING"


async def _staged(file: SalesUpload, platform: PlatformDep) -> AsyncIterator[StagedFile]:
    """The file in the data folder. It is deleted again if the request fails."""
    uploads = platform.settings.uploads_dir
    uploads.mkdir(parents=True, exist_ok=True)
    path = uploads / uuid4().hex
    try:
        with path.open("xb") as copy:
            await asyncio.to_thread(shutil.copyfileobj, file.file, copy)
        yield StagedFile(path, _shown_name(file.filename or ""))
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _shown_name(sent: str) -> str:
    """The name of a file without folders and invisible characters. It is shown, never opened."""
    name = sent.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in name if letter.isprintable()).strip()[:LONGEST_NAME] or "unnamed"


async def _wishes(
    actor: ActorDep,
    mapping: Annotated[MappingIn | None, Form()] = None,
    date_order: Annotated[DateOrderIn | None, Form()] = None,
    skip_bad_rows: Annotated[bool, Form(description="Import the good rows and leave the bad ones out.")] = False,
) -> Wishes:
    return Wishes(
        today=clock.today(actor.time_zone),
        date_order=date_order or None,
        mapping=_parsed(mapping) if mapping else None,
        skip_bad_rows=skip_bad_rows,
    )


def _parsed(mapping: str) -> dict[str, Any]:
    try:
        parsed = json.loads(mapping)
    except (json.JSONDecodeError, RecursionError) as error:
        raise MalformedMapping("The mapping is not JSON.") from error
    if not isinstance(parsed, dict):
        raise MalformedMapping('The mapping is an object: {"columns": {"0": "date"}}.')
    return parsed


StagedFileDep = Annotated[StagedFile, Depends(_staged)]
WishesDep = Annotated[Wishes, Depends(_wishes)]
