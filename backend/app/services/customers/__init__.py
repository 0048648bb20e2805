"""People a pharmacy serves: sealed at rest, with consent, export and erasure."""

from app.services.customers.consents import give_consent, list_consents, withdraw_consent
from app.services.customers.privacy import LegalHold, erase, export, set_legal_hold
from app.services.customers.records import (
    CodeTaken,
    CustomerErased,
    CustomerNotFound,
    Person,
    WhichCustomer,
    add_customer,
    change_customer,
    get_customer,
    list_customers,
    require_customer,
)

__all__ = [
    "CodeTaken",
    "CustomerErased",
    "CustomerNotFound",
    "LegalHold",
    "Person",
    "WhichCustomer",
    "add_customer",
    "change_customer",
    "erase",
    "export",
    "get_customer",
    "give_consent",
    "list_consents",
    "list_customers",
    "require_customer",
    "set_legal_hold",
    "withdraw_consent",
]
