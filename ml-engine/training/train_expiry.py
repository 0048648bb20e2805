"""Learn the expiry model from a checkout: `python ml-engine/training/train_expiry.py --help`."""

from __future__ import annotations

import typer

from pharmarec_ml.expiry_command import train_expiry

if __name__ == "__main__":
    typer.run(train_expiry)
