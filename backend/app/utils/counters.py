"""Where it is counted what clients did lately: in this process, or in Redis for all processes together."""

from typing import Any

from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from redis.asyncio import ConnectionPool


class Counters:
    """The storage behind rate limits and throttles. Close it when the process ends."""

    def __init__(self, redis_url: str) -> None:
        self.storage: Storage = MemoryStorage()
        self._pool: ConnectionPool | None = None
        if redis_url:
            self._pool = ConnectionPool.from_url(redis_url)
            options: dict[str, Any] = {"connection_pool": self._pool}
            self.storage = RedisStorage("async+" + redis_url, implementation="redispy", **options)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.aclose()
