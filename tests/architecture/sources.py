"""Where the sources are, for the tests that read them."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "backend" / "app"
PYTHON_FOLDERS = ("backend", "ml-engine", "tests", "scripts", "benchmarks")
"""Not alembic/: a migration is generated, read once and never changed."""
SKIPPED = {"node_modules", ".next", "out", "__pycache__", "api.d.ts", "next-env.d.ts"}


def files(folder: Path, *patterns: str) -> Iterator[Path]:
    """Source files below a folder; generated and installed ones left out."""
    for pattern in patterns:
        for path in sorted(folder.rglob(pattern)):
            if not SKIPPED & set(path.relative_to(ROOT).parts):
                yield path


def python_files() -> list[Path]:
    return [path for folder in PYTHON_FOLDERS for path in files(ROOT / folder, "*.py")]


def web_files() -> list[Path]:
    return list(files(ROOT / "frontend", "*.ts", "*.tsx"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int = 0) -> str:
    """How a message names a place: backend/app/main.py:12."""
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
