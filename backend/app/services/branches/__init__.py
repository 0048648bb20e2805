"""The pharmacies of one organisation: opening another, switching between them, and a pharmacy's own settings."""

from app.services.branches.opening import NewBranch, open_branch
from app.services.branches.places import Branch, Workplace, list_branches, workplaces
from app.services.branches.settings import CurrencyInUse, change_settings, current

__all__ = [
    "Branch",
    "CurrencyInUse",
    "NewBranch",
    "Workplace",
    "change_settings",
    "current",
    "list_branches",
    "open_branch",
    "workplaces",
]
