"""Handing a sales file to the server, and waiting for what it makes of it.

Sending a file twice does no harm: the server adds each of its rows once. So whatever may be a passing fault is simply
tried again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
import stamina

ATTEMPTS: Final = 4
UPLOAD_SECONDS: Final = 300.0
POLL_SECONDS: Final = 1.0
_OVER: Final = frozenset({"done", "failed"})


class Refused(Exception):
    """The server understood and said no; the message is its own sentence."""


class Unreachable(Exception):
    """The server did not answer, or not sensibly, however often it was asked."""


@dataclass(frozen=True)
class Wishes:
    """What a file leaves open: the order of its dates, and whether rows that cannot be read are left out."""

    date_order: str | None = None
    skip_bad_rows: bool = False

    def fields(self) -> dict[str, str]:
        """The form fields that say so."""
        order = {"date_order": self.date_order} if self.date_order else {}
        return order | ({"skip_bad_rows": "true"} if self.skip_bad_rows else {})


@dataclass(frozen=True)
class Outcome:
    """What became of a file."""

    is_done: bool
    message: str


class Server:
    """A PharmaRec server, somebody signed in."""

    def __init__(self, client: httpx.Client, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._client.headers["X-Channel"] = "agent"  # the history tells so
        self._pause = pause

    def sign_in(self, *, email: str, password: str) -> None:
        """Sign in for the calls that follow.

        Raises:
            Refused: the address or the password is wrong.
            Unreachable: nobody answered.
        """
        told = self._call("POST", "/api/auth/login", json={"email": email, "password": password})
        self._client.headers["Authorization"] = f"Bearer {told['access_token']}"

    def send(self, file: Path, wishes: Wishes | None = None) -> Outcome:
        """Hand over a sales file and wait until it is imported.

        Raises:
            Refused: the file cannot be imported; the message says why and what to do.
            Unreachable: nobody answered.
        """
        content, fields = file.read_bytes(), (wishes or Wishes()).fields()
        told = self._call("POST", "/api/imports/sales", files={"file": (file.name, content)}, data=fields)
        while told["status"] not in _OVER:
            self._pause(POLL_SECONDS)
            told = self._call("GET", f"/api/imports/{told['id']}")
        return Outcome(told["status"] == "done", str(told["message"]))

    def _call(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        try:
            return self._try(method, path, **request)
        except httpx.HTTPError as error:
            raise Unreachable(f"{self._client.base_url} does not answer ({error}).") from error
        except (ValueError, KeyError, TypeError) as error:
            raise Unreachable(f"{self._client.base_url} answers, but not as a PharmaRec server does.") from error

    @stamina.retry(on=httpx.HTTPError, attempts=ATTEMPTS, wait_initial=1.0, wait_exp_base=2.0, wait_jitter=0.0)
    def _try(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        answer = self._client.request(method, path, timeout=UPLOAD_SECONDS, **request)
        if answer.is_server_error:
            answer.raise_for_status()
        told = answer.json()
        if answer.is_client_error:
            raise Refused(str(told["message"]))
        return dict(told["data"])
