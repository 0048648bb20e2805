"""What comes for nothing with an order, by the scheme that was frozen with its suggestion. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from app.ml_client.reorder_predictor import Scheme
from app.utils.quantities import plain


def free_with(inputs: Mapping[str, object], order_qty: Decimal) -> Decimal:
    """Units that come free with so many ordered ones; none without a scheme."""
    if "scheme_buy_qty" not in inputs:
        return Decimal(0)
    scheme = Scheme(Decimal(str(inputs["scheme_buy_qty"])), Decimal(str(inputs["scheme_free_qty"])))
    return plain(scheme.free(order_qty))
