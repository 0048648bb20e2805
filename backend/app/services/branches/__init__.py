"""The pharmacies of one organisation."""
