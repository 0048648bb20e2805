"""Learn demand from a checkout, and write what was learned with its card: `train_reorder.py --help`."""

from __future__ import annotations

import typer

from pharmarec_ml.reorder_command import train_reorder

if __name__ == "__main__":
    typer.run(train_reorder)
