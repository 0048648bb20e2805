"""Medicine lists a second: PharmaRec against the tutorial's way, side by side in one run.

    .venv/bin/python -m benchmarks.api [--rounds 3] [--requests 10000] [--clients 100]

Starts a PostgreSQL of its own, gives both the same 50,000 medicines of ten pharmacies, starts each under Granian with
one worker, and asks in turn (A B A B A B) with `ab -k`. Prints each round, the medians, and their ratio.
"""

import argparse
import asyncio
import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
from tests.servers import postgres
from tests.servers.process import HOST, free_port

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
PHARMACIES = 10
MEDICINES_EACH = 5_000


@dataclass(frozen=True, eq=False)
class Contender:
    """Something that answers a list of twenty medicines."""

    name: str
    target: str
    path: str
    environment: dict[str, str]
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Round:
    """What `ab` measured. Times in milliseconds."""

    requests_per_second: float
    p50: int
    p95: int
    p99: int
    failed: int
    body_bytes: int


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--rounds", type=int, default=3)
    choice.add_argument("--requests", type=int, default=10_000)
    choice.add_argument("--clients", type=int, default=100)
    chosen = choice.parse_args()
    need_ab()
    load = ("-k", "-l", "-n", str(chosen.requests), "-c", str(chosen.clients))
    with postgres.running(postgres.SAFE) as server, tempfile.TemporaryDirectory() as folder:
        baseline = Contender(
            "tutorial", "benchmarks.api_baseline:app", "/orm", {"DATABASE_URL": server.create("baseline")}
        )
        ours = Contender(
            "PharmaRec",
            "app.main:served_app",
            "/api/inventory",
            {
                "PHARMAREC_DATABASE_URL": server.create("pharmarec"),
                "PHARMAREC_DATA_DIR": folder,
                "PHARMAREC_RATE_LIMIT": "",
                "PHARMAREC_BCRYPT_COST": "4",
            },
            ("--factory",),
        )
        tokens = {baseline.name: fill_baseline(baseline), ours.name: fill_pharmarec(ours)}
        for database in ("baseline", "pharmarec"):
            server.psql("VACUUM ANALYZE", database=database)
        bare = Contender("bare ASGI", "benchmarks.api_baseline:bare", "/", baseline.environment)
        ceiling = measure(bare, "none", load)
        order = [baseline, ours] * chosen.rounds
        found = [(contender, measure(contender, tokens[contender.name], load)) for contender in order]
    show(bare, ceiling, found)


def need_ab() -> None:
    """Make sure `ab` is there; root gets it installed."""
    if shutil.which("ab"):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "apache2-utils"]
        for step in (["apt-get", "update", "-qq"], install):
            subprocess.run(step, check=False, stdout=subprocess.DEVNULL)
    if not shutil.which("ab"):
        sys.exit("This benchmark needs `ab`: apt-get install apache2-utils")


def fill_baseline(baseline: Contender) -> str:
    print("Filling the tutorial's table ...", flush=True)
    code = (
        "import asyncio; from benchmarks import api_baseline as b;"
        f"print(asyncio.run(b.fill({PHARMACIES * MEDICINES_EACH})))"
    )
    return command([str(BIN / "python"), "-c", code], baseline.environment).strip()


def fill_pharmarec(ours: Contender) -> str:
    print("Filling PharmaRec's tables ...", flush=True)
    command([str(BIN / "pharmarec"), "migrate"], ours.environment)
    tokens = []
    with served(ours) as address, httpx.Client(base_url=address) as client:
        for number in range(1, PHARMACIES + 1):
            account = {
                "email": f"owner{number}@example.com",
                "password": "benchmark-password",
                "full_name": "Owner",
                "pharmacy_name": f"Pharmacy {number}",
            }
            answer = client.post("/api/auth/register", json=account).raise_for_status().json()["data"]
            tokens.append(answer["access_token"])
            fill = [str(BIN / "python"), "-m", "benchmarks.medicines"]
            pharmacy = str(answer["user"]["pharmacy"]["id"])
            command([*fill, pharmacy, str(MEDICINES_EACH)], ours.environment)
    return str(tokens[0])


def command(line: Sequence[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        line,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(line)}\n{done.stdout}")
    return done.stdout


@contextlib.contextmanager
def served(contender: Contender) -> Iterator[str]:
    """The contender under Granian, one worker; its address."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    line = [str(BIN / "granian"), "--interface", "asgi", "--workers", "1", "--no-log"]
    line += ["--host", HOST, "--port", str(port), *contender.options, contender.target]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(line, cwd=ROOT, env=os.environ | contender.environment, stdout=log, stderr=log)
        try:
            asyncio.run(answering(f"{address}{contender.path}", seconds=30))
            yield address
        finally:
            process.terminate()
            process.wait(20)


async def answering(address: str, *, seconds: float) -> None:
    """Wait until something, whatever it says, answers."""
    deadline = time.monotonic() + seconds
    async with httpx.AsyncClient() as client:
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                await client.get(address)
                return
            await asyncio.sleep(0.1)
    sys.exit(f"{address} did not answer within {seconds:.0f} s")


def measure(contender: Contender, token: str, load: Sequence[str]) -> Round:
    """One round: a short warm-up, then the measurement."""
    with served(contender) as address:
        line = ["ab", "-q", "-H", f"Authorization: Bearer {token}"]
        url = f"{address}{contender.path}"
        command([*line, "-k", "-l", "-n", "500", "-c", "20", url], {})
        text = command([*line, *load, url], {})
    print(f"  {contender.name:10} {number(text, 'Requests per second:'):9,.0f} requests/s", flush=True)
    return Round(
        requests_per_second=number(text, "Requests per second:"),
        p50=int(number(text, "50%")),
        p95=int(number(text, "95%")),
        p99=int(number(text, "99%")),
        failed=int(number(text, "Failed requests:") + number(text, "Non-2xx responses:", absent=0)),
        body_bytes=int(number(text, "HTML transferred:") / number(text, "Complete requests:")),
    )


def number(text: str, label: str, *, absent: float | None = None) -> float:
    """The number that `ab` prints after a label."""
    found = re.search(rf"{re.escape(label)}\s+([\d.]+)", text)
    if found:
        return float(found.group(1))
    if absent is None:
        sys.exit(f"ab did not say {label!r}:\n{text}")
    return absent


def show(bare: Contender, ceiling: Round, found: Sequence[tuple[Contender, Round]]) -> None:
    print(f"\n{'':12} requests/s   p50    p95    p99  failed  bytes")
    rows = [(bare.name, [ceiling])]
    rows += [
        (contender.name, [each for who, each in found if who is contender])
        for contender in dict.fromkeys(contender for contender, _ in found)
    ]
    medians = {}
    for name, rounds in rows:
        medians[name] = statistics.median(each.requests_per_second for each in rounds)
        p50, p95, p99 = (
            statistics.median(getattr(each, percentile) for each in rounds) for percentile in ("p50", "p95", "p99")
        )
        failed = sum(each.failed for each in rounds)
        print(f"{name:12} {medians[name]:10,.0f} {p50:5.0f} {p95:6.0f} {p99:6.0f} {failed:7} {rounds[0].body_bytes:6}")
    print(f"\nPharmaRec / tutorial: {medians['PharmaRec'] / medians['tutorial']:.2f}")


if __name__ == "__main__":
    main()
