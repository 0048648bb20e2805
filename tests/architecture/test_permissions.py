"""Who may call what is visible in the contract."""

from app.config import Settings
from app.main import create_app

PUBLIC = {
    "post /api/auth/register",
    "post /api/auth/login",
    "post /api/auth/accept",
    "post /api/auth/reset",
    "get /health",
    "get /health/live",
    "get /health/ready",
    "get /version",
}


def test_every_operation_names_its_permission_or_is_public() -> None:
    paths = create_app(Settings(_env_file=None, environment="test")).openapi()["paths"]
    operations = {f"{verb} {path}": found for path, verbs in paths.items() for verb, found in verbs.items()}

    open_doors = [
        name
        for name, operation in operations.items()
        if name not in PUBLIC and not any(scopes for need in operation.get("security", []) for scopes in need.values())
    ]

    assert not open_doors, f"A route is a sentence: permission first. No permission: {open_doors}"
    assert not PUBLIC - set(operations), f"No such operation: {PUBLIC - set(operations)}"
