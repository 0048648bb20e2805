"""One medicine entered twice: finding such pairs, making them one, and taking that back."""

from app.services.duplicates.merging import CannotMerge, list_merges, merge
from app.services.duplicates.pairs import find
from app.services.duplicates.undoing import CannotUndo, MergeNotFound, undo

__all__ = ["CannotMerge", "CannotUndo", "MergeNotFound", "find", "list_merges", "merge", "undo"]
