"""Write the API's description and the web app's types, or check that they are up to date.

python scripts/api_types.py            # frontend/openapi.json and frontend/src/types/api.d.ts
python scripts/api_types.py --check    # exits 1 and names the file that differs
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from app.config import Settings
from app.main import create_app

WEB = Path(__file__).resolve().parents[1] / "frontend"
DESCRIPTION = WEB / "openapi.json"
TYPES = WEB / "src" / "types" / "api.d.ts"


def describe() -> str:
    """The OpenAPI document as text; the same for the same code."""
    app = create_app(Settings(environment="test"))
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False) + "\n"


def generate(folder: Path) -> dict[Path, str]:
    """The text that each generated file should hold."""
    source, target = folder / "openapi.json", folder / "api.d.ts"
    source.write_text(describe(), encoding="utf-8")
    program = WEB / "node_modules" / ".bin" / "openapi-typescript"
    # A field with a default may be left out of what is sent, as in frontend/package.json.
    command: list[str | Path] = [program, source, "--output", target, "--default-non-nullable=false"]
    subprocess.run(command, check=True, capture_output=True)
    return {path: made.read_text(encoding="utf-8") for path, made in ((DESCRIPTION, source), (TYPES, target))}


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="pharmarec-types-") as folder:
        wanted = generate(Path(folder))
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if arguments == ["--check"]:
            print(f"{path.relative_to(WEB.parent)} is not what the API says now: run `make api-types`.")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
            print(f"Wrote {path.relative_to(WEB.parent)}.")
    return 1 if stale and arguments == ["--check"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
