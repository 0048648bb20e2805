"""What the roles may do in a pharmacy: the presets, and how it changed them."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.database import pharmacy_of
from app.exceptions import ValidationError
from app.models.enums import Role
from app.services import audit, pharmacies, rbac


class NotGrantable(ValidationError):
    """There is no such permission, or it stays with the admins, or with everybody; details name them."""

    code = "NOT_GRANTABLE"


@dataclass(frozen=True)
class RoleRights:
    """A role: what it may by default, what the pharmacy granted and withdrew, and what follows."""

    role: Role
    preset: list[str]
    granted: list[str]
    withdrawn: list[str]
    permissions: list[str]


async def roles(session: AsyncSession) -> list[RoleRights]:
    """Every role of the pharmacy, the one that may most first."""
    pharmacy = await pharmacies.get(session, pharmacy_of(session))
    return [_rights(role, pharmacy.role_changes) for role in Role]


async def change_roles(session: AsyncSession, changes: Mapping[Role, Mapping[str, list[str]]]) -> list[RoleRights]:
    """Say anew how roles differ from their presets; people have it within a second. Roles not named stay.

    Raises:
        NotGrantable: a permission cannot be given or taken.
    """
    _require_grantable(changes)
    await pharmacies.take_turn(session)
    pharmacy = await pharmacies.get(session, pharmacy_of(session))
    before = pharmacy.role_changes or {}
    told = {role.value: {kind: sorted(set(names)) for kind, names in lists.items()} for role, lists in changes.items()}
    pharmacy.role_changes = {**before, **told}
    subject = audit.Subject("pharmacy", pharmacy.id)
    await audit.record_change(session, "roles.changed", subject, before=before, after=pharmacy.role_changes)
    return [_rights(role, pharmacy.role_changes) for role in Role]


def _require_grantable(changes: Mapping[Role, Mapping[str, list[str]]]) -> None:
    fixed = {name for lists in changes.values() for name in lists["granted"]} & rbac.ADMINS_ONLY
    fixed |= {name for lists in changes.values() for name in lists["withdrawn"]} & rbac.EVERYBODYS
    named = {name for lists in changes.values() for names in lists.values() for name in names}
    refused = fixed | (named - rbac.EVERY_PERMISSION)
    if refused:
        raise NotGrantable("These permissions cannot be changed.", permissions=sorted(refused))


def _rights(role: Role, changes: rbac.RoleChanges | None) -> RoleRights:
    granted, withdrawn = rbac.changes_of(role, changes) if role is not Role.ADMIN else (frozenset(), frozenset())
    return RoleRights(
        role=role,
        preset=sorted(rbac.PERMISSIONS[role]),
        granted=sorted(granted),
        withdrawn=sorted(withdrawn),
        permissions=sorted(rbac.permissions_of(role, changes)),
    )
