"""Who works in a pharmacy: invitations, roles, disabling, reset links."""

from app.services.people.links import (
    AlreadyMember,
    InvitationNotFound,
    LinkNotValid,
    Made,
    NotYours,
    invite,
    link_reset,
    list_invitations,
    revoke,
)
from app.services.people.members import (
    LastAdmin,
    Person,
    PersonNotFound,
    change_role,
    disable,
    enable,
    list_people,
)
from app.services.people.redeeming import NameNeeded, Newcomer, accept_as, accept_new, open_link, set_password
from app.services.people.roles import NotGrantable, change_roles, roles

__all__ = [
    "AlreadyMember",
    "InvitationNotFound",
    "LastAdmin",
    "LinkNotValid",
    "Made",
    "NameNeeded",
    "Newcomer",
    "NotGrantable",
    "NotYours",
    "Person",
    "PersonNotFound",
    "accept_as",
    "accept_new",
    "change_role",
    "change_roles",
    "disable",
    "enable",
    "invite",
    "link_reset",
    "list_invitations",
    "list_people",
    "open_link",
    "revoke",
    "roles",
    "set_password",
]
