"""Classes of medicines: ABC by value, XYZ by steadiness, FSN by movement, and VEN, which people decide."""

from app.services.classification.compute import matrix, run

__all__ = ["matrix", "run"]
