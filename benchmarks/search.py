"""Searching 50,000 medicines of 300,000 batches by prefix, middle and generic name, on both databases.

    .venv/bin/python -m benchmarks.search [--names product.txt] [--clients 8] [--requests 400]

`--names` is the FDA's product file, for real names (accessdata.fda.gov/cder/ndctext.zip, tab-separated, .gz as well);
without it names are put together. Prints the plan, and for each kind of question what its answers took.
"""

import argparse
import asyncio
import csv
import gzip
import itertools
import random
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import httpx
from benchmarks.api import BIN, Contender, command, served
from benchmarks.load import Client, Tally, timed, together
from benchmarks.medicines import Item, fill
from tests.servers import postgres

from app.config import Settings
from app.database import Database
from app.services.inventory import name_key

MEDICINES = 50_000
BATCHES_EACH = 6

QUESTIONS = {
    "prefix": ("amox", "metform", "lisin", "parac", "ibupro", "atorv", "omep", "predn", "warf", "zol"),
    "middle": ("cillin", "statin", "prazole", "olol", "500 mg", "sodium", "chlor", "extend", "vitamin", "oxide"),
    "generic": ("acetaminophen", "hydrochloride", "simvastatin", "codeine", "insulin", "salicylic acid", "glycerin"),
    "common": ("tab", "500", "ate", "ine", "solution", "hydro"),
    "short": ("a", "am", "p", "me", "z"),
    "miss": ("qqqq", "not a medicine", "xylotr", "zzzz 500", "%%%"),
}


def main() -> None:
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("--names", type=Path)
    choice.add_argument("--clients", type=int, default=8)
    choice.add_argument("--requests", type=int, default=400, help="Of each client.")
    chosen = choice.parse_args()
    items = list(itertools.islice(different(real(chosen.names) if chosen.names else made_up()), MEDICINES))
    random.Random(1).shuffle(items)
    with postgres.running(postgres.SAFE) as server, tempfile.TemporaryDirectory() as folder:
        for kind, url in (("SQLite", ""), ("PostgreSQL", server.create("search"))):
            contender = prepared(kind, url, Path(folder) / kind, items)
            print(f"\n{kind}: {plan(kind, server, Path(folder) / kind)}")
            show(measure(contender, chosen.clients, chosen.requests))


def real(file: Path) -> Iterator[Item]:
    """Names of real medicines out of the FDA's product file, in which some come many times."""
    with (gzip.open if file.suffix == ".gz" else open)(file, "rt", encoding="latin-1") as text:
        for row in csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE):
            strength = f"{row['ACTIVE_NUMERATOR_STRENGTH']} {row['ACTIVE_INGRED_UNIT']}".split(";")[0].split("/")[0]
            name = f"{row['PROPRIETARYNAME']} {strength} {row['DOSAGEFORMNAME'].lower()}"
            yield Item(name.strip(), row["NONPROPRIETARYNAME"], row["LABELERNAME"])


def made_up() -> Iterator[Item]:
    """Brands of known generics in known strengths and forms."""
    generics = ("Amoxicillin", "Metformin hydrochloride", "Paracetamol", "Omeprazole", "Simvastatin", "Warfarin sodium")
    forms = ("tablet", "capsule", "oral solution", "injection", "tablet, film coated")
    for number, generic, mg, form in itertools.product(range(100), generics, range(5, 1005, 50), forms):
        yield Item(f"{generic[:5]}{number:02} {mg} mg {form}", generic, f"Maker {number % 40}")


def different(items: Iterator[Item]) -> Iterator[Item]:
    """The items of names that no other has."""
    seen: set[str] = set()
    for item in items:
        key = name_key(item.name[:200])
        if key and key not in seen:
            seen.add(key)
            yield Item(item.name[:200], item.generic[:200], item.maker[:200])


def prepared(kind: str, url: str, folder: Path, items: Sequence[Item]) -> Contender:
    """A migrated and filled installation; its token stands in the environment it is served with."""
    environment = {
        "PHARMAREC_DATABASE_URL": url,
        "PHARMAREC_DATA_DIR": str(folder),
        "PHARMAREC_RATE_LIMIT": "",
        "PHARMAREC_BCRYPT_COST": "4",
        "PHARMAREC_SCHEDULE": "false",  # a new installation would make up for the night while it is asked
    }
    contender = Contender(kind, "app.main:served_app", "/health", environment, ("--factory",))
    command([str(BIN / "pharmarec"), "migrate"], environment)
    with served(contender) as address:
        account = {"email": "owner@example.com", "password": "benchmark-password", "full_name": "Owner"}
        told = httpx.post(f"{address}/api/auth/register", json=account | {"pharmacy_name": "Search"}).raise_for_status()
        pharmacy_id = told.json()["data"]["user"]["pharmacy"]["id"]
    asyncio.run(filled(Settings(database_url=url, data_dir=folder), pharmacy_id, items))
    return contender


async def filled(settings: Settings, pharmacy_id: int, items: Sequence[Item]) -> None:
    database = Database(settings)
    await fill(database, pharmacy_id=pharmacy_id, items=items, batches_each=BATCHES_EACH, qty=Decimal(40))
    await database.close()


def plan(kind: str, server: postgres.Postgres, folder: Path) -> str:
    """How the database looks a part of a text up."""
    if kind == "SQLite":
        with sqlite3.connect(folder / "pharmarec.sqlite3") as connection:
            asked = "SELECT rowid FROM search_medicines WHERE search_medicines MATCH '\"cillin\"'"
            return str(connection.execute(f"EXPLAIN QUERY PLAN {asked}").fetchone()[3])
    server.psql("VACUUM ANALYZE", database="search")
    asked = "SELECT id FROM medicines WHERE pharmacy_id = 1 AND archived_at IS NULL AND search_text LIKE '%cillin%'"
    lines = server.psql(f"SET ROLE pharmarec_search; EXPLAIN {asked}", database="search").splitlines()
    return " ".join(line.strip() for line in lines if "Scan" in line)


def measure(contender: Contender, clients: int, requests: int) -> dict[str, Tally]:
    """Ask mixed questions with many clients at once."""
    tallies = {kind: Tally() for kind in QUESTIONS}

    async def ask(client: Client, number: int) -> None:
        chance = random.Random(number)
        for _ in range(requests):
            kind = chance.choice(list(QUESTIONS))
            part = httpx.QueryParams(q=chance.choice(QUESTIONS[kind]))
            await timed(tallies[kind], client.ask("GET", f"/api/inventory/search?{part}"))

    with served(contender) as address:
        account = {"email": "owner@example.com", "password": "benchmark-password"}
        signed_in = httpx.post(f"{address}/api/auth/login", json=account, timeout=60).raise_for_status()
        token = signed_in.json()["data"]["access_token"]
        asyncio.run(together([Client(address, token) for _ in range(clients)], ask))
    return tallies


def show(tallies: dict[str, Tally]) -> None:
    print(f"{'':10} answers     p50     p95     max  ms")
    every = [took for tally in tallies.values() for took in tally.took_ms]
    for kind, tally in {**tallies, "all": Tally(every)}.items():
        figures = [tally.percentile(percent) for percent in (50, 95, 100)]
        print(f"{kind:10} {len(tally.took_ms):7}" + "".join(f"{figure:8.1f}" for figure in figures))
    assert all(tally.statuses.keys() == {200} for tally in tallies.values()), "not every question was answered"


if __name__ == "__main__":
    main()
