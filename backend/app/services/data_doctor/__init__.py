"""Impossible values in what is stored: finding them, and putting each right with one click."""

from app.services.data_doctor.examination import UnknownRule, examine, findings_of
from app.services.data_doctor.fixes import FindingNotFound, ImpossibleFix, fix

__all__ = ["FindingNotFound", "ImpossibleFix", "UnknownRule", "examine", "findings_of", "fix"]
