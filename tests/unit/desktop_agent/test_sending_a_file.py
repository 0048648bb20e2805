"""The agent against a server that is made up of its answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import stamina

from pharmarec_agent.uploader import ATTEMPTS, Refused, Server, Unreachable, Wishes

Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=ATTEMPTS, cap=True):
        yield


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    file = tmp_path / "sales.csv"
    file.write_text("date,medicine,quantity\n2026-01-13,Paracetamol,3\n")
    return file


def server_that(answer: Answer) -> Server:
    client = httpx.Client(transport=httpx.MockTransport(answer), base_url="http://pharmacy.test")
    return Server(client, pause=lambda _seconds: None)


def imported(status: str, message: str = "1 sales added.") -> httpx.Response:
    return httpx.Response(200, json={"success": True, "data": {"id": 7, "status": status, "message": message}})


def test_file_is_sent_and_followed_until_it_is_imported(sales: Path) -> None:
    answers = iter([imported("queued"), imported("running"), imported("done")])
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        return next(answers)

    outcome = server_that(answer).send(sales)

    assert (outcome.is_done, outcome.message) == (True, "1 sales added.")
    assert asked == ["POST /api/imports/sales", "GET /api/imports/7", "GET /api/imports/7"]


def test_every_request_tells_that_it_is_the_agents(sales: Path) -> None:
    channels: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        channels.append(request.headers.get("X-Channel"))
        return imported("done") if channels[1:] else httpx.Response(200, json={"data": {"access_token": "abc"}})

    server = server_that(answer)
    server.sign_in(email="asha@pharmacy.test", password="a long password")
    server.send(sales)

    assert channels == ["agent", "agent"]


def test_passing_fault_is_tried_again_with_the_whole_file(sales: Path) -> None:
    bodies: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read())
        return httpx.Response(503) if len(bodies) < ATTEMPTS else imported("done")

    outcome = server_that(answer).send(sales)

    assert outcome.is_done
    assert [sales.read_bytes() in body for body in bodies] == [True] * ATTEMPTS


def test_server_that_stays_away_is_given_up(sales: Path) -> None:
    tried = 0

    def answer(request: httpx.Request) -> httpx.Response:
        nonlocal tried
        tried += 1
        raise httpx.ConnectError("nobody there", request=request)

    with pytest.raises(Unreachable, match="does not answer"):
        server_that(answer).send(sales)
    assert tried == ATTEMPTS


def test_refusal_is_told_in_the_servers_words_and_not_repeated(sales: Path) -> None:
    tried = 0

    def answer(_request: httpx.Request) -> httpx.Response:
        nonlocal tried
        tried += 1
        return httpx.Response(422, json={"success": False, "message": "The file is empty."})

    with pytest.raises(Refused, match="The file is empty"):
        server_that(answer).send(sales)
    assert tried == 1


def test_token_of_the_sign_in_goes_with_what_follows(sales: Path) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/api/auth/login":
            return httpx.Response(200, json={"success": True, "data": {"access_token": "abc"}})
        assert request.headers["authorization"] == "Bearer abc"
        return imported("done")

    server = server_that(answer)
    server.sign_in(email="owner@example.com", password="secret enough")

    assert server.send(sales).is_done


@pytest.mark.parametrize("content", [b"<html>Sign in to this Wi-Fi</html>", b"[]", b'{"data": null}'])
def test_whoever_answers_in_another_language_is_no_server(sales: Path, content: bytes) -> None:
    with pytest.raises(Unreachable, match="not as a PharmaRec server does"):
        server_that(lambda _request: httpx.Response(200, content=content)).send(sales)


def test_wishes_go_with_the_file(sales: Path) -> None:
    bodies: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(request.read().decode())
        return imported("done")

    server = server_that(answer)
    server.send(sales, Wishes(date_order="mdy", skip_bad_rows=True))
    server.send(sales)

    asked, plain = bodies
    assert 'name="date_order"\r\n\r\nmdy\r\n' in asked
    assert 'name="skip_bad_rows"\r\n\r\ntrue\r\n' in asked
    assert "date_order" not in plain
    assert "skip_bad_rows" not in plain
