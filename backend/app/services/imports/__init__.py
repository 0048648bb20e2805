"""Imports: taking in a file, storing its rows once, and telling how that went."""

from app.services.imports.commit import Progress, finish, run
from app.services.imports.intake import BadRows, StagedFile, Wishes, begin, preview
from app.services.imports.leftovers import delete_leftovers
from app.services.imports.progress import (
    ImportNotFound,
    get_import,
    list_imports,
    list_problems,
    told,
    unfinished,
)

__all__ = [
    "BadRows",
    "ImportNotFound",
    "Progress",
    "StagedFile",
    "Wishes",
    "begin",
    "delete_leftovers",
    "finish",
    "get_import",
    "list_imports",
    "list_problems",
    "preview",
    "run",
    "told",
    "unfinished",
]
