"""Who is calling, and what each role may do."""

from collections.abc import Mapping
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
    "customers.list",
    "customers.export",
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


EVERY_PERMISSION: Final = _ADMIN
ADMINS_ONLY: Final = frozenset({"people.manage", "branches.manage"})
"""Whoever may give out roles may give themselves any: these are never granted to another role."""

EVERYBODYS: Final = frozenset({"account.self"})
"""Never taken from anybody."""

RoleChanges = Mapping[str, object]
"""How a pharmacy's roles differ from the presets: {"staff": {"granted": [...], "withdrawn": [...]}}."""


def permissions_of(role: Role, changes: RoleChanges | None) -> frozenset[str]:
    """What a role may in a pharmacy that changed its presets so. An admin may everything, whatever is written there."""
    if role is Role.ADMIN or not changes:
        return PERMISSIONS[role]
    granted, withdrawn = changes_of(role, changes)
    return (PERMISSIONS[role] | granted) - withdrawn


def changes_of(role: Role, changes: RoleChanges | None) -> tuple[frozenset[str], frozenset[str]]:
    """What a pharmacy granted to a role and what it withdrew from it, as far as this version may honour it."""
    told = (changes or {}).get(role.value)
    lists = told if isinstance(told, Mapping) else {}
    granted = frozenset(lists.get("granted", ())) & EVERY_PERMISSION
    return granted - ADMINS_ONLY, frozenset(lists.get("withdrawn", ())) - EVERYBODYS


@dataclass(frozen=True)
class Actor:
    """The person behind a request, in the pharmacy they work in, and what they may do there."""

    user_id: int
    pharmacy_id: int
    role: Role
    time_zone: str
    permissions: frozenset[str]
