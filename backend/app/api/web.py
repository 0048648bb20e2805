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
from starlette.routing import Match, Mount
from starlette.types import Scope

_INLINE_SCRIPT: Final = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_YEAR: Final = "public, max-age=31536000, immutable"


class WebApp(StaticFiles):
    """Pages with a policy that allows just their own inline scripts; files with a hash in their name for a year."""

    async def get_response(self, path: str, scope: Scope) -> Response:
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


class _BesideTheApi(Mount):
    """Matches every path but the API's, whose own answer to an unknown path or verb must come through."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["path"] == "/api" or scope["path"].startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)


def mount(app: FastAPI, directory: Path) -> None:
    """Serve the web app at / where it has been built."""
    if (directory / "index.html").exists():
        app.router.routes.append(_BesideTheApi("/", WebApp(directory=directory, html=True), name="web"))
