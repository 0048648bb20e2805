"""The web app: the exported files, served by the process that serves the API."""

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.types import Scope

_INLINE_SCRIPT: Final = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_YEAR: Final = "public, max-age=31536000, immutable"


class WebApp(StaticFiles):
    """Pages with a policy that allows just their own inline scripts; files with a hash in their name for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404)
        response = await super().get_response(path, scope)
        if path.startswith("_next/static/"):
            response.headers["cache-control"] = _YEAR
        elif response.media_type == "text/html":
            response.headers["cache-control"] = "no-cache"
            assert isinstance(response, FileResponse)
            assert response.stat_result is not None
            response.headers["content-security-policy"] = _policy(Path(response.path), response.stat_result.st_mtime_ns)
        return response


@lru_cache(maxsize=256)
def _policy(page: Path, _changed_at: int) -> str:
    hashes = {hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(page.read_bytes())}
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in sorted(hashes))
    return (
        f"default-src 'self'; script-src 'self' {allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


def mount(app: FastAPI, directory: Path) -> None:
    """Serve the web app at / where it has been built."""
    if (directory / "index.html").exists():
        app.mount("/", WebApp(directory=directory, html=True), name="web")
