"""How far forecasts have drifted, for Prometheus: read when asked, since the worker that learns is another process."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from app.services.reorder_engine import Drift


def drift_metrics(drifts: Sequence[Drift]) -> bytes:
    """The series of every pharmacy, by its number alone."""
    registry = CollectorRegistry()
    ratio = Gauge(
        "forecast_drift_ratio",
        "Quantile loss of the served forecaster in the last window by its loss when it was learned.",
        ("pharmacy",),
        registry=registry,
    )
    shift = Gauge(
        "forecast_coverage_shift",
        "Share of medicines within the 0.9 quantile in the last window less that when it was learned.",
        ("pharmacy",),
        registry=registry,
    )
    for drift in drifts:
        for gauge, value in ((ratio, drift.ratio), (shift, drift.shift)):
            if value is not None:
                gauge.labels(drift.pharmacy_id).set(value)
    return generate_latest(registry)
