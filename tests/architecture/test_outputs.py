"""What the API sends is always complete, so that clients never ask whether a field is there."""

import importlib
import pkgutil
from collections.abc import Iterator

from app import schemas
from app.schemas.base import Output


def descendants(of: type[Output]) -> Iterator[type[Output]]:
    for child in of.__subclasses__():
        yield child
        yield from descendants(child)


def test_output_schemas_have_no_defaults() -> None:
    for module in pkgutil.walk_packages(schemas.__path__, "app.schemas."):
        importlib.import_module(module.name)

    optional = [
        f"{schema.__module__}.{schema.__name__}.{name}"
        for schema in descendants(Output)
        for name, field in schema.model_fields.items()
        if not field.is_required()
    ]

    assert not optional, f"Inputs forbid extras and bound everything; outputs have no defaults. {optional}"
