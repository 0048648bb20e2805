"""Jobs as rows: handed over in the transaction that wants them, done after it is committed."""

from app.services.jobs.queue import later, soon

__all__ = ["later", "soon"]
