"""What turns cases that would hit nothing into cases that hit something."""

from itertools import count
from typing import Any

import schemathesis

_keys = count(1)
SHELF = 4
"""Ids below this one stand for something: see `running.stock_a_shelf`."""


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """Aim a valid case: its ids at what is there, and its replay key at no request that came before."""
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    for told in (case.path_parameters, case.body):
        if isinstance(told, dict):
            ids = {key: value for key, value in told.items() if key.endswith("_id") and type(value) is int}
            told.update({key: value % SHELF for key, value in ids.items() if value > SHELF})
    if "idempotency-key" in case.headers:
        case.headers["idempotency-key"] = f"case-{next(_keys)}"
