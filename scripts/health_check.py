"""Ask a running PharmaRec whether it can serve: exit 0 when it can, 1 when it cannot.

    python scripts/health_check.py [ADDRESS] [--seconds 5]

ADDRESS is http://127.0.0.1:8000 unless PORT says otherwise. Needs only Python's standard library.
"""

import argparse
import json
import os
import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit


def ready(address: str, *, seconds: float) -> tuple[bool, str]:
    """Whether /health/ready says yes, and what it said."""
    place = urlsplit(address if "//" in address else f"//{address}")
    kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
    connection = kind(place.netloc, timeout=seconds)
    try:
        connection.request("GET", f"{place.path.rstrip('/')}/health/ready")
        answer = connection.getresponse()
        return answer.status == HTTPStatus.OK, answer.read().decode(errors="replace")
    except (OSError, HTTPException) as problem:
        return False, str(problem)
    finally:
        connection.close()


def main() -> int:
    default = f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    choice = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    choice.add_argument("address", nargs="?", default=default)
    choice.add_argument("--seconds", type=float, default=5)
    chosen = choice.parse_args()
    is_ready, said = ready(chosen.address, seconds=chosen.seconds)
    print(json.dumps({"address": chosen.address, "is_ready": is_ready, "said": said[:2000]}))
    return 0 if is_ready else 1


if __name__ == "__main__":
    sys.exit(main())
