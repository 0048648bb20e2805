"""Forecast from a checkout without installing a command: `python ml-engine/inference/predict.py --help`.

The same as `pharmarec-ml forecast`.
"""

from __future__ import annotations

import typer

from pharmarec_ml.cli import forecast

if __name__ == "__main__":
    typer.run(forecast)
