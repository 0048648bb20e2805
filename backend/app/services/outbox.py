"""Domain events: stored with the change they tell of, published after it is committed."""

from sqlalchemy.ext.asyncio import AsyncSession


async def publish(session: AsyncSession, event: str, **payload: object) -> None:
    """Tell of what happened, e.g. `publish(session, "sale.recorded", sale_id=7)`; nothing is told when it fails."""
