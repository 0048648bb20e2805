"""Who is calling, and what each role may do."""

from dataclasses import dataclass
from typing import Final

from app.models.enums import Role

_STAFF: Final = frozenset(
    {
        "account.self",
        "inventory.read",
        "sales.read",
        "sales.record",
        "sales.return",
        "imports.read",
        "reorder.read",
        "stock.reserve",
        "batches.hold",
        "expiry.read",
        "recalls.read",
        "customers.read",
        "customers.write",
    }
)
_MANAGER: Final = _STAFF | {
    "inventory.write",
    "costs.read",
    "stock.receive",
    "stock.count",
    "stock.adjust",
    "stock.approve",
    "stock.reverse",
    "batches.release",
    "batches.destroy",
    "expiry.act",
    "recalls.start",
    "imports.create",
    "reorder.decide",
    "catalogue.write",
    "data_doctor.fix",
    "history.read",
}
_ADMIN: Final = _MANAGER | {
    "system.diagnose",
    "period.close",
    "stock.backdate",
    "people.manage",
    "branches.manage",
    "customers.erase",
    "audit.read",
    "jobs.manage",
}

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
