"""What will expire unsold: bands, simulation against the forecast, alerts, destruction."""

from app.services.expiry_alerts.alerts import AlertNotFound, AlertResolved, acknowledge, list_alerts, run
from app.services.expiry_alerts.certificate import certify
from app.services.expiry_alerts.destruction import (
    DestructionNotFound,
    destroy,
    get_destruction,
    list_destructions,
)
from app.services.expiry_alerts.overview import bands, list_expiring
from app.services.expiry_alerts.risks import refresh

__all__ = [
    "AlertNotFound",
    "AlertResolved",
    "DestructionNotFound",
    "acknowledge",
    "bands",
    "certify",
    "destroy",
    "get_destruction",
    "list_alerts",
    "list_destructions",
    "list_expiring",
    "refresh",
    "run",
]
