"""Clients lean enough to leave the machine to what is measured: HTTP/1.1 over kept connections, nothing more."""

import asyncio
import json
import math
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Tally:
    """How long each answer took in milliseconds, and how many there were of each status."""

    took_ms: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def note(self, status: int, took_ms: float) -> None:
        self.took_ms.append(took_ms)
        self.statuses[status] = self.statuses.get(status, 0) + 1

    def percentile(self, percent: int) -> float:
        return percentile(self.took_ms, percent)


class Client:
    """One connection that is kept, and the token it speaks with."""

    def __init__(self, address: str, token: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._given = f"Host: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, bytes]:
        """The status and the body of an answer. `headers` are written with underscores."""
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port)
        reader, writer = self._streams
        sent = b"" if body is None else json.dumps(body).encode()
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        kind = f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n" if sent else ""
        writer.write(f"{method} {path} HTTP/1.1\r\n{self._given}{named}{kind}\r\n".encode() + sent)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return int(head[9:12]), await reader.readexactly(length)

    async def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            await self._streams[1].wait_closed()


async def timed(tally: Tally, asking: Awaitable[tuple[int, bytes]]) -> bytes:
    """Wait for an answer and note how long it took."""
    began = time.perf_counter()
    status, body = await asking
    tally.note(status, (time.perf_counter() - began) * 1000)
    return body


async def together(clients: Sequence[Client], work: Callable[[Client, int], Awaitable[None]]) -> float:
    """Let all clients work at once; the seconds until the last one has finished."""
    began = time.perf_counter()
    await asyncio.gather(*(work(client, number) for number, client in enumerate(clients)))
    took = time.perf_counter() - began
    for client in clients:
        await client.close()
    return took


def percentile(values: Iterable[float], percent: int) -> float:
    """The value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else math.nan
