"""Who is calling, and what each role may do."""

from dataclasses import dataclass
from typing import Final

from app.models.enums import Role

_STAFF: Final = frozenset(
    {"account.self", "inventory.read", "sales.read", "sales.record", "imports.read", "reorder.read"}
)
_MANAGER: Final = _STAFF | {"inventory.write", "stock.receive", "stock.count", "imports.create", "reorder.decide"}
_ADMIN: Final = _MANAGER | {"system.diagnose"}

PERMISSIONS: Final[dict[Role, frozenset[str]]] = {
    Role.STAFF: _STAFF,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _ADMIN,
}


@dataclass(frozen=True)
class Actor:
    """The person behind a request, in the pharmacy they work in."""

    user_id: int
    pharmacy_id: int
    role: Role
    time_zone: str

    @property
    def permissions(self) -> frozenset[str]:
        return PERMISSIONS[self.role]
