"""What will expire unsold: bands, simulation against the forecast, alerts, destruction."""
