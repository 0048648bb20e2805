import pytest

from app.utils.logging import SECRET_KEYS, redact


@pytest.mark.parametrize("key", sorted(SECRET_KEYS))
def test_secrets_are_blanked_in_logs(key: str) -> None:
    written = redact(None, "info", {"event": "request", key: "hush"})

    assert written == {"event": "request", key: "…"}
