"""What to order: computing suggestions, listing them, and what people decide about them."""

from app.ml_client.reorder_predictor import ENGINE
from app.services.reorder_engine.analysis import Analysis, analyse
from app.services.reorder_engine.budget import within_budget
from app.services.reorder_engine.compute import look_at_everything, refresh
from app.services.reorder_engine.decisions import (
    AlreadyDecided,
    NothingToOrder,
    accept,
    change_quantity,
    dismiss,
    reopen,
    suggest_no_more,
)
from app.services.reorder_engine.drift import Drift, drifts
from app.services.reorder_engine.judged import backtested, list_forecast_errors
from app.services.reorder_engine.learning import learn
from app.services.reorder_engine.lists import (
    SuggestionNotFound,
    export_csv,
    list_suggestions,
    outlook,
    shaped,
)
from app.services.reorder_engine.proof import prove
from app.services.reorder_engine.suppliers import supplier_shown

__all__ = [
    "ENGINE",
    "AlreadyDecided",
    "Analysis",
    "Drift",
    "NothingToOrder",
    "SuggestionNotFound",
    "accept",
    "analyse",
    "backtested",
    "change_quantity",
    "dismiss",
    "drifts",
    "export_csv",
    "learn",
    "list_forecast_errors",
    "list_suggestions",
    "look_at_everything",
    "outlook",
    "prove",
    "refresh",
    "reopen",
    "shaped",
    "suggest_no_more",
    "supplier_shown",
    "within_budget",
]
