"""A relationship is loaded because a query says so, never because somebody touched it."""

import importlib
import pkgutil

from app import models
from app.models.base import Base


def test_every_relationship_raises_when_touched_unloaded() -> None:
    for module in pkgutil.walk_packages(models.__path__, "app.models."):
        importlib.import_module(module.name)

    lazy = [
        f"{relationship} is lazy={relationship.lazy!r}"
        for mapper in Base.registry.mappers
        for relationship in mapper.relationships
        if relationship.lazy != "raise"
    ]

    assert not lazy, f'Every mapper relationship is lazy="raise". {lazy}'
