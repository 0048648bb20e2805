"""Dead stock: what no longer sells or lasts longer than it keeps, what to do about it, and the exit list."""

from app.services.dead_stock.decisions import AlreadyStopped, NotStopped, resume, stop
from app.services.dead_stock.lists import DeadStock, export_csv, list_dead_stock

__all__ = [
    "AlreadyStopped",
    "DeadStock",
    "NotStopped",
    "export_csv",
    "list_dead_stock",
    "resume",
    "stop",
]
