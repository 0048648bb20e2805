"""What to order: computing suggestions, listing them, and what people decide about them."""

from app.ml_client.reorder_predictor import ENGINE
from app.services.reorder_engine.analysis import Analysis, analyse
from app.services.reorder_engine.compute import look_at_everything, refresh
from app.services.reorder_engine.decisions import (
    AlreadyDecided,
    NothingToOrder,
    accept,
    change_quantity,
    dismiss,
    reopen,
)
from app.services.reorder_engine.lists import (
    SuggestionNotFound,
    export_csv,
    list_suggestions,
    outlook,
    shaped,
)

__all__ = [
    "ENGINE",
    "AlreadyDecided",
    "Analysis",
    "NothingToOrder",
    "SuggestionNotFound",
    "accept",
    "analyse",
    "change_quantity",
    "dismiss",
    "export_csv",
    "list_suggestions",
    "look_at_everything",
    "outlook",
    "refresh",
    "reopen",
    "shaped",
]
