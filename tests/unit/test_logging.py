import pytest

from app.utils.logging import redact

SECRETS = ["password", "new_password", "current_password", "token", "access_token", "authorization"]


@pytest.mark.parametrize("key", SECRETS)
def test_secrets_are_blanked_in_logs(key: str) -> None:
    written = redact(None, "info", {"event": "request", key: "hush"})

    assert written == {"event": "request", key: "…"}
