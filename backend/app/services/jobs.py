"""Jobs as rows: handed over in the transaction that wants them, done after it is committed."""

from sqlalchemy.ext.asyncio import AsyncSession


async def later(session: AsyncSession, name: str, *, key: str | None = None, **arguments: object) -> None:
    """Have a job done once this transaction is committed. A job whose `key` was used before is not done again."""
