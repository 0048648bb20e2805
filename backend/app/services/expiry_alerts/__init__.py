"""What will expire unsold: bands, simulation against the forecast, alerts, destruction."""

from app.services.expiry_alerts.certificate import certify
from app.services.expiry_alerts.destruction import (
    DestructionNotFound,
    destroy,
    get_destruction,
    list_destructions,
)

__all__ = ["DestructionNotFound", "certify", "destroy", "get_destruction", "list_destructions"]
